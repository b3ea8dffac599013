"""Charts: diagnostics of a Trace as Plotly figures of bars and points. Knows no Streamlit.

Rows run down and columns across as in a heatmap of `figures`, with its labels. What is plotted is
the number itself; working it out is left to `diagnostics`, the layout to `bars`.
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
    filled,
    lying,
    numbered,
    panels,
    standing,
)
from attention_core.figures.style import FONT, FONT_SIZE, axis_label, escaped

Numbers = NDArray[np.floating[Any]]

PARTS = 5  # of a context that get a colour of their own; the rest are drawn as one
_BLUES = ("#08519c", "#2171b5", "#6baed6", "#9ecae1", "#deebf7")  # the largest part is darkest
_INKS = ("#ffffff", "#ffffff", "#111111", "#111111", "#111111")  # readable on them
_C, _BEFORE, _H, _ALPHA = "c<sub>i</sub>", "c<sub>i−1</sub>", "h<sub>j</sub>", "α<sub>ij</sub>"


def composition(
    *, shares: Numbers, rows: Sequence[str], columns: Sequence[str], chosen: int
) -> go.Figure:
    """What every c_i is made of: its largest parts side by side, then the sum of the others.

    Args:
        shares: [I, J] of `diagnostics.context_shares`.
        rows: what is written at each step.
        columns: what each h_j stands for.
        chosen: the step that is marked, from 1.
    """
    count = min(PARTS, len(columns))
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
            marker=filled(_BLUES[rank]),
            insidetextfont={"color": _INKS[rank]},
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
    return lying(figure, labels=rows, down="target piece, step i", width=760)


def parts(
    *, alpha: Numbers, shares: Numbers, cosines: Numbers, columns: Sequence[str]
) -> go.Figure:
    """One c_i, column by column: α and the share of each h_j, and below its cosine with c_i.

    Args:
        alpha: [J], a row of α.
        shares: [J], the same row of `diagnostics.context_shares`.
        cosines: [J], the same row of `diagnostics.context_cosines`.
        columns: what each h_j stands for.
    """
    figure = panels(2)
    j, words = np.arange(1, len(columns) + 1), numbered(columns)
    figure.add_bar(
        row=1,
        col=1,
        x=j,
        y=shares,
        name=f"share of {_ALPHA} {_H} in {_C}",
        customdata=words,
        hovertemplate="h %{customdata}<br>share %{y:.4f}<extra></extra>",
        marker=filled(BAR),
    )
    figure.add_scatter(
        row=1,
        col=1,
        x=j,
        y=alpha,
        name=_ALPHA,
        mode="markers",
        customdata=words,
        hovertemplate="h %{customdata}<br>α = %{y:.4f}<extra></extra>",
        marker=POINT,
    )
    figure.add_bar(
        row=2,
        col=1,
        x=j,
        y=cosines,
        name=f"cosine of {_C} and {_H}",
        customdata=words,
        hovertemplate="h %{customdata}<br>cosine %{y:.4f}<extra></extra>",
        marker=HATCHED,
    )
    figure.update_yaxes(row=1, col=1, title="share, α")
    figure.update_yaxes(row=2, col=1, title="cosine", range=[-1.05, 1.05])
    return standing(figure, labels=columns, across="source piece j")


def movement(
    *, distances: Numbers, cosines: Numbers, rows: Sequence[str], chosen: int
) -> go.Figure:
    """How c_i moves from step to step: how far, and how much of its direction it keeps.

    Args:
        distances, cosines: [I − 1], steps 2 to I of `diagnostics.context_moves`.
        rows: what is written at each of the I steps.
        chosen: the step that is marked, from 1.
    """
    figure = panels(2)
    i, words = np.arange(2, len(rows) + 1), numbered(rows)[1:]
    figure.add_bar(
        row=1,
        col=1,
        x=i,
        y=distances,
        name=f"‖{_C} − {_BEFORE}‖",
        customdata=words,
        hovertemplate="step %{customdata}<br>moved %{y:.4f}<extra></extra>",
        marker=filled(BAR),
    )
    figure.add_scatter(
        row=2,
        col=1,
        x=i,
        y=cosines,
        name=f"cosine of {_C} and {_BEFORE}",
        mode="lines+markers",
        customdata=words,
        hovertemplate="step %{customdata}<br>cosine %{y:.4f}<extra></extra>",
        marker=POINT,
        line={"color": MARK, "dash": "dot"},
    )
    frame = {"color": MARK, "width": 2}
    figure.add_vrect(x0=chosen - 0.5, x1=chosen + 0.5, line=frame, row="all", col=1)
    figure.update_yaxes(row=1, col=1, title="distance", rangemode="tozero")
    figure.update_yaxes(row=2, col=1, title="cosine", range=[-1.05, 1.05])
    return standing(figure, labels=rows, across="target piece, step i")


def columns_chart(
    *, values: Numbers, columns: Sequence[str], title: str, limit: float, limit_name: str
) -> go.Figure:
    """A number of each source column as standing bars, with a line where the limit is.

    Args:
        values: [J].
        columns: what the bars stand for.
        title: what is counted, with its unit: the title of the axis.
        limit: where the line is; it is drawn even if no bar comes near.
        limit_name: what the line means.
    """
    figure = panels(1)
    figure.add_bar(
        x=np.arange(1, len(columns) + 1),
        y=values,
        customdata=numbered(columns),
        hovertemplate="j = %{customdata}<br>%{y:.4f}<extra></extra>",
        marker=filled(BAR),
        showlegend=False,
    )
    figure.add_hline(y=limit, line=LIMIT)
    _name_line(figure, name=limit_name)
    figure.update_yaxes(title=title, range=_reach(values, limit=limit))
    return standing(figure, labels=columns, across="source column j")


def rows_chart(
    *, values: Numbers, rows: Sequence[str], title: str, limit: float, limit_name: str
) -> go.Figure:
    """The same for target rows, as bars lying below each other: [I]."""
    figure = go.Figure()
    figure.add_bar(
        x=values,
        y=np.arange(1, len(rows) + 1),
        orientation="h",
        customdata=numbered(rows),
        hovertemplate="i = %{customdata}<br>%{x:.4f}<extra></extra>",
        marker=filled(BAR),
        showlegend=False,
    )
    figure.add_vline(x=limit, line=LIMIT)
    _name_line(figure, name=limit_name)
    figure.update_xaxes(title=title, range=_reach(values, limit=limit))
    return lying(figure, labels=rows, down="target row i", width=560)


def _reach(values: Numbers, *, limit: float) -> list[float]:
    """From 0 to a little beyond the longest bar and the line; 0 to 1 where all are 0."""
    return [0.0, 1.08 * max(limit, float(values.max())) or 1.0]


def _name_line(figure: go.Figure, *, name: str) -> None:
    """A line of the figure gets its place in the legend."""
    figure.add_scatter(x=[None], y=[None], mode="lines", line=LIMIT, name=name, showlegend=True)
