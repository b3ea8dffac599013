"""Every bar and point of the charts is compared with the arrays that they show."""

import functools
import json
import re

import numpy as np
import plotly.io
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_core.figures.diagnostics_charts import (
    LARGEST_SHARES,
    columns_chart,
    composition_chart,
    context_chart,
    movement_chart,
    rows_chart,
)
from tests.helpers.traces import decoded

# Eight shares of three steps: more than LARGEST_SHARES, one negative, two equal.
SHARES = np.array(
    [
        [0.05, 0.40, 0.10, -0.15, 0.20, 0.20, 0.15, 0.05],
        [0.90, 0.01, 0.02, 0.02, 0.01, 0.02, 0.01, 0.01],
        [0.00, 0.00, 0.10, 0.20, 0.30, 0.25, 0.10, 0.05],
    ]
)
ROWS = ("वह", "<b>", "(end)")
ALL = range(1, 4)  # rows
COLUMNS = ("the", "a&b", "c", "<i>", "e", "f", "the", "(end)")


def sent(figure):
    """The figure as it reaches the browser."""
    return json.loads(plotly.io.to_json(figure))


def bars(figure):
    return [trace for trace in sent(figure)["data"] if trace["type"] == "bar"]


class TestComposition:
    def drawn(self, **changes):
        arguments = {"shares": SHARES, "rows": ROWS, "columns": COLUMNS, "chosen": 2}
        arguments["drawn"] = range(1, len(changes.get("rows", ROWS)) + 1)
        return composition_chart(**{**arguments, **changes})

    def test_a_row_holds_all_of_its_shares(self):
        drawn = bars(self.drawn())
        widths = np.array([decoded(bar["x"]) for bar in drawn])
        assert len(drawn) == LARGEST_SHARES + 1
        np.testing.assert_allclose(widths.sum(axis=0), SHARES.sum(axis=1))
        for i, row in enumerate(SHARES):
            assert widths[:LARGEST_SHARES, i].tolist() == sorted(row, reverse=True)[:LARGEST_SHARES]

    def test_every_bar_is_named_after_its_own_column(self):
        names = ("the", "a&amp;b", "c", "&lt;i&gt;", "e", "f", "the", "(end)")
        for bar in bars(self.drawn())[:LARGEST_SHARES]:
            for i, (width, label) in enumerate(
                zip(decoded(bar["x"]), bar["customdata"], strict=True)
            ):
                j, word = label.split(" · ")
                assert SHARES[i, int(j) - 1] == width
                assert names[int(j) - 1] == word == bar["text"][i]

    def test_no_column_is_named_twice_in_a_row(self):
        labels = [bar["customdata"] for bar in bars(self.drawn())[:LARGEST_SHARES]]
        for row in zip(*labels, strict=True):
            assert len(set(row)) == LARGEST_SHARES

    def test_few_shares_are_all_drawn_and_none_are_summed(self):
        few = np.array([[0.7, 0.3], [0.5, 0.5], [0.1, 0.9]])
        drawn = bars(self.drawn(shares=few, columns=("a", "b")))
        assert len(drawn) == 2
        assert "together" not in "".join(bar["name"] for bar in drawn)

    def test_the_chosen_step_is_framed(self):
        shapes = sent(self.drawn())["layout"]["shapes"]
        (frame,) = (shape for shape in shapes if shape["type"] == "rect")
        assert (frame["y0"], frame["y1"]) == (1.5, 2.5)

    def test_a_negative_share_is_within_the_axis(self):
        shares = np.array([[1.6, -0.6]])
        figure = self.drawn(shares=shares, rows=ROWS[:1], columns=COLUMNS[:2], chosen=1)
        low, high = figure.layout.xaxis.range
        assert low <= -0.6
        assert high >= 1.6
        assert figure.layout.barmode == "relative"

    @given(st.integers(1, 12), st.integers(1, 5), st.randoms(use_true_random=False))
    def test_any_shares_add_up(self, count, steps, random):
        shares = np.array([[random.uniform(-1, 1) for _ in range(count)] for _ in range(steps)])
        figure = composition_chart(
            shares=shares,
            rows=["r"] * steps,
            columns=["c"] * count,
            chosen=steps,
            drawn=range(1, steps + 1),
        )
        total = np.sum([decoded(bar["x"]) for bar in bars(figure)], axis=0)
        np.testing.assert_allclose(total, shares.sum(axis=1), atol=1e-12)


