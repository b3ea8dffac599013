"""Diagnostics of a Trace as Plotly figures of bars and points.

Rows and columns are those of the heatmap, with the same labels. Values are plotted as they are
given; computing them is left to `analysis.diagnostics`, the layout to `bars`. Everywhere `drawn`
are the bars that the figure shows, by their numbers from 1.
"""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from attention_core.figures.bars import (
    BAR,
    HATCHED,
    LIMIT,
    MARK,
    POINT,
    Numbers,
    bar_marker,
    hover_labels,
    lay_out_horizontal_bars,
    lay_out_vertical_bars,
    of_bars,
    stacked_panels,
)
from attention_core.figures.style import FONT, FONT_SIZE, axis_label, escaped

LARGEST_SHARES = 5  # of a context, with a bar each; the others are summed in one bar
_BLUES = ("#08519c", "#2171b5", "#6baed6", "#9ecae1", "#deebf7")  # the largest share is darkest
_TEXT_COLOURS = ("#ffffff", "#ffffff", "#111111", "#111111", "#111111")  # readable on them
_C, _PREVIOUS_C, _H, _ALPHA = "c<sub>i</sub>", "c<sub>i−1</sub>", "h<sub>j</sub>", "α<sub>ij</sub>"


def composition_chart(
    *, shares: Numbers, rows: Sequence[str], columns: Sequence[str], chosen: int, drawn: range
) -> go.Figure:
    """The shares of the h_j in every c_i: the largest ones, then the sum of the others.

    Args:
        shares: [I, J] of `diagnostics.context_shares`.
        rows: labels of the I target pieces.
        columns: labels of the J source pieces.
        chosen: the step to frame, from 1.
    """
    count = min(LARGEST_SHARES, len(columns))
    shown = of_bars(shares, drawn=drawn)
    order = np.argsort(-shown, axis=1, kind="stable")
    ranked = np.take_along_axis(shown, order, axis=1)
    i = np.array(drawn)
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
    if chosen in drawn:
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
    return lay_out_horizontal_bars(
        figure, labels=rows, drawn=drawn, y_title="target piece, step i", width=760
    )


def context_chart(
    *, alpha: Numbers, shares: Numbers, cosines: Numbers, columns: Sequence[str], drawn: range
) -> go.Figure:
    """One c_i: for each h_j its α and its share, and in a panel below its cosine with c_i.

    Args:
        alpha: [J], a row of α.
        shares: [J], the same row of `diagnostics.context_shares`.
        cosines: [J], the same row of `diagnostics.context_cosines`.
        columns: labels of the J source pieces.
    """
    figure = stacked_panels(2)
    j, labels = np.array(drawn), hover_labels(columns, drawn=drawn)
    figure.add_bar(
        row=1,
        col=1,
        x=j,
        y=of_bars(shares, drawn=drawn),
        name=f"share of {_ALPHA} {_H} in {_C}",
        customdata=labels,
        hovertemplate="h %{customdata}<br>share %{y:.4f}<extra></extra>",
        marker=bar_marker(BAR),
    )
    figure.add_scatter(
        row=1,
        col=1,
        x=j,
        y=of_bars(alpha, drawn=drawn),
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
        y=of_bars(cosines, drawn=drawn),
        name=f"cosine of {_C} and {_H}",
        customdata=labels,
        hovertemplate="h %{customdata}<br>cosine %{y:.4f}<extra></extra>",
        marker=HATCHED,
    )
    parts = np.concatenate([shares, alpha])
    figure.update_yaxes(row=1, col=1, title="share, α", range=_axis_range(parts))
    figure.update_yaxes(row=2, col=1, title="cosine", range=[-1.05, 1.05])
    return lay_out_vertical_bars(figure, labels=columns, drawn=drawn, x_title="source piece j")


