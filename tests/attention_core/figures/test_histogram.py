"""The histogram's bars are the counts, over the values that they count."""

from attention_core.figures.histogram import histogram

BARS = [(-2.0, -1.5, 3), (-1.5, -1.0, 0), (-1.0, -0.5, 7)]


def test_bars_are_the_counts():
    (bars,) = histogram(BARS, title="coverage").data
    assert list(bars.y) == [3, 0, 7]
    assert list(bars.x) == [-1.75, -1.25, -0.75]
    assert list(bars.width) == [0.5] * 3


def test_dragging_chooses_values_only():
    layout = histogram(BARS, title="coverage").layout
    assert (layout.dragmode, layout.selectdirection) == ("select", "h")
    assert layout.xaxis.title.text == "coverage"