class TestContext:
    def test_a_column_has_alpha_share_and_cosine(self):
        alpha, shares, cosines = SHARES[2], SHARES[0], -SHARES[0]
        figure = context_chart(
            alpha=alpha, shares=shares, cosines=cosines, columns=COLUMNS, drawn=range(1, 9)
        )
        share, weight, cosine = sent(figure)["data"]
        assert decoded(share["y"]).tolist() == shares.tolist()
        assert decoded(weight["y"]).tolist() == alpha.tolist()
        assert decoded(cosine["y"]).tolist() == cosines.tolist()
        for trace in (share, weight, cosine):
            assert decoded(trace["x"]).tolist() == list(range(1, 9))
            assert trace["customdata"][3] == "4 · &lt;i&gt;"
        assert share["yaxis"] != cosine["yaxis"]


class TestMovement:
    def test_the_first_step_has_nothing_to_move_from(self):
        distances, cosines = np.array([2.5, 0.5]), np.array([-0.25, 1.0])
        figure = movement_chart(
            distances=distances, cosines=cosines, rows=ROWS, chosen=3, drawn=range(1, 4)
        )
        distance, cosine = sent(figure)["data"]
        assert decoded(distance["x"]).tolist() == decoded(cosine["x"]).tolist() == [2, 3]
        assert decoded(distance["y"]).tolist() == distances.tolist()
        assert decoded(cosine["y"]).tolist() == cosines.tolist()
        assert distance["customdata"] == ["2 · &lt;b&gt;", "3 · (end)"]
        assert {(s["x0"], s["x1"]) for s in sent(figure)["layout"]["shapes"]} == {(2.5, 3.5)}


class TestBars:
    VALUES = np.array([0.5, 3.25, 1.0])

    def test_columns_are_vertical_bars(self):
        figure = columns_chart(
            values=self.VALUES, columns=ROWS, title="t", limit=1.0, limit_name="once", drawn=ALL
        )
        (bar,) = bars(figure)
        assert decoded(bar["y"]).tolist() == self.VALUES.tolist()
        assert decoded(bar["x"]).tolist() == [1, 2, 3]
        assert list(figure.layout.xaxis.ticktext) == ["1  वह", "2  &lt;b&gt;", "3  (end)"]
        (line,) = sent(figure)["layout"]["shapes"]
        assert line["y0"] == line["y1"] == 1.0
        assert figure.layout.yaxis.range[1] > 3.25

    def test_rows_are_horizontal_bars_the_first_on_top(self):
        figure = rows_chart(
            values=self.VALUES, rows=ROWS, title="t", limit=4.0, limit_name="most", drawn=ALL
        )
        (bar,) = bars(figure)
        assert decoded(bar["x"]).tolist() == self.VALUES.tolist()
        bottom, top = figure.layout.yaxis.range
        assert top < 1 < bottom
        (line,) = sent(figure)["layout"]["shapes"]
        assert line["x0"] == line["x1"] == 4.0
        assert figure.layout.xaxis.range[1] > 4.0

    def test_bars_that_are_all_0_have_an_axis(self):
        settings = {
            "values": np.zeros(3),
            "title": "t",
            "limit": 0.0,
            "limit_name": "n",
            "drawn": ALL,
        }
        assert rows_chart(rows=ROWS, **settings).layout.xaxis.range[1] == 1
        assert columns_chart(columns=ROWS, **settings).layout.yaxis.range[1] == 1

    @pytest.mark.parametrize("draw", ["columns", "rows"])
    def test_a_bar_has_the_same_size_however_many_there_are(self, draw):
        def size(count):
            values, labels = np.linspace(0, 1, count), ["word"] * count
            settings = {"title": "t", "limit": 1.0, "limit_name": "n", "values": values}
            settings["drawn"] = range(1, count + 1)
            figure = (
                columns_chart(columns=labels, **settings)
                if draw == "columns"
                else rows_chart(rows=labels, **settings)
            )
            margin = figure.layout.margin
            assert figure.layout.dragmode is False
            assert figure.layout.xaxis.fixedrange
            assert figure.layout.yaxis.fixedrange
            if draw == "columns":
                return figure.layout.width - margin.l - margin.r
            return figure.layout.height - margin.t - margin.b

        assert (size(120) - size(60)) / 60 >= 18  # px; labels are 13 px high
        assert size(120) >= 120 * 18


