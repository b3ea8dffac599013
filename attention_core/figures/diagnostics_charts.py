"""Diagnostics of a Trace as Plotly figures of bars and points.

Rows and columns are those of the heatmap, with the same labels. Values are plotted as they are
given; computing them is left to `analysis.diagnostics`, the layout to `bars`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from attention_core.figures.bars import (
    BAR,
    HATCHED,
    LIMIT,
    MARK,
    POINT,
    bar_marker,
    hover_labels,
    lay_out_horizontal_bars,
    lay_out_vertical_bars,
    stacked_panels,
)
from attention_core.figures.style import FONT, FONT_SIZE, axis_label, escaped

Numbers = NDArray[np.floating[Any]]

LARGEST_SHARES = 5  # of a context, with a bar each; the others are summed in one bar
_BLUES = ("#08519c", "#2171b5", "#6baed6", "#9ecae1", "#deebf7")  # the largest share is darkest
_TEXT_COLOURS = ("#ffffff", "#ffffff", "#111111", "#111111", "#111111")  # readable on them
_C, _PREVIOUS_C, _H, _ALPHA = "c<sub>i</sub>", "c<sub>i−1</sub>", "h<sub>j</sub>", "α<sub>ij</sub>"


def composition_chart(
    *, shares: Numbers, rows: Sequence[str], columns: Sequence[str], chosen: int
) -> go.Figure:
    """The shares of the h_j in every c_i: the largest ones, then the sum of the others.

    Args:
        shares: [I, J] of `diagnostics.context_shares`.
        rows: labels of the I target pieces.
        columns: labels of the J source pieces.
        chosen: the step to frame, from 1.
    """
    count = min(LARGEST_SHARES, len(columns))
    order = np.argsort(-shares, axis=1, kind="stable")
    ranked = np.take_along_axis(shares, order, axis=1)
    i = np.arange(1, len(rows) + 1)
    figure = go.Figure()
    for rank in range(count):
        labels = [columns[j] for j in order[:, rank]]
        figure.add_bar(
            x=ranked[:, rank],
            y=i,
            orientation="h",
            name="largest share" if rank == 0 else f"{rank + 1}.",
            text=[axis_label(label) for label in labels],
            customdata=[
                f"{j + 1} · {escaped(label)}"
                for j, label in zip(order[:, rank], labels, strict=True)
            ],
            hovertemplate="c<sub>%{y}</sub>: %{x:.4f} from h %{customdata}<extra></extra>",
            marker=bar_marker(_BLUES[rank]),
            insidetextfont={"color": _TEXT_COLOURS[rank]},
        )
    if len(columns) > count:
        figure.add_bar(
            x=ranked[:, count:].sum(axis=1),
            y=i,
            orientation="h",
            name=f"the other {len(columns) - count} together",
            hovertemplate="c<sub>%{y}</sub>: %{x:.4f} from all others<extra></extra>",
            marker=HATCHED,
        )
    figure.update_traces(
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"family": FONT, "size": FONT_SIZE - 1},
    )
    figure.update_layout(
        barmode="relative", uniformtext={"minsize": FONT_SIZE - 3, "mode": "hide"}, bargap=0.1
    )
    figure.add_vline(x=1, line=LIMIT)
    figure.add_shape(
        type="rect",
        xref="paper",
        x0=0,
        x1=1,
        y0=chosen - 0.5,
        y1=chosen + 0.5,
        line={"color": MARK, "width": 2},
    )
    low = min(0.0, float(np.where(shares < 0, shares, 0).sum(axis=1).min()))
    high = max(1.0, float(np.where(shares > 0, shares, 0).sum(axis=1).max()))
    figure.update_xaxes(title=f"share of {_C}", range=[low, high])
    return lay_out_horizontal_bars(figure, labels=rows, y_title="target piece, step i", width=760)


def context_chart(
    *, alpha: Numbers, shares: Numbers, cosines: Numbers, columns: Sequence[str]
) -> go.Figure:
    """One c_i: for each h_j its α and its share, and in a panel below its cosine with c_i.

    Args:
        alpha: [J], a row of α.
        shares: [J], the same row of `diagnostics.context_shares`.
        cosines: [J], the same row of `diagnostics.context_cosines`.
        columns: labels of the J source pieces.
    """
    figure = stacked_panels(2)
    j, labels = np.arange(1, len(columns) + 1), hover_labels(columns)
    figure.add_bar(
        row=1,
        col=1,
        x=j,
        y=shares,
        name=f"share of {_ALPHA} {_H} in {_C}",
        customdata=labels,
        hovertemplate="h %{customdata}<br>share %{y:.4f}<extra></extra>",
        marker=bar_marker(BAR),
    )
    figure.add_scatter(
        row=1,
        col=1,
        x=j,
        y=alpha,
        name=_ALPHA,
        mode="markers",
        customdata=labels,
        hovertemplate="h %{customdata}<br>α = %{y:.4f}<extra></extra>",
        marker=POINT,
    )
    figure.add_bar(
        row=2,
        col=1,
        x=j,
        y=cosines,
        name=f"cosine of {_C} and {_H}",
        customdata=labels,
        hovertemplate="h %{customdata}<br>cosine %{y:.4f}<extra></extra>",
        marker=HATCHED,
    )
    figure.update_yaxes(row=1, col=1, title="share, α")
    figure.update_yaxes(row=2, col=1, title="cosine", range=[-1.05, 1.05])
    return lay_out_vertical_bars(figure, labels=columns, x_title="source piece j")


def movement_chart(
    *, distances: Numbers, cosines: Numbers, rows: Sequence[str], chosen: int
) -> go.Figure:
    """The distance and the cosine between c_i and c_i−1, step by step.

    Args:
        distances, cosines: [I − 1], steps 2 to I of `diagnostics.context_moves`.
        rows: labels of the I target pieces.
        chosen: the step to frame, from 1.
    """
    figure = stacked_panels(2)
    i, labels = np.arange(2, len(rows) + 1), hover_labels(rows)[1:]
    figure.add_bar(
        row=1,
        col=1,
        x=i,
        y=distances,
        name=f"‖{_C} − {_PREVIOUS_C}‖",
        customdata=labels,
        hovertemplate="step %{customdata}<br>moved %{y:.4f}<extra></extra>",
        marker=bar_marker(BAR),
    )
    figure.add_scatter(
        row=2,
        col=1,
        x=i,
        y=cosines,
        name=f"cosine of {_C} and {_PREVIOUS_C}",
        mode="lines+markers",
        customdata=labels,
        hovertemplate="step %{customdata}<br>cosine %{y:.4f}<extra></extra>",
        marker=POINT,
        line={"color": MARK, "dash": "dot"},
    )
    frame = {"color": MARK, "width": 2}
    figure.add_vrect(x0=chosen - 0.5, x1=chosen + 0.5, line=frame, row="all", col=1)
    figure.update_yaxes(row=1, col=1, title="distance", rangemode="tozero")
    figure.update_yaxes(row=2, col=1, title="cosine", range=[-1.05, 1.05])
    return lay_out_vertical_bars(figure, labels=rows, x_title="target piece, step i")


def columns_chart(
    *, values: Numbers, columns: Sequence[str], title: str, limit: float, limit_name: str
) -> go.Figure:
    """A value of each source column as vertical bars, with a line at a limit.

    Args:
        values: [J].
        columns: labels of the bars.
        title: of the axis of values, with their unit.
        limit: value at which the line is drawn, even if all bars are far from it.
        limit_name: name of the line in the legend.
    """
    figure = stacked_panels(1)
    figure.add_bar(
        x=np.arange(1, len(columns) + 1),
        y=values,
        customdata=hover_labels(columns),
        hovertemplate="j = %{customdata}<br>%{y:.4f}<extra></extra>",
        marker=bar_marker(BAR),
        showlegend=False,
    )
    figure.add_hline(y=limit, line=LIMIT)
    _add_to_legend(figure, name=limit_name)
    figure.update_yaxes(title=title, range=_axis_range(values, limit=limit))
    return lay_out_vertical_bars(figure, labels=columns, x_title="source column j")


def rows_chart(
    *, values: Numbers, rows: Sequence[str], title: str, limit: float, limit_name: str
) -> go.Figure:
    """A value of each target row as horizontal bars: `values` [I], otherwise as `columns_chart`."""
    figure = go.Figure()
    figure.add_bar(
        x=values,
        y=np.arange(1, len(rows) + 1),
        orientation="h",
        customdata=hover_labels(rows),
        hovertemplate="i = %{customdata}<br>%{x:.4f}<extra></extra>",
        marker=bar_marker(BAR),
        showlegend=False,
    )
    figure.add_vline(x=limit, line=LIMIT)
    _add_to_legend(figure, name=limit_name)
    figure.update_xaxes(title=title, range=_axis_range(values, limit=limit))
    return lay_out_horizontal_bars(figure, labels=rows, y_title="target row i", width=560)


def _axis_range(values: Numbers, *, limit: float) -> list[float]:
    """From 0 to a little beyond the longest bar and the limit; to 1 if all of them are 0."""
    return [0.0, 1.08 * max(limit, float(values.max())) or 1.0]


def _add_to_legend(figure: go.Figure, *, name: str) -> None:
    """Name the line of the limit in the legend, where Plotly does not show shapes."""
    figure.add_scatter(x=[None], y=[None], mode="lines", line=LIMIT, name=name, showlegend=True)
