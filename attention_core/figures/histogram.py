"""A histogram, on which one drags to choose a range of values."""

from collections.abc import Sequence

import plotly.graph_objects as go

from attention_core.figures.bars import BAR, bar_marker
from attention_core.figures.style import FONT, FONT_SIZE


def histogram(bars: Sequence[tuple[float, float, int]], *, title: str) -> go.Figure:
    """Vertical bars over the values that they count.

    Args:
        bars: lowest value, highest value and number of values of each bar, in order.
        title: of the axis of values.
    """
    figure = go.Figure(
        go.Bar(
            x=[(low + high) / 2 for low, high, _ in bars],
            y=[count for _, _, count in bars],
            width=[high - low for low, high, _ in bars],
            customdata=[(low, high) for low, high, _ in bars],
            marker=bar_marker(BAR),
            hovertemplate="%{customdata[0]:.3g} to %{customdata[1]:.3g}: %{y:,}<extra></extra>",
        )
    )
    figure.update_xaxes(title=title, fixedrange=True, automargin=True)
    figure.update_yaxes(title="sentences", fixedrange=True, automargin=True)
    figure.update_layout(
        height=220,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"family": FONT, "size": FONT_SIZE},
        bargap=0,
        dragmode="select",
        selectdirection="h",
    )
    return figure
