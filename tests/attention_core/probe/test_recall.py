"""Recall in all, by length and by place, counted by hand."""

import pytest

from attention_core.probe.recall import measure_recall
from attention_core.probe.words import ProbedSentence


def sentence(length, thirds):
    return ProbedSentence(ids=(3,), length=length, thirds=thirds)


SENTENCES = [
    sentence(3, {0: 0, 1: 1, 2: 2}),
    sentence(12, {0: 0, 4: 1, 5: 2}),
    sentence(12, {7: 0}),
]
FOUND = [{0, 2}, {5}, set()]


def test_shares_are_those_of_the_words():
    result = measure_recall(sentences=SENTENCES, found=FOUND)
    assert result["recall"] == pytest.approx(3 / 7)
    assert (result["words"], result["n"]) == (7, 3)
    assert result["low"] <= result["recall"] <= result["high"]
    lengths = [(row["min"], row["max"], row["recall"]) for row in result["by_length"]]
    assert lengths == [(1, 10, pytest.approx(2 / 3)), (11, 20, pytest.approx(1 / 4))]


def test_each_third_has_a_share_of_its_own():
    places = measure_recall(sentences=SENTENCES, found=FOUND)["by_place"]
    assert [row["place"] for row in places] == ["first third", "middle", "last third"]
    assert [row["words"] for row in places] == [3, 2, 2]
    assert [row["recall"] for row in places] == [pytest.approx(1 / 3), 0.0, 1.0]


def test_a_place_without_words_has_no_recall():
    row = measure_recall(sentences=SENTENCES[2:], found=[set()])["by_place"][2]
    assert (row["words"], row["recall"], row["low"]) == (0, None, None)
