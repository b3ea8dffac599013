"""Greedy, beam and forced decoding against each other, a hand-written loop and brute force."""

import itertools
import math

import pytest
import torch

from attention_core.data.batches import collate
from attention_core.decoding import beam_search as search
from attention_core.decoding.beam_search import FORBIDDEN, Hypothesis, beam_search, length_limit
from attention_core.decoding.forced import force_decode
from attention_core.text.tokenizer import END, START
from tests.helpers import tiny

SENTENCES = tiny.random_ids(lengths=[8, 1, 3, 12, 5, 3], vocabulary=20, seed=6)


def begin(model, ids):
    source = model.encode(
        source=torch.tensor([ids], device=model.device), lengths=torch.tensor([len(ids)])
    )
    return source, model.decoder.initial_state(source)


@torch.inference_mode()
def probabilities(model, ids, written):
    """Log-probabilities [I, V] along a target, one sentence, one step at a time."""
    source, state = begin(model, ids)
    rows = []
    for piece in (START, *written[:-1]):
        embedded = model.decoder.embed(torch.tensor([piece], device=model.device))
        step = model.decoder.step(
            projected=model.decoder.project_input(embedded), state=state, source=source
        )
        state = step.state
        logits = model.decoder.logits(
            hidden=state.hidden, context=step.context, embedded=embedded, lexical=step.lexical
        )
        rows.append(torch.log_softmax(logits[0], dim=-1).cpu())
    return torch.stack(rows)


def greedy(model, ids):
    """The likeliest allowed piece, again and again."""
    written = []
    while len(written) < length_limit(len(ids)) and END not in written:
        scores = probabilities(model, ids, [*written, END])[-1].clone()
        scores[list(FORBIDDEN)] = -torch.inf
        written.append(int(scores.argmax()))
    return written


def test_a_beam_of_one_is_greedy_search(model):
    found = beam_search(model=model, sources=SENTENCES)
    for ids, hypotheses in zip(SENTENCES, found, strict=True):
        assert len(hypotheses) == 1
        assert list(hypotheses[0].ids) == greedy(model, ids)
    # The oracle would prove little if all of them wrote the same, or nothing ever ended.
    assert len({h[0].ids for h in found}) > 2


def test_both_ways_to_end_are_met(model):
    """The tests around here need sentences that end by themselves and ones that are cut."""
    found = beam_search(model=model, sources=SENTENCES, beam=5)
    cut = [h.truncated for hypotheses in found for h in hypotheses]
    assert any(cut)
    assert not all(cut)


@pytest.mark.parametrize("beam", [1, 4])
def test_a_batch_writes_what_each_sentence_gets_alone(model, beam, near):
    together = beam_search(model=model, sources=SENTENCES, beam=beam)
    for ids, hypotheses in zip(SENTENCES, together, strict=True):
        (alone,) = beam_search(model=model, sources=[ids], beam=beam)
        assert [h.ids for h in hypotheses] == [h.ids for h in alone]
        for one, other in zip(hypotheses, alone, strict=True):
            assert one.logprob == pytest.approx(other.logprob, abs=10 * near)
            if one.alpha is not None:
                assert one.alpha.shape == (len(one.ids), len(ids))
                torch.testing.assert_close(one.alpha, other.alpha, atol=10 * near, rtol=0)


@pytest.mark.parametrize("beam", [1, 3, 8])
def test_hypotheses_come_sorted_and_no_more_than_asked(model, beam):
    for ids, hypotheses in zip(
        SENTENCES, beam_search(model=model, sources=SENTENCES, beam=beam), strict=True
    ):
        assert 1 <= len(hypotheses) <= beam
        assert len({h.ids for h in hypotheses}) == len(hypotheses)
        keys = [(h.truncated, -h.score) for h in hypotheses]
        assert keys == sorted(keys)
        for hypothesis in hypotheses:
            assert not set(hypothesis.ids) & set(FORBIDDEN)
            assert END not in hypothesis.ids[:-1]
            assert len(hypothesis.ids) <= length_limit(len(ids))
            assert hypothesis.truncated == (hypothesis.ids[-1] != END)
            if hypothesis.truncated:
                assert len(hypothesis.ids) == length_limit(len(ids))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_wide_beam_finds_what_trying_everything_finds(kind, options, device, seed, monkeypatch):
    """Three pieces and the end mark, four steps: 40 sentences that end and 81 that are cut."""
    longest, pieces = 4, (4, 5, 6)
    monkeypatch.setattr(search, "length_limit", lambda _: longest)
    config = tiny.model_config(kind, target=7, **options)
    model = tiny.tiny_model(config, seed=seed, gain=1.5).to(device)
    ids = SENTENCES[0]

    written = [
        (*row, END) for n in range(longest) for row in itertools.product(pieces, repeat=n)
    ] + list(itertools.product(pieces, repeat=longest))
    assert len(written) == 121
    mean = {}
    for row in written:
        scores = probabilities(model, ids, row)
        mean[row] = sum(float(scores[i, piece]) for i, piece in enumerate(row)) / len(row)
    expected = sorted(written, key=lambda row: (row[-1] != END, -mean[row]))

    (found,) = beam_search(model=model, sources=[ids], beam=121)
    assert [h.score for h in found] == pytest.approx([mean[row] for row in expected], abs=1e-3)
    assert found[0].ids == expected[0]
    assert {h.ids for h in found} == set(written)
    for hypothesis in found:
        assert hypothesis.score == pytest.approx(mean[hypothesis.ids], abs=1e-3)


