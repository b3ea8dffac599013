"""Forced decoding against beam search, its own batches and the equations."""

import itertools
import math

import pytest
import torch

from attention_core.data.batches import collate
from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.forced import force_decode
from attention_core.text.tokenizer import END, START
from tests.helpers import tiny
from tests.helpers.stepping import encode_one, log_probabilities

SENTENCES = tiny.random_ids(lengths=[8, 1, 3, 12, 5, 3], vocabulary=20, seed=6)


@pytest.mark.parametrize("beam", [1, 5])
def test_forced_decoding_of_a_hypothesis_records_the_same_steps(model, beam, near):
    """α and log-probabilities of a hypothesis belong to its own pieces."""
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
def test_padding_after_all_sentences_changes_nothing(model, padding, near):
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


def test_the_largest_weight_on_padding_is_measured(attention_model, monkeypatch):
    """A mask that leaves the padding in shows in the record."""
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
    source, _ = encode_one(vanilla_model, SENTENCES[0])
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
    rows = log_probabilities(model, SENTENCES[0], target)
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