class TestParts:
    """A part of a chart shows what the whole chart shows of those bars, on the same scale."""

    COUNT = 40

    def charts(self, drawn):
        random = np.random.default_rng(0)
        rows = [f"row{i}" for i in range(self.COUNT)]
        columns = [f"column{j}" for j in range(self.COUNT)]
        shares = random.normal(size=(self.COUNT, self.COUNT))
        moves, values = shares[0, 1:], np.abs(shares[1])
        limit = {"title": "t", "limit": 1.0, "limit_name": "n"}
        return [
            composition_chart(shares=shares, rows=rows, columns=columns, chosen=7, drawn=drawn),
            context_chart(
                alpha=values, shares=shares[2], cosines=shares[3], columns=columns, drawn=drawn
            ),
            movement_chart(
                distances=np.abs(moves), cosines=moves, rows=rows, chosen=7, drawn=drawn
            ),
            columns_chart(values=values, columns=columns, drawn=drawn, **limit),
            rows_chart(values=values, rows=rows, drawn=drawn, **limit),
        ]

    @functools.cache  # noqa: B019
    def whole(self):
        return self.charts(range(1, self.COUNT + 1))

    def points(self, figure, *, drawn):
        """What each trace says of the bars `drawn`, by the bar's number."""
        said = []
        for trace in sent(figure)["data"]:
            if trace["x"] == [None]:  # the line of the legend
                continue
            number, value = ("y", "x") if trace.get("orientation") == "h" else ("x", "y")
            names = trace.get("customdata", [""] * self.COUNT)
            points = zip(decoded(trace[number]), decoded(trace[value]), names, strict=False)
            said.append({n: (v, name) for n, v, name in points if n in drawn})
        return said

    @settings(max_examples=15)
    @given(st.data())
    def test_a_part_says_what_the_whole_says(self, data):
        start = data.draw(st.integers(1, self.COUNT))
        drawn = range(start, data.draw(st.integers(start, self.COUNT)) + 1)
        for part, figure in zip(self.charts(drawn), self.whole(), strict=True):
            assert self.points(part, drawn=drawn) == self.points(figure, drawn=drawn)
            values = "xaxis" if part.layout.yaxis.ticktext else "yaxis"
            assert part.layout[values].range == figure.layout[values].range

    def test_labels_and_frame_are_those_of_the_part(self):
        for chart in self.charts(range(11, 14)):
            assert not [s for s in chart.layout.shapes if s.type == "rect"]  # step 7 is not in it
            axes = [*chart.select_xaxes(), *chart.select_yaxes()]
            (labels,) = [axis.ticktext for axis in axes if axis.ticktext]
            numbers = [tuple(map(int, re.findall(r"\d+", label))) for label in labels]
            assert {tuple(sorted(pair)) for pair in numbers} == {(10, 11), (11, 12), (12, 13)}
