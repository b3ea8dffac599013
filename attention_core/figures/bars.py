"""The layout of bar charts, with horizontal or vertical bars.

A bar has a fixed size in pixels, so that labels do not shrink however many bars there are; the
page shows the figure in a box that scrolls. The colours differ in grey, for people with colour
blindness, and on light and dark pages. Labels are those of `style`.

Plotly's time grows with the square of the number of labels, some 20 s at a thousand. So a figure
shows some of the bars, `drawn`, on axes that fit all of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from attention_core.figures.style import FONT, FONT_SIZE, axis_label, escaped, label_width

Numbers = NDArray[np.floating[Any]]

BAR, MARK = "#3182bd", "#c9662b"
_EDGE = "#52606d"  # around bars: visible around pale ones on white, around dark ones on black
LIMIT: Final = {"color": MARK, "dash": "dash"}
POINT: Final = {
    "color": MARK,
    "size": 9,
    "symbol": "diamond",
    "line": {"color": _EDGE, "width": 1},
}
HATCHED: Final = {
    "color": "#c9ced4",
    "line": {"color": _EDGE, "width": 1},
    "pattern": {"shape": "/", "bgcolor": "#c9ced4", "fgcolor": _EDGE},
}
_BAR_HEIGHT = 26  # px a horizontal bar, with its gap
_BAR_WIDTH = 30  # px a vertical bar, with its gap
_PANEL_HEIGHT = 170  # px a panel of vertical bars
_LEGEND_HEIGHT = 34  # px at the top
_TITLE_HEIGHT = 26  # px for the title of an axis


def bar_marker(colour: str) -> dict[str, Any]:
    """The marker of bars of one colour, with an edge."""
    return {"color": colour, "line": {"color": _EDGE, "width": 1}}


def hover_labels(labels: Sequence[str], *, drawn: range) -> list[str]:
    """Each label of `drawn` with its number from 1, whole and escaped, to be shown on hovering."""
    return [f"{number} · {escaped(labels[number - 1])}" for number in drawn]


def of_bars(values: Numbers, *, drawn: range) -> Numbers:
    """The rows of `values` [N, …] that belong to the bars `drawn`, numbers from 1."""
    return values[drawn.start - 1 : drawn.stop - 1]


def stacked_panels(count: int) -> go.Figure:
    """An empty figure of `count` panels below each other that share the x axis."""
    return make_subplots(rows=count, cols=1, shared_xaxes=True, vertical_spacing=0.12)


def lay_out_horizontal_bars(
    figure: go.Figure, *, labels: Sequence[str], drawn: range, y_title: str, width: int
) -> go.Figure:
    """Lay out horizontal bars, the first on top, and return the figure.

    Args:
        figure: with bars at y = 1, 2, …
        labels: of all bars, at least one.
        drawn: the bars that the figure shows, by their numbers from 1.
        y_title: of the axis that the labels are on.
        width: px of the x axis.
    """
    ticks = [axis_label(f"{labels[number - 1]}  {number}") for number in drawn]
    left = _TITLE_HEIGHT + max(map(label_width, ticks)) + 12
    top = _LEGEND_HEIGHT + 22 + _TITLE_HEIGHT
    figure.update_yaxes(
        title=y_title,
        range=[drawn.stop - 0.5, drawn.start - 0.5],
        tickvals=np.array(drawn),
        ticktext=ticks,
    )
    figure.update_xaxes(side="top", showgrid=True)
    return _with_sizes(
        figure,
        width=left + width + 12,
        height=top + _BAR_HEIGHT * len(ticks) + 8,
        margin={"l": left, "t": top, "b": 8},
    )


def lay_out_vertical_bars(
    figure: go.Figure, *, labels: Sequence[str], drawn: range, x_title: str
) -> go.Figure:
    """Lay out vertical bars, with labels below the lowest panel, and return the figure.

    Args:
        figure: of `stacked_panels`, with bars at x = 1, 2, …
        labels: of all bars, at least one.
        drawn: the bars that the figure shows, by their numbers from 1.
        x_title: of the axis that the labels are on.
    """
    ticks = [axis_label(f"{number}  {labels[number - 1]}") for number in drawn]
    panels = len(list(figure.select_yaxes()))
    bottom = max(map(label_width, ticks)) + 8 + _TITLE_HEIGHT
    figure.update_xaxes(
        range=[drawn.start - 0.5, drawn.stop - 0.5], tickvals=np.array(drawn), showgrid=False
    )
    figure.update_xaxes(row=panels, col=1, title=x_title, ticktext=ticks, tickangle=-90)
    return _with_sizes(
        figure,
        width=max(_BAR_WIDTH * len(ticks), 360) + 84,
        height=_LEGEND_HEIGHT + 8 + _PANEL_HEIGHT * panels + bottom,
        margin={"l": 72, "t": _LEGEND_HEIGHT + 8, "b": bottom},
    )


def _with_sizes(
    figure: go.Figure, *, width: float, height: float, margin: Mapping[str, float]
) -> go.Figure:
    """Set sizes and fonts, and turn off zooming, so that dragging a finger scrolls the page.

    Args:
        figure: to change.
        width, height: px, margins included.
        margin: px by Plotly's names; the right one is the same for all.
    """
    figure.update_xaxes(fixedrange=True, automargin=False, tickfont={"size": FONT_SIZE})
    figure.update_yaxes(fixedrange=True, automargin=False, tickfont={"size": FONT_SIZE})
    figure.update_layout(
        width=round(width),
        height=round(height),
        margin={**margin, "r": 12, "pad": 4},
        font={"family": FONT, "size": FONT_SIZE},
        legend={"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top"},
        dragmode=False,
        hoverlabel={"font": {"family": FONT, "size": FONT_SIZE + 2}, "align": "left"},
    )
    return figure
