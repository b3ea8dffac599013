"""Heatmaps: a labelled matrix of weights as a Plotly figure.

A cell has a fixed size in pixels, so that labels do not shrink however long the sentence is; the
page shows the figure in a box that scrolls. The values are those of the array, not rounded, on a
linear colour scale. Labels are shown as they are spelt: Plotly would take `<b>` and `&lt;` for
markup, so they are escaped.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from attention_core.analysis.labelled_matrix import LabelledMatrix
from attention_core.figures.style import FONT, FONT_SIZE, axis_label, escaped, label_width

SCALE = "Viridis"  # lightness grows evenly, also in grey and for people with colour blindness
_LARGEST_CELL, _SMALLEST_CELL = 42, 21  # px
_LARGEST_UP_TO, _SMALLEST_FROM = 10, 34  # rows or columns
_COLOUR_BAR = 68  # px below the cells for the colour bar: with less, Plotly makes cells smaller


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shading:
    """The name of the values of cells, and their colours."""

    name: str
    low: float  # value of the first colour
    high: float  # value of the last colour
    colours: str  # name of a Plotly colour scale
    ticks: Mapping[float, str]  # labels of the colour bar, by value


ALPHA = Shading(
    name="α",
    low=0.0,
    high=1.0,
    colours=SCALE,
    ticks={0: "α = 0", 0.25: "0.25", 0.5: "0.5", 0.75: "0.75", 1: "1"},
)


def heatmap(
    matrix: LabelledMatrix, *, size: int | None = None, shading: Shading = ALPHA
) -> go.Figure:
    """Weights as coloured cells: target down, first word on top; source across, first word left.

    Args:
        matrix: the weights and their labels.
        size: pixels a cell, if several heatmaps are to have the same; None for `cell_size`.
        shading: colours of the weights; by default those of α.
    """
    rows, columns = len(matrix.rows), len(matrix.columns)
    size = size or cell_size(rows=rows, columns=columns)
    i, j = np.arange(1, rows + 1), np.arange(1, columns + 1)
    left = max(map(label_width, matrix.rows)) + 16
    longest = max(map(label_width, matrix.columns))
    tilted = size >= 32  # vertical labels need less space between columns
    top = longest * (0.72 if tilted else 1) + 18
    right = max(12, _overhang(matrix.columns, size=size) if tilted else 0)
    figure = go.Figure(
        go.Heatmap(
            z=matrix.weights,
            x=j,
            y=i,
            zmin=shading.low,
            zmax=shading.high,
            zsmooth=False,
            xgap=1,
            ygap=1,
            colorscale=shading.colours,
            customdata=_hover_labels(matrix),
            hovertemplate=(
                "i = %{customdata[0]}<br>j = %{customdata[1]}<br>"
                f"{shading.name} = %{{z:.4f}}<extra></extra>"
            ),
            colorbar={
                "orientation": "h",
                "thickness": 10,
                "lenmode": "pixels",
                "len": 200,
                "x": 0,
                "xanchor": "left",
                "xpad": 0,
                "y": 0,
                "yanchor": "top",
                "ypad": 14,
                "outlinewidth": 0,
                "tickvals": list(shading.ticks),
                "ticktext": list(shading.ticks.values()),
                "tickfont": {"family": FONT, "size": FONT_SIZE - 1},
            },
        )
    )
    axis = {
        "automargin": False,  # margins are computed, so that long labels do not shrink cells
        "fixedrange": True,
        "showgrid": False,
        "showline": False,
        "zeroline": False,
        "ticks": "",
        "tickmode": "array",
        "tickfont": {"family": FONT, "size": FONT_SIZE},
    }
    figure.update_xaxes(
        **axis,
        side="top",
        range=[0.5, columns + 0.5],
        tickvals=j,
        ticktext=[axis_label(text) for text in matrix.columns],
        tickangle=-45 if tilted else -90,
    )
    figure.update_yaxes(
        **axis,
        range=[rows + 0.5, 0.5],
        tickvals=i,
        ticktext=[axis_label(text) for text in matrix.rows],
    )
    figure.update_layout(
        width=round(left + columns * size + right),
        height=round(top + rows * size + _COLOUR_BAR),
        margin={"l": left, "r": right, "t": top, "b": _COLOUR_BAR, "pad": 5},
        dragmode=False,  # dragging a finger scrolls the page
        hoverlabel={"font": {"family": FONT, "size": FONT_SIZE + 2}, "align": "left"},
    )
    return figure


def cell_size(*, rows: int, columns: int) -> int:
    """Pixels a cell: large if there are few, small if there are many."""
    longest = max(rows, columns)
    share = (longest - _LARGEST_UP_TO) / (_SMALLEST_FROM - _LARGEST_UP_TO)
    return round(_LARGEST_CELL - (_LARGEST_CELL - _SMALLEST_CELL) * min(1.0, max(0.0, share)))


def _hover_labels(matrix: LabelledMatrix) -> NDArray[np.object_]:
    """[rows, columns, 2]: number and word of target and source.

    An array, because Plotly takes it faster than lists.
    """
    labels = np.empty((*matrix.weights.shape, 2), dtype=object)
    for i, text in enumerate(matrix.rows):
        labels[i, :, 0] = f"{i + 1} · {escaped(text)}"
    for j, text in enumerate(matrix.columns):
        labels[:, j, 1] = f"{j + 1} · {escaped(text)}"
    return labels


def _overhang(columns: Sequence[str], *, size: int) -> float:
    """Pixels by which tilted labels extend beyond the last column; negative if none does."""
    last = len(columns) - 1
    return max(0.75 * label_width(text) - (last - j + 0.5) * size for j, text in enumerate(columns))