def movement_chart(
    *, distances: Numbers, cosines: Numbers, rows: Sequence[str], chosen: int, drawn: range
) -> go.Figure:
    """The distance and the cosine between c_i and c_i−1, step by step.

    Args:
        distances, cosines: [I − 1], steps 2 to I of `diagnostics.context_moves`.
        rows: labels of the I target pieces.
        chosen: the step to frame, from 1.
    """
    figure = stacked_panels(2)
    moved = range(max(drawn.start, 2), drawn.stop)  # before step 1 there is no context
    steps = range(moved.start - 1, moved.stop - 1)
    i, labels = np.array(moved), hover_labels(rows, drawn=moved)
    figure.add_bar(
        row=1,
        col=1,
        x=i,
        y=of_bars(distances, drawn=steps),
        name=f"‖{_C} − {_PREVIOUS_C}‖",
        customdata=labels,
        hovertemplate="step %{customdata}<br>moved %{y:.4f}<extra></extra>",
        marker=bar_marker(BAR),
    )
    figure.add_scatter(
        row=2,
        col=1,
        x=i,
        y=of_bars(cosines, drawn=steps),
        name=f"cosine of {_C} and {_PREVIOUS_C}",
        mode="lines+markers",
        customdata=labels,
        hovertemplate="step %{customdata}<br>cosine %{y:.4f}<extra></extra>",
        marker=POINT,
        line={"color": MARK, "dash": "dot"},
    )
    if chosen in drawn:
        frame = {"color": MARK, "width": 2}
        figure.add_vrect(x0=chosen - 0.5, x1=chosen + 0.5, line=frame, row="all", col=1)
    figure.update_yaxes(row=1, col=1, title="distance", range=_axis_range(distances))
    figure.update_yaxes(row=2, col=1, title="cosine", range=[-1.05, 1.05])
    return lay_out_vertical_bars(figure, labels=rows, drawn=drawn, x_title="target piece, step i")


def columns_chart(
    *,
    values: Numbers,
    columns: Sequence[str],
    title: str,
    limit: float,
    limit_name: str,
    drawn: range,
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
        x=np.array(drawn),
        y=of_bars(values, drawn=drawn),
        customdata=hover_labels(columns, drawn=drawn),
        hovertemplate="j = %{customdata}<br>%{y:.4f}<extra></extra>",
        marker=bar_marker(BAR),
        showlegend=False,
    )
    figure.add_hline(y=limit, line=LIMIT)
    _add_to_legend(figure, name=limit_name)
    figure.update_yaxes(title=title, range=_axis_range(np.append(values, limit)))
    return lay_out_vertical_bars(figure, labels=columns, drawn=drawn, x_title="source column j")


def rows_chart(
    *,
    values: Numbers,
    rows: Sequence[str],
    title: str,
    limit: float,
    limit_name: str,
    drawn: range,
) -> go.Figure:
    """A value of each target row as horizontal bars: `values` [I], otherwise as `columns_chart`."""
    figure = go.Figure()
    figure.add_bar(
        x=of_bars(values, drawn=drawn),
        y=np.array(drawn),
        orientation="h",
        customdata=hover_labels(rows, drawn=drawn),
        hovertemplate="i = %{customdata}<br>%{x:.4f}<extra></extra>",
        marker=bar_marker(BAR),
        showlegend=False,
    )
    figure.add_vline(x=limit, line=LIMIT)
    _add_to_legend(figure, name=limit_name)
    figure.update_xaxes(title=title, range=_axis_range(np.append(values, limit)))
    return lay_out_horizontal_bars(
        figure, labels=rows, drawn=drawn, y_title="target row i", width=560
    )


def _axis_range(values: Numbers) -> list[float]:
    """A little more than from the least to the largest of 0 and the values; to 1 if all are 0."""
    return [1.08 * min(0.0, float(values.min())), 1.08 * max(0.0, float(values.max())) or 1.0]


def _add_to_legend(figure: go.Figure, *, name: str) -> None:
    """Name the line of the limit in the legend, where Plotly does not show shapes."""
    figure.add_scatter(x=[None], y=[None], mode="lines", line=LIMIT, name=name, showlegend=True)
