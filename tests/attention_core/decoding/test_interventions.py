"""What each intervention does to α and c, against sums and softmaxes written out."""

import math

import pytest
import torch

from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.forced import force_decode
from attention_core.decoding.interventions import DecodingPlan, plan_weights
from attention_core.interventions import (
    ChangeError,
    FreezeContext,
    MaskWords,
    ScaleEnergies,
    SetAlpha,
)
from attention_core.text.tokenizer import END
from attention_core.text.words import Word
from tests.helpers import tiny
from tests.helpers.stepping import encode_one

SENTENCES = tiny.random_ids(lengths=[8, 5, 12], vocabulary=20, seed=6)
TARGETS = [[5, 9, 7, END], [14, 6, 6, 8, 4, END], [21, END]]
# The words of the first sentence: 1, 3, 1, 2 and 1 pieces.
WORDS = tuple(
    Word(text=text, start=start, stop=stop)
    for text, start, stop in (
        ("a", 0, 1),
        ("bcd", 1, 4),
        ("e", 4, 5),
        ("fg", 5, 7),
        ("</s>", 7, 8),
    )
)


def plan(*changes) -> DecodingPlan:
    return plan_weights(changes=changes, words=WORDS)


def forced(model, *changes):
    """The first sentence and its target, decoded alone."""
    (steps,) = force_decode(
        model=model, sources=SENTENCES[:1], targets=TARGETS[:1], padding=2, plans=[plan(*changes)]
    )
    return steps


@pytest.fixture
def free(attention_model):
    (steps,) = force_decode(model=attention_model, sources=SENTENCES[:1], targets=TARGETS[:1])
    return steps


def check_identities(model, steps):
    """Σα = 1, nothing on padding, and c_i = Σ_j α_ij h_j."""
    assert steps.alpha.sum(dim=1).tolist() == pytest.approx([1.0] * len(steps.alpha), abs=1e-6)
    assert steps.padding_alpha == 0
    assert (steps.alpha >= 0).all()
    torch.testing.assert_close(steps.contexts, steps.alpha @ steps.memory, atol=1e-4, rtol=0)


def test_a_plan_without_changes_decodes_the_very_same(model):
    plans = [DecodingPlan()] * 3
    for without, within in zip(
        force_decode(model=model, sources=SENTENCES, targets=TARGETS),
        force_decode(model=model, sources=SENTENCES, targets=TARGETS, plans=plans),
        strict=True,
    ):
        for name in ("states", "contexts", "logprob", "entropy"):
            assert torch.equal(getattr(without, name), getattr(within, name))
        assert without.alpha is None or torch.equal(without.alpha, within.alpha)
    for beam in (1, 4):
        without = beam_search(model=model, sources=SENTENCES, beam=beam)
        within = beam_search(model=model, sources=SENTENCES, beam=beam, plans=plans)
        assert [[(h.ids, h.logprob) for h in row] for row in without] == [
            [(h.ids, h.logprob) for h in row] for row in within
        ]


def test_set_weights_are_shared_over_pieces_as_the_model_shared_them(
    attention_model, free, device, near
):
    steps = forced(attention_model, SetAlpha(step=2, weights=((0, 1.0), (1, 6.0), (3, 1.0))))
    own = free.alpha[1].tolist()
    one, two = sum(own[1:4]), sum(own[5:7])
    expected = [0.125, *(0.75 * w / one for w in own[1:4]), 0.0]
    expected += [*(0.125 * w / two for w in own[5:7]), 0.0]
    assert steps.alpha[1].tolist() == pytest.approx(expected, abs=near)
    torch.testing.assert_close(steps.alpha[0], free.alpha[0])  # the step before is as it was
    assert not torch.allclose(steps.alpha[2], free.alpha[2])  # and those after follow from it
    torch.testing.assert_close(steps.energies[1], free.energies[1])  # what f gave stays visible
    check_identities(attention_model, steps)


def test_a_word_without_any_weight_gets_it_evenly(device):
    """Energies so far apart that the softmax of all but one piece is 0."""
    model = tiny.tiny_model(tiny.model_config("attention")).to(device)
    with torch.no_grad():
        model.decoder.attention.energy.mul_(1e4)
    steps = forced(model, SetAlpha(step=1, weights=((1, 0.6), (3, 0.4))))
    own = forced(model).alpha[0].tolist()
    empty = [k for k in (1, 3) if sum(own[WORDS[k].start : WORDS[k].stop]) == 0]
    assert empty
    for k, weight in ((1, 0.6), (3, 0.4)):
        row = steps.alpha[0, WORDS[k].start : WORDS[k].stop].tolist()
        assert sum(row) == pytest.approx(weight)
        if k in empty:
            assert row == pytest.approx([weight / len(row)] * len(row))


def test_weights_set_to_what_they_were_change_nothing(attention_model, free, near):
    own = free.alpha[1].tolist()
    weights = tuple((k, sum(own[word.start : word.stop])) for k, word in enumerate(WORDS))
    steps = forced(attention_model, SetAlpha(step=2, weights=weights))
    torch.testing.assert_close(steps.alpha, free.alpha, atol=near, rtol=0)
    torch.testing.assert_close(steps.logprob, free.logprob, atol=20 * near, rtol=0)


