"""The figure of quality by length shows the recorded numbers, and no line that was not earned."""

import pytest

from attention_core.evaluation.measurement import read_measurement
from attention_core.figures.length_curves import quality_by_length
from tests.helpers.measurements import BUCKETS, record

MODELS = ("attention-30", "attention-50", "vanilla-30", "vanilla-50")


def drawn(*rows, metric="bleu", models=MODELS):
    found = [read_measurement(row) for row in rows]
    return quality_by_length(measurements=found, metric=metric, models=models)


def bands(figure):
    return [trace for trace in figure.data if trace.fill == "toself"]


def lines(figure):
    return [trace for trace in figure.data if trace.mode == "lines+markers"]


def hollow(figure):
    return [trace for trace in figure.data if trace.mode == "markers"]


@pytest.mark.parametrize("metric", ["bleu", "chrf"])
class TestNumbers:
    def test_points_are_the_record_s(self, metric):
        rows = [record(model=name, best=70.0 - 15 * k) for k, name in enumerate(MODELS)]
        figure = drawn(*rows, metric=metric)
        assert len(lines(figure)) == len(hollow(figure)) == 4
        for row, line, few in zip(rows, lines(figure), hollow(figure), strict=True):
            assert line.name == few.name == row["model"]
            assert list(line.y) == [part[metric] for part in row["by_length"] if part["n"] >= 10]
            assert list(few.y) == [part[metric] for part in row["by_length"] if part["n"] < 10]
            assert list(line.x) == ["11–20", "21–30", "31–40", "41–50", "51+"]
            assert list(few.x) == ["1–10"]
            assert list(line.customdata) == [1, 2, 3, 4, 5]
            assert list(few.customdata) == [0]

    def test_bands_are_the_intervals(self, metric):
        row = record()
        (band,) = bands(drawn(row, metric=metric))
        parts = row["by_length"][1:]
        assert list(band.x) == [*lines(drawn(row))[0].x, *lines(drawn(row))[0].x[::-1]]
        assert list(band.y[:5]) == [part[f"{metric}_high"] for part in parts]
        assert list(band.y[5:][::-1]) == [part[f"{metric}_low"] for part in parts]

    def test_a_hollow_point_has_its_interval_as_a_bar(self, metric):
        row = record()
        (few,) = hollow(drawn(row, metric=metric))
        part = row["by_length"][0]
        assert few.marker.symbol.endswith("-open")
        assert few.error_y.visible
        assert few.y[0] + few.error_y.array[0] == pytest.approx(part[f"{metric}_high"])
        assert few.y[0] - few.error_y.arrayminus[0] == pytest.approx(part[f"{metric}_low"])
        assert not lines(drawn(row, metric=metric))[0].error_y.visible

    def test_hovering_tells_score_interval_and_count(self, metric):
        row = record()
        (line,) = lines(drawn(row, metric=metric))
        part = row["by_length"][2]
        low, high = part[f"{metric}_low"], part[f"{metric}_high"]
        assert line.text[1] == f"{part[metric]:.1f} ({low:.1f} to {high:.1f}), n = 56"


def test_without_intervals_there_is_no_band_and_no_bar():
    row = record()
    for part in row["by_length"]:
        del part["chrf_low"], part["chrf_high"]
    figure = drawn(row, metric="chrf")
    assert not bands(figure)
    assert not hollow(figure)[0].error_y.visible
    assert lines(figure)[0].text[0] == f"{row['by_length'][1]['chrf']:.1f}, n = 29"
    assert bands(drawn(row, metric="bleu"))


def test_a_line_does_not_cross_a_bucket_with_few_or_none():
    counts = [20, 20, 3, 20, 20, 20]
    full = [(low, high, n) for (low, high, _), n in zip(BUCKETS, counts, strict=True)]
    two = lines(drawn(record(buckets=full)))
    assert [list(line.x) for line in two] == [["1–10", "11–20"], ["31–40", "41–50", "51+"]]
    assert [line.showlegend for line in two] == [True, False]
    assert len(bands(drawn(record(buckets=full)))) == 2
    other = record(model="vanilla-50")
    missing = lines(drawn(record(buckets=full[:2] + full[3:]), other))
    assert [list(line.x) for line in missing][:2] == [list(line.x) for line in two]


def test_a_lonely_full_point_has_a_bar():
    (line,) = lines(drawn(record(buckets=[(1, 10, 40), (11, 20, 3)])))
    assert list(line.x) == ["1–10"]
    assert line.error_y.visible
    assert not bands(drawn(record(buckets=[(1, 10, 40), (11, 20, 3)])))


def test_only_hollow_points_are_still_named():
    figure = drawn(record(buckets=[(1, 10, 4)]))
    assert [trace.showlegend for trace in figure.data] == [True]


def test_models_are_told_apart_by_more_than_colour_and_keep_their_looks():
    rows = [record(model=name) for name in MODELS]

    def looks(figure):
        return {t.name: (t.line.color, t.line.dash, t.marker.symbol) for t in lines(figure)}

    four = looks(drawn(*rows))
    for part in range(3):
        assert len({look[part] for look in four.values()}) == 4
    assert looks(drawn(rows[3])) == {"vanilla-50": four["vanilla-50"]}


def test_counts_are_below_the_spans_when_models_agree_on_them():
    same = drawn(record(), record(model="vanilla-50"))
    assert same.layout.xaxis.ticktext[1] == "11–20<br>n = 29"
    differs = [(low, high, n + (low == 11)) for low, high, n in BUCKETS]
    other = drawn(record(), record(model="vanilla-50", buckets=differs))
    assert other.layout.xaxis.ticktext[1] == "11–20"
    assert other.layout.xaxis.ticktext[0] == "1–10<br>n = 2"


def test_a_rule_stands_before_the_long_sentences():
    (rule,) = drawn(record()).layout.shapes
    assert (rule.x0, rule.x1) == (2.5, 2.5)  # between the third bucket and the fourth
    assert not drawn(record(buckets=[(1, 10, 20), (21, 30, 20)])).layout.shapes


def test_a_model_s_name_is_never_markup():
    figure = drawn(record(model="<b>x</b>"), models=["<b>x</b>"])
    assert {trace.name for trace in figure.data} == {"&lt;b&gt;x&lt;/b&gt;"}
