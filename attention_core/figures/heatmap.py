"""Figures: a Trace, or a training curve, as a Plotly figure. Knows no Streamlit.

A cell of a heatmap has a fixed size in pixels, so that labels keep theirs however long the
sentence is; whoever shows the figure lets it scroll. What is plotted is the array itself, not
rounded, on a linear scale from 0 to 1. Labels are shown as they are spelt: Plotly would read
`<b>` and `&lt;` as markup, so they are escaped here and nowhere else.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from attention_core.analysis.labelled_matrix import LabelledMatrix
from attention_core.figures.style import FONT, FONT_SIZE, axis_label, escaped, label_width

SCALE = "Viridis"  # lightness grows evenly: it reads for colour-blind eyes and in grey
_WIDE, _DENSE = 42, 21  # px a cell, in a short and in a long sentence
_WIDE_UP_TO, _DENSE_FROM = 10, 34  # rows or columns
_BAR = 68  # px below the cells: with less, Plotly takes from the cells for the legend


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shading:
    """What the numbers of cells are called, and their colours."""

    name: str
    low: float
    high: float
    colours: str  # a colour scale of Plotly's
    ticks: Mapping[float, str]


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
        grid: the weights and their labels.
        size: pixels a cell, to be the same in several heatmaps; None for `cell_size`'s own.
        shading: of the weights; usually they are α.
    """
    rows, columns = len(matrix.rows), len(matrix.columns)
    size = size or cell_size(rows=rows, columns=columns)
    i, j = np.arange(1, rows + 1), np.arange(1, columns + 1)
    left = max(map(label_width, matrix.rows)) + 16
    longest = max(map(label_width, matrix.columns))
    tilted = size >= 32  # upright letters need less room between columns
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
            customdata=_hover_words(matrix),
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
        "automargin": False,  # margins are computed: a cell must not shrink for a label
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
        height=round(top + rows * size + _BAR),
        margin={"l": left, "r": right, "t": top, "b": _BAR, "pad": 5},
        dragmode=False,  # a finger on the figure scrolls the page
        hoverlabel={"font": {"family": FONT, "size": FONT_SIZE + 2}, "align": "left"},
    )
    return figure


def cell_size(*, rows: int, columns: int) -> int:
    """Pixels a cell: generous while few, small enough for a long sentence on one screen."""
    longest = max(rows, columns)
    share = (longest - _WIDE_UP_TO) / (_DENSE_FROM - _WIDE_UP_TO)
    return round(_WIDE - (_WIDE - _DENSE) * min(1.0, max(0.0, share)))


def _hover_words(matrix: LabelledMatrix) -> NDArray[np.object_]:
    """[rows, columns, 2]: index and word of target and source. Plotly takes arrays faster."""
    words = np.empty((*matrix.weights.shape, 2), dtype=object)
    for i, text in enumerate(matrix.rows):
        words[i, :, 0] = f"{i + 1} · {escaped(text)}"
    for j, text in enumerate(matrix.columns):
        words[:, j, 1] = f"{j + 1} · {escaped(text)}"
    return words


def _overhang(columns: Sequence[str], *, size: int) -> float:
    """Pixels by which tilted labels stick out on the right of the last column."""
    last = len(columns) - 1
    return max(
        0.75 * label_width(text) - (last - at + 0.5) * size for at, text in enumerate(columns)
    )