def test_a_beam_beats_greedy_search_where_greed_does_not_pay(kind, device, monkeypatch):
    """Over many models some greedy choice is regretted, and a beam must then do better."""
    monkeypatch.setattr(search, "length_limit", lambda _: 5)
    better = 0
    for seed in range(12):
        model = tiny.tiny_model(tiny.model_config(kind, target=8), seed=seed, gain=1.5).to(device)
        for one, many in zip(
            beam_search(model=model, sources=SENTENCES),
            beam_search(model=model, sources=SENTENCES, beam=6),
            strict=True,
        ):
            if not one[0].truncated and not many[0].truncated:
                better += many[0].score > one[0].score + 1e-4
    assert better > 0


@pytest.mark.parametrize("beam", [1, 5])
def test_what_was_decoded_is_what_forcing_records(model, beam, near):
    """α and log-probabilities that the search kept belong to the very pieces it wrote."""
    found = beam_search(model=model, sources=SENTENCES, beam=beam)
    for rank in range(min(map(len, found))):
        chosen = [hypotheses[rank] for hypotheses in found]
        forced = force_decode(model=model, sources=SENTENCES, targets=[h.ids for h in chosen])
        for hypothesis, steps in zip(chosen, forced, strict=True):
            assert hypothesis.logprob == pytest.approx(steps.logprob.tolist(), abs=10 * near)
            if model.config.kind == "attention":
                torch.testing.assert_close(hypothesis.alpha, steps.alpha, atol=10 * near, rtol=0)
            else:
                assert hypothesis.alpha is None
                assert steps.alpha is None


def test_forcing_a_batch_records_what_forcing_each_alone_does(model, near):
    targets = tiny.random_ids(lengths=[3, 9, 1, 5, 2, 6], vocabulary=23, seed=8)
    together = force_decode(model=model, sources=SENTENCES, targets=targets)
    for ids, target, steps in zip(SENTENCES, targets, together, strict=True):
        (alone,) = force_decode(model=model, sources=[ids], targets=[target])
        assert steps.memory.shape == (len(ids), model.config.memory)
        assert steps.states.shape == (len(target) + 1, 11)
        assert steps.contexts.shape == (len(target), model.config.context)
        for name in (
            *("memory", "states", "contexts", "energies", "alpha"),
            *("logprob", "top_logprob", "entropy"),
        ):
            one, other = getattr(steps, name), getattr(alone, name)
            if one is not None:
                torch.testing.assert_close(one, other, atol=20 * near, rtol=0, msg=name)
        assert torch.equal(steps.top_ids, alone.top_ids)


@pytest.mark.parametrize("padding", [1, 4])
def test_padding_put_behind_all_sentences_changes_nothing(model, padding, near):
    targets = tiny.random_ids(lengths=[3, 9, 1, 5, 2, 6], vocabulary=23, seed=8)
    plain = force_decode(model=model, sources=SENTENCES, targets=targets)
    wide = force_decode(model=model, sources=SENTENCES, targets=targets, padding=padding)
    for one, other in zip(plain, wide, strict=True):
        assert one.memory.shape == other.memory.shape
        torch.testing.assert_close(one.states, other.states, atol=20 * near, rtol=0)
        torch.testing.assert_close(one.logprob, other.logprob, atol=20 * near, rtol=0)
        if model.config.kind == "attention":
            assert one.alpha.shape == other.alpha.shape
            torch.testing.assert_close(one.alpha, other.alpha, atol=20 * near, rtol=0)
            assert other.padding_alpha == 0
        else:
            assert other.padding_alpha is None


def test_the_largest_weight_on_padding_is_told_and_not_assumed(attention_model, monkeypatch):
    """With a mask that leaves the padding in, the record has to show it."""
    monkeypatch.setattr(
        "attention_core.model.decoder.weigh", lambda energies, mask: torch.softmax(energies, dim=-1)
    )
    lone = {"sources": SENTENCES[:1], "targets": [[5, 6, END]]}
    (steps,) = force_decode(model=attention_model, **lone, padding=2)
    assert steps.padding_alpha > 0
    assert steps.padding_alpha < 1 - float(steps.alpha.max(dim=1).values.min()) + 1e-6
    (steps,) = force_decode(model=attention_model, **lone)
    assert steps.padding_alpha is None


