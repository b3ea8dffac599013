"""Bars: how charts of bars are laid out, lying below each other or standing side by side.

A bar has a fixed size in pixels, so that its label keeps its own however many there are; whoever
shows the figure lets it scroll. Colours are told apart in grey and by colour-blind eyes, in
light and dark. Labels are those of `figures`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from attention_core.figures.style import FONT, FONT_SIZE, axis_label, escaped, label_width

BAR, MARK = "#3182bd", "#c9662b"
_EDGE = "#52606d"  # around bars: the palest of them stand out on white, the darkest on black
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
_ROW = 26  # px a bar lying down
_COLUMN = 30  # px a bar standing
_PANEL = 170  # px a panel of standing bars is high
_LEGEND = 34  # px above everything else
_NAME = 26  # px for the name of an axis


def filled(colour: str) -> dict[str, Any]:
    """A bar's colour, with an edge around it."""
    return {"color": colour, "line": {"color": _EDGE, "width": 1}}


def numbered(labels: Sequence[str]) -> list[str]:
    """What hovering over each of them says, from 1."""
    return [f"{at} · {escaped(text)}" for at, text in enumerate(labels, start=1)]


def panels(count: int) -> go.Figure:
    """An empty figure of so many panels below each other, over one axis."""
    return make_subplots(rows=count, cols=1, shared_xaxes=True, vertical_spacing=0.12)


def lying(figure: go.Figure, *, labels: Sequence[str], down: str, width: int) -> go.Figure:
    """Lay out bars below each other, the first on top.

    Args:
        figure: with bars at 1, 2, …
        labels: a bar's name each.
        down: the name of that axis.
        width: px from the first to the last number of the other axis.
    """
    ticks = [axis_label(f"{text}  {at}") for at, text in enumerate(labels, start=1)]
    left = _NAME + max(map(label_width, ticks)) + 12
    top = _LEGEND + 22 + _NAME
    figure.update_yaxes(
        title=down,
        range=[len(ticks) + 0.5, 0.5],
        tickvals=np.arange(1, len(ticks) + 1),
        ticktext=ticks,
    )
    figure.update_xaxes(side="top", showgrid=True)
    return _finished(
        figure,
        width=left + width + 12,
        height=top + _ROW * len(ticks) + 8,
        margin={"l": left, "t": top, "b": 8},
    )


def standing(figure: go.Figure, *, labels: Sequence[str], across: str) -> go.Figure:
    """Lay out bars beside each other, labels below the lowest of its `panels`.

    Args:
        figure: with bars at 1, 2, …
        labels: a bar's name each.
        across: the name of that axis.
    """
    ticks = [axis_label(f"{at}  {text}") for at, text in enumerate(labels, start=1)]
    lowest = len(list(figure.select_yaxes()))
    below = max(map(label_width, ticks)) + 8 + _NAME
    figure.update_xaxes(
        range=[0.5, len(ticks) + 0.5], tickvals=np.arange(1, len(ticks) + 1), showgrid=False
    )
    figure.update_xaxes(row=lowest, col=1, title=across, ticktext=ticks, tickangle=-90)
    return _finished(
        figure,
        width=max(_COLUMN * len(ticks), 360) + 84,
        height=_LEGEND + 8 + _PANEL * lowest + below,
        margin={"l": 72, "t": _LEGEND + 8, "b": below},
    )


def _finished(
    figure: go.Figure, *, width: float, height: float, margin: Mapping[str, float]
) -> go.Figure:
    """Sizes, fonts, and a figure that a finger scrolls and does not zoom."""
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
