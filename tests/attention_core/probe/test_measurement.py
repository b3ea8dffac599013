"""Recall in a card: what `measure_recall` writes is read, and what makes no sense is left out."""

import json

import pytest

from attention_core.evaluation.measurement import Span
from attention_core.probe.measurement import ProbeMeasurement
from attention_core.probe.recall import measure_recall
from attention_core.probe.words import ProbedSentence
from tests.helpers.probes import card_row


def test_what_is_measured_is_read():
    sentences = [
        ProbedSentence(ids=(3,), length=4, thirds={0: 0, 1: 2}),
        ProbedSentence(ids=(3,), length=14, thirds={1: 0}),
        ProbedSentence(ids=(3,), length=70, thirds={2: 0}),
    ]
    measured = measure_recall(sentences=sentences, found=[{0}, {1}, set()])
    row = json.loads(json.dumps({"probe": "mean", **measured, "control": measured}))
    read = ProbeMeasurement.from_json(row, model="m")
    assert read.reading == "mean"
    assert read.probe.total.value == pytest.approx(2 / 4)
    spans = [Span(min=1, max=10), Span(min=11, max=20), Span(min=51)]
    assert list(read.probe.by_length) == spans
    assert [r.value for r in read.probe.by_length.values()] == [0.5, 1.0, 0.0]
    assert list(read.probe.by_place) == ["first third", "last third"]  # the middle has no words
    assert read.control == read.probe


@pytest.mark.parametrize(
    "edit",
    [
        {"probe": "other"},
        {"recall": None},
        {"recall": 1.5},
        {"low": 0.9, "high": 0.1},
        {"control": {}},
        {"control": 7},
    ],
)
def test_an_unusable_row_is_left_out(edit):
    row = card_row("fixed", short=0.8, long=0.4)
    assert ProbeMeasurement.from_json(row, model="m") is not None
    assert ProbeMeasurement.from_json({**row, **edit}, model="m") is None


@pytest.mark.parametrize("edit", [{"min": "one"}, {"recall": "all"}, {"n": None}])
def test_an_unusable_part_is_left_out(edit):
    row = card_row("fixed", short=0.8, long=0.4)
    row["by_length"][0] |= edit
    read = ProbeMeasurement.from_json(row, model="m")
    assert list(read.probe.by_length) == [Span(min=41, max=50)]


@pytest.mark.parametrize(
    ("n", "ends"), [(10, (Span(min=1, max=10), Span(min=41, max=50))), (9, None)]
)
def test_ends_have_enough_sentences(n, ends):
    row = card_row("fixed", short=0.8, long=0.4, n=n)
    assert ProbeMeasurement.from_json(row, model="m").ends() == ends
