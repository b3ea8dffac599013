"""Familiarity: which words of a sentence a model has met, by its pieces alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.analysis.familiarity import familiarity
from tests.helpers.traces import SOURCE, make_trace


def traced(*words, unknown=()):
    """A Trace of words given as lists of pieces."""
    pieces = tuple(piece for word in words for piece in word)
    source = ((*pieces, "</s>"), (*map(len, words), 1))
    return make_trace(alpha=None, source=source, unknown=unknown)


KNOWN = (["▁the"], ["▁king"], ["▁gave"], ["▁bread"])


def test_known_words_are_familiar():
    found = familiarity(make_trace(source=SOURCE))
    assert (found.words, found.unfamiliar, found.mostly_unfamiliar) == (4, 0, False)


def test_a_word_with_an_unknown_piece_is_not():
    found = familiarity(traced(*KNOWN, ["▁", "кот"], unknown=("кот",)))
    assert (found.words, found.unfamiliar) == (5, 1)


@pytest.mark.parametrize(
    ("pieces", "unfamiliar"),
    [
        (["▁", "x", "q", "z"], 1),
        (["▁as", "d", "f"], 1),
        (["▁photo", "gra", "ph", "y"], 0),
        (["▁he", "ll"], 0),
        (["▁", "a"], 0),  # too short to be judged
    ],
)
def test_a_word_in_single_letters_is_not(pieces, unfamiliar):
    assert familiarity(traced(pieces)).unfamiliar == unfamiliar


def test_digits_and_known_punctuation_say_nothing():
    found = familiarity(traced(["▁", "1", "2", "3", "4"], ["."], ["▁the"]))
    assert (found.words, found.unfamiliar) == (1, 0)
    assert not familiarity(traced(["▁", "7"])).mostly_unfamiliar


def test_unknown_signs_count():
    found = familiarity(traced(["▁", "<"], ["b"], [">"], ["hell", "o"], unknown=("<", ">")))
    assert (found.words, found.unfamiliar, found.mostly_unfamiliar) == (4, 2, False)
    found = familiarity(traced(["▁", "<"], ["b"], [">"], ["$"], unknown=("<", ">", "$")))
    assert found.mostly_unfamiliar


@given(known=st.integers(0, 6), strange=st.integers(0, 6))
def test_most_means_more_than_half(known, strange):
    words = [["▁bread"]] * known + [["▁", "x", "q", "z"]] * strange
    found = familiarity(traced(*words))
    assert (found.words, found.unfamiliar) == (known + strange, strange)
    assert found.mostly_unfamiliar == (strange > known)
