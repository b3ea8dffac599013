"""A Trace is complete, consistent with the equations, immutable, and goes to JSON whole."""

import dataclasses
import json

import numpy as np
import pytest

from attention_core.text.romanization import romanize
from attention_core.trace import Trace
from tests.helpers.traces import make_trace

SENTENCE = "The old farmer doesn't open 7 windows."
KEYS = {
    # documented in architecture.md
    *("model", "kind", "digest", "device", "source", "source_pieces", "source_words"),
    *("target_pieces", "target_words", "translation", "unknown", "energies", "alpha"),
    *("word_alpha", "logprob", "candidates", "score", "truncated"),
    # and what the pages need besides
    *("beam", "rank", "source_spans", "target_spans", "latin", "entropy", "padding_alpha"),
    "changes",
    "source_language",
    "target_language",
}
ARRAYS = ("memory", "states", "contexts", "energies", "alpha", "logprob", "entropy")


@pytest.fixture(scope="module")
def trace(explorer, kind) -> Trace:
    return explorer.translate(model=f"tiny-{kind}", sentence=SENTENCE)


@pytest.fixture(scope="module")
def attention_trace(explorer) -> Trace:
    return explorer.translate(model="tiny-attention", sentence=SENTENCE)


def test_shapes_fit_together(trace):
    j, i = len(trace.source_pieces), len(trace.target_pieces)
    assert j != i  # or a transposed array would pass for the right one
    assert trace.memory.shape == (j, 12)
    assert trace.states.shape == (i + 1, 11)
    assert trace.contexts.shape == (i, 12)
    assert trace.logprob.shape == trace.entropy.shape == (i,)
    assert len(trace.candidates) == i
    if trace.kind == "attention":
        assert trace.energies.shape == trace.alpha.shape == (i, j)
        assert trace.word_alpha.shape == (len(trace.target_words), len(trace.source_words))
    else:
        assert trace.energies is None
        assert trace.alpha is None
        assert trace.word_alpha is None


def test_contexts_are_the_weighted_sums_of_the_memory(attention_trace, near):
    for i, row in enumerate(attention_trace.alpha):
        context = sum(weight * attention_trace.memory[j] for j, weight in enumerate(row))
        np.testing.assert_allclose(attention_trace.contexts[i], context, atol=near)


def test_weights_are_the_softmax_of_the_energies(attention_trace, near):
    raised = np.exp(attention_trace.energies.astype(float))
    np.testing.assert_allclose(
        attention_trace.alpha, raised / raised.sum(axis=1, keepdims=True), atol=near
    )
    np.testing.assert_allclose(attention_trace.alpha.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(attention_trace.word_alpha.sum(axis=1), 1, atol=1e-5)
    assert attention_trace.alpha.max() > 0.25  # decided enough for the comparisons to bite


def test_padding_behind_the_sentence_got_exactly_nothing(trace):
    assert trace.padding_alpha == (0.0 if trace.kind == "attention" else None)
    assert trace.to_json()["padding_alpha"] == trace.padding_alpha


def test_vanilla_context_never_changes(explorer):
    trace = explorer.translate(model="tiny-vanilla", sentence=SENTENCE)
    assert len(trace.contexts) > 1
    assert (trace.contexts == trace.contexts[0]).all()


def test_words_cover_their_pieces(trace):
    for words, pieces in (
        (trace.source_words, trace.source_pieces),
        (trace.target_words, trace.target_pieces),
    ):
        covered = [k for word in words for k in range(word.start, word.stop)]
        assert covered == list(range(len(pieces)))
    assert [w.text for w in trace.source_words] == [
        *("The", "old", "farmer", "doesn't", "open", "7", "windows", ".", "</s>")
    ]


def test_candidates_are_sorted_and_hold_what_was_written(explorer):
    trace = explorer.translate(model="tiny-attention", sentence=SENTENCE, beam=1)
    for row, logprob, piece in zip(
        trace.candidates, trace.logprob, trace.target_pieces, strict=True
    ):
        probabilities = [candidate.probability for candidate in row]
        assert len(row) == 10
        assert probabilities == sorted(probabilities, reverse=True)
        assert 0 < sum(probabilities) <= 1 + 1e-5
        found = {candidate.piece: candidate.probability for candidate in row}
        assert found[piece] == pytest.approx(np.exp(logprob), rel=1e-4)


def test_the_score_is_the_mean_log_probability(trace):
    assert trace.score == pytest.approx(sum(trace.logprob.tolist()) / len(trace.logprob))


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_are_read_only_and_fields_frozen(attention_trace, name):
    array = getattr(attention_trace, name)
    assert array.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(attention_trace, name, None)


@pytest.mark.parametrize("name", ARRAYS)
def test_parts_that_do_not_fit_are_refused(attention_trace, name):
    with pytest.raises(AssertionError):
        dataclasses.replace(attention_trace, **{name: getattr(attention_trace, name)[1:]})


def test_words_that_do_not_cover_are_refused(attention_trace):
    with pytest.raises(AssertionError):
        dataclasses.replace(attention_trace, source_words=attention_trace.source_words[:-1])
    with pytest.raises(AssertionError):
        dataclasses.replace(attention_trace, target_words=attention_trace.target_words[:-1])


def test_json_has_every_documented_key_and_nothing_else(trace):
    assert set(trace.to_json()) == KEYS


def test_json_is_valid_and_comes_back(trace):
    data = json.loads(json.dumps(trace.to_json(), ensure_ascii=False, allow_nan=False))
    assert data == trace.to_json()
    j, i = len(trace.source_pieces), len(trace.target_pieces)
    assert data["source"] == SENTENCE
    assert data["kind"] == trace.kind
    assert data["source_words"] == [word.text for word in trace.source_words]
    assert data["source_spans"] == [[word.start, word.stop] for word in trace.source_words]
    assert data["target_spans"] == [[word.start, word.stop] for word in trace.target_words]
    assert data["target_pieces"] == list(trace.target_pieces)
    assert data["latin"] == romanize(trace.translation)
    assert data["score"] == trace.score
    assert data["truncated"] is trace.truncated
    assert [len(row) for row in data["candidates"]] == [10] * i
    piece, probability = data["candidates"][0][0]
    assert (piece, probability) == dataclasses.astuple(trace.candidates[0][0])
    if trace.kind == "vanilla":
        assert data["alpha"] is data["energies"] is data["word_alpha"] is None
    else:
        assert [len(row) for row in data["alpha"]] == [j] * i
        assert [len(row) for row in data["energies"]] == [j] * i
        assert np.array_equal(np.float32(data["alpha"]), trace.alpha)  # not rounded
        assert [len(row) for row in data["word_alpha"]] == [len(trace.source_words)] * len(
            trace.target_words
        )


def test_json_can_be_written_whatever_was_typed(explorer):
    """Arguments of a command line may hold bytes that are no UTF-8, as lone surrogates."""
    trace = explorer.translate(model="tiny-attention", sentence="red \udcff bird")
    json.dumps(trace.to_json(), ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize(
    ("languages", "latin"), [("en-hi", "vah dīyā"), ("en-fr", "वह दीया"), ("en-ar", None)]
)
def test_latin_letters_are_given_as_far_as_there_are_some(languages, latin):
    """What is written in Latin letters anyway is given as it is."""
    document = make_trace(languages=languages).to_json()
    assert document["latin"] == latin
    assert (document["source_language"], document["target_language"]) == tuple(languages.split("-"))
