"""Recall of probes: every plotted number is the card's, and no two lines look alike."""

import pytest

from attention_core.figures.recall_lines import CONTROL, recall_by_length, recall_by_place
from attention_core.probe.measurement import ProbeMeasurement
from tests.helpers.probes import card_row

MODELS = ("attention-30", "attention-50", "vanilla-50")
ROWS = tuple(
    ProbeMeasurement.from_json(card_row(reading, short=short, long=long), model=model)
    for model, reading, short, long in [
        ("vanilla-50", "fixed", 0.9, 0.5),
        ("attention-50", "mean", 0.85, 0.6),
        ("attention-50", "states", 0.95, 0.9),
    ]
)


def lines(figure):
    return [trace for trace in figure.data if trace.name != CONTROL]


def test_points_and_bars_are_recall_and_its_interval():
    figure = recall_by_length(measurements=ROWS, models=MODELS)
    for line, row in zip(lines(figure), ROWS, strict=True):
        recalls = list(row.probe.by_length.values())
        assert list(line.x) == ["1–10", "41–50"]
        assert list(line.y) == [recall.value for recall in recalls]
        highs = [y + more for y, more in zip(line.y, line.error_y.array, strict=True)]
        lows = [y - less for y, less in zip(line.y, line.error_y.arrayminus, strict=True)]
        assert highs == pytest.approx([recall.high for recall in recalls])
        assert lows == pytest.approx([recall.low for recall in recalls])


def test_each_probe_has_its_control():
    figure = recall_by_length(measurements=ROWS, models=MODELS)
    controls = [list(trace.y) for trace in figure.data if trace.name == CONTROL]
    assert controls == [[r.value for r in row.control.by_length.values()] for row in ROWS]


def test_a_place_without_words_is_a_gap():
    for line in lines(recall_by_place(measurements=ROWS, models=MODELS)):
        assert list(line.x) == ["first third", "middle", "last third"]
        assert line.y[2] is None


def test_lines_differ_in_more_than_colour():
    figure = recall_by_length(measurements=ROWS, models=MODELS)
    looks = {(line.line.dash, line.marker.symbol) for line in lines(figure)}
    assert len(looks) == len({line.name for line in lines(figure)}) == len(ROWS)