def test_a_mask_is_the_softmax_over_the_rest(attention_model, near):
    steps = forced(attention_model, MaskWords(words=(1, 4)))
    for energies, alpha in zip(steps.energies.tolist(), steps.alpha.tolist(), strict=True):
        raised = [math.exp(energy) for energy in energies]
        for j in (1, 2, 3, 7):
            assert alpha[j] == 0
            raised[j] = 0.0
        assert alpha == pytest.approx([value / sum(raised) for value in raised], abs=near)
    check_identities(attention_model, steps)


def test_two_masks_hide_the_words_of_both(attention_model):
    both = forced(attention_model, MaskWords(words=(1,)), MaskWords(words=(4,)))
    assert torch.equal(both.alpha, forced(attention_model, MaskWords(words=(1, 4))).alpha)


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_sharpening_is_the_softmax_of_the_energies_times_it(attention_model, factor, near):
    steps = forced(attention_model, ScaleEnergies(factor=factor))
    for energies, alpha in zip(steps.energies.tolist(), steps.alpha.tolist(), strict=True):
        largest = max(energies)
        raised = [math.exp(factor * (energy - largest)) for energy in energies]
        expected = [value / sum(raised) for value in raised]
        assert alpha == pytest.approx(expected, abs=10 * near)
    check_identities(attention_model, steps)


def test_two_factors_multiply(attention_model, near):
    both = forced(attention_model, ScaleEnergies(factor=0.5), ScaleEnergies(factor=3.0))
    once = forced(attention_model, ScaleEnergies(factor=1.5))
    torch.testing.assert_close(both.alpha, once.alpha, atol=near, rtol=0)


@pytest.mark.parametrize(
    "change",
    [ScaleEnergies(factor=0.0), FreezeContext(context="uniform"), FreezeContext(context="mean")],
)
def test_uniform_weights_are_one_over_j(attention_model, change, near):
    """And c is the mean of the h_j, what the lexical output sees the mean of the x_j."""
    steps = forced(attention_model, change)
    assert steps.alpha.tolist() == [pytest.approx([1 / 8] * 8, abs=1e-7)] * 4
    mean = steps.memory.mean(dim=0)
    for context in steps.contexts:
        torch.testing.assert_close(context, mean, atol=near, rtol=0)
    check_identities(attention_model, steps)


def test_the_lexical_output_follows_a_frozen_context(device, near):
    """Frozen to the mean, every step's logits come from the mean of the x_j."""
    model = tiny.tiny_model(tiny.model_config("attention", lexical_output=True)).to(device)
    steps = forced(model, FreezeContext(context="mean"))
    with torch.inference_mode():
        embeddings = model.encoder.embedding.weight[SENTENCES[0]]
        embedded = model.decoder.embed(torch.tensor([2, *TARGETS[0][:-1]], device=device))
        logits = model.decoder.logits(
            hidden=steps.states[1:].to(device),
            context=steps.contexts.to(device),
            embedded=embedded,
            lexical=embeddings.mean(dim=0).expand(4, -1),
        )
    expected = torch.log_softmax(logits, dim=-1)[range(4), TARGETS[0]].cpu()
    torch.testing.assert_close(steps.logprob, expected, atol=50 * near, rtol=0)


def test_the_first_context_stays(attention_model, free, near):
    steps = forced(attention_model, FreezeContext(context="first"))
    for row in steps.alpha:
        assert torch.equal(row, steps.alpha[0])
    torch.testing.assert_close(steps.alpha[0], free.alpha[0], atol=near, rtol=0)
    check_identities(attention_model, steps)


def test_the_first_context_is_that_of_step_one_as_it_was_used(attention_model):
    only_e = SetAlpha(step=1, weights=((2, 5.0),))
    steps = forced(attention_model, FreezeContext(context="first"), only_e)
    assert (steps.alpha[:, 4] == 1).all()


def test_weights_that_are_set_hold_over_a_frozen_context(attention_model):
    steps = forced(
        attention_model, SetAlpha(step=3, weights=((2, 1.0),)), FreezeContext(context="mean")
    )
    assert steps.alpha[2].tolist() == [0, 0, 0, 0, 1, 0, 0, 0]
    assert steps.alpha[3].tolist() == pytest.approx([1 / 8] * 8)


def test_the_last_of_several_holds(attention_model):
    steps = forced(
        attention_model,
        FreezeContext(context="first"),
        SetAlpha(step=1, weights=((2, 1.0),)),
        SetAlpha(step=1, weights=((0, 1.0),)),
        FreezeContext(context="mean"),
    )
    assert steps.alpha[0].tolist() == [1, 0, 0, 0, 0, 0, 0, 0]
    assert steps.alpha[1].tolist() == pytest.approx([1 / 8] * 8)


