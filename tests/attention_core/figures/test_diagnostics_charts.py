"""Charts against the arrays they are made of, from the first bar to the last."""

import json

import numpy as np
import plotly.io
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.figures.diagnostics_charts import (
    PARTS,
    columns_chart,
    composition,
    movement,
    parts,
    rows_chart,
)
from tests.helpers.traces import decoded

# Eight parts for three steps: more than have a colour, one against the others, two equal.
SHARES = np.array(
    [
        [0.05, 0.40, 0.10, -0.15, 0.20, 0.20, 0.15, 0.05],
        [0.90, 0.01, 0.02, 0.02, 0.01, 0.02, 0.01, 0.01],
        [0.00, 0.00, 0.10, 0.20, 0.30, 0.25, 0.10, 0.05],
    ]
)
ROWS = ("वह", "<b>", "(end)")
COLUMNS = ("the", "a&b", "c", "<i>", "e", "f", "the", "(end)")


def sent(figure):
    """What reaches the browser."""
    return json.loads(plotly.io.to_json(figure))


def bars(figure):
    return [trace for trace in sent(figure)["data"] if trace["type"] == "bar"]


class TestComposition:
    def drawn(self, **changes):
        wanted = {"shares": SHARES, "rows": ROWS, "columns": COLUMNS, "chosen": 2}
        return composition(**{**wanted, **changes})

    def test_a_row_holds_all_of_its_shares(self):
        drawn = bars(self.drawn())
        widths = np.array([decoded(bar["x"]) for bar in drawn])
        assert len(drawn) == PARTS + 1
        np.testing.assert_allclose(widths.sum(axis=0), SHARES.sum(axis=1))
        for at, row in enumerate(SHARES):
            assert widths[:PARTS, at].tolist() == sorted(row, reverse=True)[:PARTS]

    def test_every_bar_is_named_after_its_own_column(self):
        names = ("the", "a&amp;b", "c", "&lt;i&gt;", "e", "f", "the", "(end)")
        for bar in bars(self.drawn())[:PARTS]:
            for at, (width, label) in enumerate(
                zip(decoded(bar["x"]), bar["customdata"], strict=True)
            ):
                j, word = label.split(" · ")
                assert SHARES[at, int(j) - 1] == width
                assert names[int(j) - 1] == word == bar["text"][at]

    def test_no_column_is_named_twice_in_a_row(self):
        named = [bar["customdata"] for bar in bars(self.drawn())[:PARTS]]
        for row in zip(*named, strict=True):
            assert len(set(row)) == PARTS

    def test_few_parts_are_all_drawn_and_nothing_is_summed_up(self):
        few = np.array([[0.7, 0.3], [0.5, 0.5], [0.1, 0.9]])
        drawn = bars(self.drawn(shares=few, columns=("a", "b")))
        assert len(drawn) == 2
        assert "together" not in "".join(bar["name"] for bar in drawn)

    def test_the_chosen_step_is_framed(self):
        shapes = sent(self.drawn())["layout"]["shapes"]
        (frame,) = (shape for shape in shapes if shape["type"] == "rect")
        assert (frame["y0"], frame["y1"]) == (1.5, 2.5)

    def test_a_part_that_pulls_the_other_way_is_in_sight(self):
        against = np.array([[1.6, -0.6]])
        figure = self.drawn(shares=against, rows=ROWS[:1], columns=COLUMNS[:2], chosen=1)
        low, high = figure.layout.xaxis.range
        assert low <= -0.6
        assert high >= 1.6
        assert figure.layout.barmode == "relative"

    @given(st.integers(1, 12), st.integers(1, 5), st.randoms(use_true_random=False))
    def test_any_shares_add_up(self, count, steps, random):
        shares = np.array([[random.uniform(-1, 1) for _ in range(count)] for _ in range(steps)])
        figure = composition(shares=shares, rows=["r"] * steps, columns=["c"] * count, chosen=steps)
        total = np.sum([decoded(bar["x"]) for bar in bars(figure)], axis=0)
        np.testing.assert_allclose(total, shares.sum(axis=1), atol=1e-12)


class TestParts:
    def test_three_numbers_a_column(self):
        alpha, shares, cosines = SHARES[2], SHARES[0], -SHARES[0]
        figure = parts(alpha=alpha, shares=shares, cosines=cosines, columns=COLUMNS)
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
        figure = movement(distances=distances, cosines=cosines, rows=ROWS, chosen=3)
        far, turn = sent(figure)["data"]
        assert decoded(far["x"]).tolist() == decoded(turn["x"]).tolist() == [2, 3]
        assert decoded(far["y"]).tolist() == distances.tolist()
        assert decoded(turn["y"]).tolist() == cosines.tolist()
        assert far["customdata"] == ["2 · &lt;b&gt;", "3 · (end)"]
        assert {(s["x0"], s["x1"]) for s in sent(figure)["layout"]["shapes"]} == {(2.5, 3.5)}


class TestBars:
    VALUES = np.array([0.5, 3.25, 1.0])

    def test_columns_stand_beside_each_other(self):
        figure = columns_chart(
            values=self.VALUES, columns=ROWS, title="t", limit=1.0, limit_name="once"
        )
        (bar,) = bars(figure)
        assert decoded(bar["y"]).tolist() == self.VALUES.tolist()
        assert decoded(bar["x"]).tolist() == [1, 2, 3]
        assert list(figure.layout.xaxis.ticktext) == ["1  वह", "2  &lt;b&gt;", "3  (end)"]
        (line,) = sent(figure)["layout"]["shapes"]
        assert line["y0"] == line["y1"] == 1.0
        assert figure.layout.yaxis.range[1] > 3.25

    def test_rows_lie_below_each_other_the_first_on_top(self):
        figure = rows_chart(values=self.VALUES, rows=ROWS, title="t", limit=4.0, limit_name="most")
        (bar,) = bars(figure)
        assert decoded(bar["x"]).tolist() == self.VALUES.tolist()
        bottom, top = figure.layout.yaxis.range
        assert top < 1 < bottom
        (line,) = sent(figure)["layout"]["shapes"]
        assert line["x0"] == line["x1"] == 4.0
        assert figure.layout.xaxis.range[1] > 4.0

    def test_bars_of_nothing_have_an_axis(self):
        settings = {"values": np.zeros(3), "title": "t", "limit": 0.0, "limit_name": "n"}
        assert rows_chart(rows=ROWS, **settings).layout.xaxis.range[1] == 1
        assert columns_chart(columns=ROWS, **settings).layout.yaxis.range[1] == 1

    @pytest.mark.parametrize("draw", ["columns", "rows"])
    def test_a_bar_has_its_room_however_many_there_are(self, draw):
        def size(count):
            values, labels = np.linspace(0, 1, count), ["word"] * count
            settings = {"title": "t", "limit": 1.0, "limit_name": "n", "values": values}
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
