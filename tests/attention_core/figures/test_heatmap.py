"""The figures against the arrays they are made of; α is not square: a transposed plot fails."""

import itertools
import json

import numpy as np
import plotly.io
import pytest

from attention_core.analysis.labelled_matrix import LabelledMatrix, labelled_matrix
from attention_core.figures.heatmap import cell_size, heatmap
from attention_core.figures.learning_curves import learning_curves
from attention_core.figures.style import LONGEST_LABEL
from tests.helpers.traces import ALPHA, decoded, make_trace


def cell(figure, *, i, j):
    """What is under the mouse at row i from the top and column j from the left, from 1."""
    trace = figure.data[0]
    z, x, y = (np.asarray(part) for part in (trace.z, trace.x, trace.y))
    row, column = int(np.flatnonzero(y == i)[0]), int(np.flatnonzero(x == j)[0])
    return float(z[row, column]), tuple(trace.customdata[row][column])


class TestGrid:
    def test_pieces_are_the_tensor_itself(self):
        trace = make_trace()
        found = labelled_matrix(trace=trace, grain="pieces")
        assert found.weights is trace.alpha
        assert found.columns == ("_the", "_un", "lit", "_lamp", "_the", "(end)")
        assert found.rows == ("_वह", "_दी", "या", "(end)")

    def test_words_sum_source_and_average_target(self):
        found = labelled_matrix(trace=make_trace(), grain="words")
        naive = np.zeros((3, 5))
        for r, rows in enumerate([[0], [1, 2], [3]]):
            for c, columns in enumerate([[0], [1, 2], [3], [4], [5]]):
                naive[r, c] = sum(sum(float(ALPHA[i, j]) for j in columns) for i in rows) / len(
                    rows
                )
        np.testing.assert_allclose(found.weights, naive, atol=1e-6)
        np.testing.assert_allclose(found.weights.sum(axis=1), 1, atol=1e-6)
        assert found.columns == ("the", "unlit", "lamp", "the", "(end)")

    def test_target_is_spelt_as_asked_and_the_source_is_not(self):
        found = labelled_matrix(trace=make_trace(), grain="words", spell=lambda text: f"{text}!")
        assert found.rows == ("वह!", "दीया!", "(end)")
        assert found.columns == ("the", "unlit", "lamp", "the", "(end)")

    @pytest.mark.parametrize(
        ("grain", "marked"), [("words", ["unlit (?)"]), ("pieces", ["_un (?)", "lit (?)"])]
    )
    def test_unknown_words_are_marked(self, grain, marked):
        found = labelled_matrix(trace=make_trace(unknown=("unlit",)), grain=grain)
        assert [text for text in found.columns if "(?)" in text] == marked

    def test_vanilla_has_nothing_to_draw(self):
        with pytest.raises(ValueError, match="no α"):
            labelled_matrix(trace=make_trace(alpha=None), grain="words")


