"""Beam search against a hand-written greedy loop and exhaustive search."""

import itertools

import pytest
import torch

from attention_core.decoding import beam_search as search
from attention_core.decoding.beam_search import FORBIDDEN, Hypothesis, beam_search, length_limit
from attention_core.text.tokenizer import END
from tests.helpers import tiny
from tests.helpers.stepping import log_probabilities

SENTENCES = tiny.random_ids(lengths=[8, 1, 3, 12, 5, 3], vocabulary=20, seed=6)


def greedy(model, ids):
    """The likeliest allowed piece, again and again."""
    written = []
    while len(written) < length_limit(len(ids)) and END not in written:
        scores = log_probabilities(model, ids, [*written, END])[-1].clone()
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


def test_hypotheses_end_in_both_ways(model):
    """The other tests need hypotheses with the end mark and truncated ones."""
    found = beam_search(model=model, sources=SENTENCES, beam=5)
    truncated = [h.truncated for hypotheses in found for h in hypotheses]
    assert any(truncated)
    assert not all(truncated)


@pytest.mark.parametrize("beam", [1, 4])
def test_a_batch_gives_what_each_sentence_gives_alone(model, beam, near):
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
def test_hypotheses_are_sorted_and_at_most_as_many_as_the_beam(model, beam):
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
def test_a_wide_beam_equals_exhaustive_search(kind, options, device, seed, monkeypatch):
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
        scores = log_probabilities(model, ids, row)
        mean[row] = sum(float(scores[i, piece]) for i, piece in enumerate(row)) / len(row)
    expected = sorted(written, key=lambda row: (row[-1] != END, -mean[row]))

    (found,) = beam_search(model=model, sources=[ids], beam=121)
    assert [h.score for h in found] == pytest.approx([mean[row] for row in expected], abs=1e-3)
    assert found[0].ids == expected[0]
    assert {h.ids for h in found} == set(written)
    for hypothesis in found:
        assert hypothesis.score == pytest.approx(mean[hypothesis.ids], abs=1e-3)


def test_a_beam_scores_above_greedy_search_for_some_sentences(kind, device, monkeypatch):
    """Over many models some greedy choice is not the best in the end."""
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