def test_forced_steps_are_the_equations(attention_model, near):
    """c_i = Σ_j α_ij h_j and α_i = softmax(e_i), from what is recorded."""
    targets = tiny.random_ids(lengths=[4, 7, 2, 5, 3, 6], vocabulary=23, seed=9)
    for ids, steps in zip(
        SENTENCES,
        force_decode(model=attention_model, sources=SENTENCES, targets=targets),
        strict=True,
    ):
        assert steps.alpha.shape == steps.energies.shape == (len(steps.logprob), len(ids))
        assert steps.alpha.sum(dim=1).tolist() == pytest.approx([1.0] * len(steps.alpha), abs=1e-5)
        torch.testing.assert_close(
            torch.softmax(steps.energies, dim=1), steps.alpha, atol=near, rtol=0
        )
        for i, row in enumerate(steps.alpha.tolist()):
            context = sum(weight * steps.memory[j] for j, weight in enumerate(row))
            torch.testing.assert_close(steps.contexts[i], context, atol=near, rtol=0)


def test_entropy_is_that_of_the_whole_distribution(model, near):
    """All pieces recorded as candidates give the sum −Σ p log2 p by hand."""
    targets = tiny.random_ids(lengths=[4, 7, 2, 5, 3, 6], vocabulary=23, seed=9)
    for steps in force_decode(model=model, sources=SENTENCES, targets=targets, top=23):
        for row, entropy in zip(steps.top_logprob.tolist(), steps.entropy.tolist(), strict=True):
            by_hand = -sum(math.exp(p) * p / math.log(2) for p in row)
            assert entropy == pytest.approx(by_hand, abs=20 * near)
            assert 0 < entropy < math.log2(23)


def test_in_a_padded_batch_alpha_is_exactly_zero_on_padding(attention_model):
    """The raw steps, before anything is cut to length."""
    batch = collate([(ids, [END]) for ids in SENTENCES])
    decoder, device = attention_model.decoder, attention_model.device
    with torch.inference_mode():
        source = attention_model.encode(source=batch.source.to(device), lengths=batch.lengths)
        state = decoder.initial_state(source)
        for piece in (START, 5, 9, 14):
            embedded = decoder.embed(torch.full((len(SENTENCES),), piece, device=device))
            step = decoder.step(
                projected=decoder.project_input(embedded), state=state, source=source
            )
            state = step.state
            assert (step.alpha[~source.mask] == 0).all()
            assert (step.alpha[source.mask] > 0).any()
            sums = step.alpha.sum(dim=1).cpu()
            torch.testing.assert_close(sums, torch.ones(len(SENTENCES)))


def test_vanilla_context_is_the_encoder_s_final_state_at_every_step(vanilla_model, near):
    (steps,) = force_decode(model=vanilla_model, sources=SENTENCES[:1], targets=[[5, 6, 7, END]])
    source, _ = begin(vanilla_model, SENTENCES[0])
    for context in steps.contexts:
        assert torch.equal(context, steps.contexts[0])
        torch.testing.assert_close(context, source.final[0].detach().cpu(), atol=near, rtol=0)
    # Which is the last forward and the first backward state.
    joined = torch.cat((steps.memory[-1, :6], steps.memory[0, 6:12]))
    torch.testing.assert_close(steps.contexts[0], joined, atol=near, rtol=0)


def test_attention_context_changes_from_step_to_step(attention_model):
    (steps,) = force_decode(model=attention_model, sources=SENTENCES[:1], targets=[[5, 6, 7, END]])
    for before, after in itertools.pairwise(steps.contexts):
        assert not torch.allclose(before, after)


def test_candidates_are_the_likeliest_pieces(model, near):
    target = [5, 9, 7, END]
    (steps,) = force_decode(model=model, sources=SENTENCES[:1], targets=[target], top=4)
    rows = probabilities(model, SENTENCES[0], target)
    for i, row in enumerate(rows):
        best = sorted(range(len(row)), key=lambda v: -float(row[v]))[:4]
        assert steps.top_ids[i].tolist() == best
        assert steps.top_logprob[i].tolist() == pytest.approx(
            [float(row[v]) for v in best], abs=10 * near
        )
        assert float(steps.logprob[i]) == pytest.approx(float(row[target[i]]), abs=10 * near)


def test_more_candidates_than_pieces_are_all_of_them(model):
    (steps,) = force_decode(model=model, sources=SENTENCES[:1], targets=[[END]], top=1000)
    assert sorted(steps.top_ids[0].tolist()) == list(range(23))
    assert float(steps.top_logprob.exp().sum()) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("beam", [0, -1])
def test_a_beam_below_one_is_refused(model, beam):
    with pytest.raises(ValueError, match=str(beam)):
        beam_search(model=model, sources=SENTENCES, beam=beam)


def test_decoding_twice_gives_the_same(model):
    once, twice = (beam_search(model=model, sources=SENTENCES, beam=4) for _ in range(2))
    assert [[(h.ids, h.logprob) for h in row] for row in once] == [
        [(h.ids, h.logprob) for h in row] for row in twice
    ]


def test_score_is_the_mean_log_probability():
    hypothesis = Hypothesis(ids=(5, 6, END), logprob=(-1.0, -2.0, -6.0), alpha=None)
    assert hypothesis.score == -3.0
    assert not hypothesis.truncated
    assert Hypothesis(ids=(5,), logprob=(-1.0,), alpha=None).truncated