class TestHeatmap:
    @pytest.mark.parametrize("grain", ["words", "pieces"])
    def test_every_cell_is_the_tensors(self, grain):
        trace = make_trace()
        figure = heatmap(labelled_matrix(trace=trace, grain=grain))
        expected = trace.alpha if grain == "pieces" else trace.word_alpha
        assert expected.shape[0] != expected.shape[1]
        for i in range(expected.shape[0]):
            for j in range(expected.shape[1]):
                assert cell(figure, i=i + 1, j=j + 1)[0] == float(expected[i, j])

    def test_no_digit_is_lost_on_the_way_to_the_browser(self):
        trace = make_trace()
        figure = heatmap(labelled_matrix(trace=trace, grain="pieces"))
        sent = json.loads(plotly.io.to_json(figure))["data"][0]["z"]
        assert np.array_equal(decoded(sent), trace.alpha)

    def test_first_target_word_is_on_top_and_first_source_word_on_the_left(self):
        figure = heatmap(labelled_matrix(trace=make_trace(), grain="words"))
        bottom, top = figure.layout.yaxis.range
        left, right = figure.layout.xaxis.range
        assert top < 1 < bottom  # row 1 is nearest to the upper end
        assert left < 1 < right
        assert figure.layout.xaxis.side == "top"

    def test_labels_stand_at_their_rows_and_columns(self):
        figure = heatmap(labelled_matrix(trace=make_trace(), grain="words"))
        assert list(figure.layout.xaxis.tickvals) == [1, 2, 3, 4, 5]
        assert list(figure.layout.xaxis.ticktext) == ["the", "unlit", "lamp", "the", "(end)"]
        assert list(figure.layout.yaxis.tickvals) == [1, 2, 3]
        assert list(figure.layout.yaxis.ticktext) == ["वह", "दीया", "(end)"]

    def test_repeated_words_are_columns_of_their_own(self):
        figure = heatmap(labelled_matrix(trace=make_trace(), grain="words"))
        first, second = (cell(figure, i=1, j=j) for j in (1, 4))
        assert first == (pytest.approx(0.5), ("1 · वह", "1 · the"))
        assert second == (pytest.approx(0.06), ("1 · वह", "4 · the"))

    def test_hover_names_both_words_and_the_weight(self):
        figure = heatmap(labelled_matrix(trace=make_trace(), grain="words"))
        assert cell(figure, i=2, j=3)[1] == ("2 · दीया", "3 · lamp")
        template = figure.data[0].hovertemplate
        assert all(part in template for part in ("customdata[0]", "customdata[1]", "%{z"))

    def test_scale_is_linear_from_0_to_1(self):
        drawn = heatmap(labelled_matrix(trace=make_trace(), grain="words")).data[0]
        assert (drawn.zmin, drawn.zmax, drawn.zsmooth, drawn.zauto) == (0, 1, False, None)
        stops = [stop for stop, _ in drawn.colorscale]
        np.testing.assert_allclose(stops, np.linspace(0, 1, len(stops)), atol=0.01)

    def test_colours_go_steadily_from_dark_to_bright(self):
        drawn = heatmap(labelled_matrix(trace=make_trace(), grain="words")).data[0]
        bright = [
            sum(
                share * int(colour[at : at + 2], 16)
                for share, at in ((0.2126, 1), (0.7152, 3), (0.0722, 5))
            )
            for _, colour in drawn.colorscale
        ]
        assert all(after > before for before, after in itertools.pairwise(bright))

    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("<b>", "&lt;b&gt;"),
            ("&lt;", "&amp;lt;"),
            ("<a href='x'>", "&lt;a href='x'&gt;"),
            ("%{z}", "%{z}"),
            ("a\u202eb\x07", "a b "),
        ],
    )
    def test_markup_is_shown_as_typed(self, typed, shown):
        weights = np.array([[0.25, 0.75]], dtype=np.float32)
        figure = heatmap(LabelledMatrix(weights=weights, rows=(typed,), columns=("x", typed)))
        assert figure.layout.xaxis.ticktext[1] == shown
        assert figure.layout.yaxis.ticktext[0] == shown
        assert cell(figure, i=1, j=2)[1] == (f"1 · {shown}", f"2 · {shown}")
        assert typed not in str(figure.data[0].hovertemplate)

    def test_a_long_word_is_short_on_the_axis_and_whole_under_the_mouse(self):
        long = "x" * 300
        figure = heatmap(
            LabelledMatrix(weights=np.ones((1, 1), dtype=np.float32), rows=(long,), columns=("a",))
        )
        assert len(figure.layout.yaxis.ticktext[0]) == LONGEST_LABEL
        assert cell(figure, i=1, j=1)[1][0] == f"1 · {long}"

    @pytest.mark.parametrize("count", [1, 5, 12, 40, 75])
    def test_a_cell_has_the_size_it_should(self, count):
        weights = np.full((3, count), 1 / count, dtype=np.float32)
        figure = heatmap(
            LabelledMatrix(weights=weights, rows=("क",) * 3, columns=("word",) * count)
        )
        margin = figure.layout.margin
        inner = figure.layout.width - margin.l - margin.r
        high = figure.layout.height - margin.t - margin.b
        size = cell_size(rows=3, columns=count)
        assert inner == pytest.approx(size * count, abs=1)
        assert high == pytest.approx(size * 3, abs=1)
        assert size >= figure.layout.xaxis.tickfont.size * 1.5  # labels do not collide
        assert not figure.layout.xaxis.automargin
        assert not figure.layout.yaxis.automargin

    def test_cells_can_be_as_large_as_another_heatmap_s(self):
        figure = heatmap(labelled_matrix(trace=make_trace(), grain="words"), size=25)
        margin = figure.layout.margin
        assert figure.layout.width - margin.l - margin.r == pytest.approx(25 * 5, abs=1)
        assert figure.layout.height - margin.t - margin.b == pytest.approx(25 * 3, abs=1)
        assert cell_size(rows=3, columns=5) != 25

    def test_a_finger_scrolls_instead_of_zooming(self):
        layout = heatmap(labelled_matrix(trace=make_trace(), grain="words")).layout
        assert layout.dragmode is False
        assert layout.xaxis.fixedrange
        assert layout.yaxis.fixedrange


class TestLearningCurves:
    CURVES = {  # noqa: RUF012
        "a": [{"update": 1, "dev_loss": 3.0}, {"update": 2, "dev_loss": 2.5}],
        "b<i>": [{"update": 1, "dev_loss": 3.5}, {"update": 2}],
    }

    def test_points_are_the_cards(self):
        first, second = learning_curves(curves=self.CURVES, measure="dev_loss", title="t").data
        assert (list(first.x), list(first.y)) == ([1, 2], [3.0, 2.5])
        assert (list(second.x), list(second.y)) == ([1], [3.5])

    def test_models_differ_by_more_than_colour_and_names_are_text(self):
        first, second = learning_curves(curves=self.CURVES, measure="dev_loss", title="t").data
        assert first.line.dash != second.line.dash
        assert second.name == "b&lt;i&gt;"