def test_a_masked_word_has_no_share_in_anything(attention_model):
    masked = MaskWords(words=(1,))
    mean = forced(attention_model, masked, FreezeContext(context="mean"))
    assert mean.alpha[0].tolist() == pytest.approx([0.2, 0, 0, 0, 0.2, 0.2, 0.2, 0.2])
    given = forced(attention_model, SetAlpha(step=1, weights=((0, 1.0), (1, 3.0))), masked)
    assert given.alpha[0].tolist() == [1, 0, 0, 0, 0, 0, 0, 0]


def test_huge_and_tiny_weights_are_normalized(attention_model):
    weights = ((0, 1e300), (2, 1e300), (4, 5e-324))
    steps = forced(attention_model, SetAlpha(step=1, weights=weights))
    assert steps.alpha[0].tolist() == [0.5, 0, 0, 0, 0.5, 0, 0, 0]


def test_each_sentence_of_a_batch_has_its_own_changes(attention_model, near):
    """Rows of one beam, and sentences beside it, do not touch."""
    plans = [
        plan(FreezeContext(context="first"), SetAlpha(step=2, weights=((2, 1.0),))),
        DecodingPlan(),
        DecodingPlan(factor=0.5, pieces={2: 17}),
    ]
    together = beam_search(model=attention_model, sources=SENTENCES, beam=4, plans=plans)
    for ids, own, hypotheses in zip(SENTENCES, plans, together, strict=True):
        (alone,) = beam_search(model=attention_model, sources=[ids], beam=4, plans=[own])
        assert [h.ids for h in hypotheses] == [h.ids for h in alone]
        for one, other in zip(hypotheses, alone, strict=True):
            torch.testing.assert_close(one.alpha, other.alpha, atol=10 * near, rtol=0)
    first = [h for h in together[0] if len(h.ids) > 1]
    assert first
    for hypothesis in first:
        assert torch.equal(hypothesis.alpha[1], torch.eye(8)[4])
    last = [h for h in together[2] if len(h.ids) > 1]
    assert last
    for hypothesis in last:
        assert hypothesis.ids[1] == 17


@pytest.mark.parametrize("beam", [1, 4])
def test_search_and_forced_decoding_obey_alike(attention_model, beam, near):
    plans = [
        plan(
            MaskWords(words=(0,)),
            ScaleEnergies(factor=0.7),
            SetAlpha(step=2, weights=((2, 1.0), (3, 1.0))),
        )
    ]
    (found,) = beam_search(model=attention_model, sources=SENTENCES[:1], beam=beam, plans=plans)
    for hypothesis in found:
        (steps,) = force_decode(
            model=attention_model, sources=SENTENCES[:1], targets=[hypothesis.ids], plans=plans
        )
        assert hypothesis.logprob == pytest.approx(steps.logprob.tolist(), abs=10 * near)
        torch.testing.assert_close(hypothesis.alpha, steps.alpha, atol=10 * near, rtol=0)


def test_a_fixed_piece_keeps_the_probability_that_the_model_gives_it(model, near):
    plans = [DecodingPlan(pieces={1: 9, 3: 4})]
    (found,) = beam_search(model=model, sources=SENTENCES[:1], beam=3, plans=plans)
    for hypothesis in found:
        assert hypothesis.ids[0] == 9
        assert len(hypothesis.ids) < 3 or hypothesis.ids[2] == 4
        (steps,) = force_decode(model=model, sources=SENTENCES[:1], targets=[hypothesis.ids])
        assert hypothesis.logprob == pytest.approx(steps.logprob.tolist(), abs=10 * near)


def test_a_piece_fixed_behind_the_length_limit_is_written(model, monkeypatch):
    monkeypatch.setattr("attention_core.decoding.beam_search.length_limit", lambda _: 3)
    pieces = dict.fromkeys(range(1, 6), 9)
    (found,) = beam_search(model=model, sources=SENTENCES[:1], plans=[DecodingPlan(pieces=pieces)])
    assert found[0].ids == (9,) * 5


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([MaskWords(words=(5,))], "no source word 5: the words are 0 to 4"),
        ([SetAlpha(step=1, weights=((9, 1.0),))], "no source word 9"),
        ([MaskWords(words=(0, 1, 2, 3, 4))], "all words are masked"),
        ([MaskWords(words=(0, 1)), MaskWords(words=(2, 3, 4))], "all words are masked"),
        ([SetAlpha(step=1, weights=((1, 1.0),)), MaskWords(words=(1,))], "no weight remains"),
        ([ScaleEnergies(factor=50.0), ScaleEnergies(factor=3.0)], "multiply to 150"),
    ],
)
def test_impossible_changes(changes, said):
    with pytest.raises(ChangeError, match=said):
        plan(*changes)


def test_a_vanilla_decoder_refuses_weights(vanilla_model):
    source, _ = encode_one(vanilla_model, SENTENCES[0])
    assert source.keys is None
    with pytest.raises(ValueError, match="vanilla"):
        forced(vanilla_model, FreezeContext(context="mean"))
