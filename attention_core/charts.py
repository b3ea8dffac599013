"""Charts: diagnostics of a Trace as Plotly figures of bars and points. Knows no Streamlit.

Rows run down and columns across as in a heatmap of `figures`, with its labels, and a row or
column has a fixed size in pixels: whoever shows a chart lets it scroll. What is plotted is the
number itself; working it out is left to `diagnostics`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from attention_core.figures import FONT, FONT_SIZE, escaped, label_width, shown

Numbers = NDArray[np.floating[Any]]

PARTS = 5  # of a context that get a colour of their own; the rest are drawn as one
_BLUES = ("#08519c", "#3182bd", "#6baed6", "#9ecae1", "#deebf7")  # the largest part is darkest
_REST = "#969696"
_BAR, _POINT, _MARK = "#3182bd", "#c9662b", "#c9662b"
_EDGE = "#52606d"  # around bars: the palest of them stand out on white, the darkest on black
_LINE = "#7f8c99"
_ROW = 24  # px a bar lying down
_COLUMN = 30  # px a bar standing
_PANEL = 190  # px a panel of standing bars is high


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
            name="the largest part" if rank == 0 else f"number {rank + 1}",
            text=[shown(label) for label in labels],
            customdata=[
                f"{j + 1} · {escaped(label)}"
                for j, label in zip(order[:, rank], labels, strict=True)
            ],
            hovertemplate="c%{y}: %{x:.4f} from h%{customdata}<extra></extra>",
            marker={"color": _BLUES[rank], "line": {"color": _EDGE, "width": 1}},
        )
    if len(columns) > count:
        figure.add_bar(
            x=ranked[:, count:].sum(axis=1),
            y=i,
            orientation="h",
            name=f"the other {len(columns) - count} together",
            hovertemplate="c%{y}: %{x:.4f} from all others<extra></extra>",
            marker={
                "color": _REST,
                "line": {"color": _EDGE, "width": 1},
                "pattern": {"shape": "/", "fgcolor": _EDGE},
            },
        )
    figure.update_traces(
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"family": FONT, "size": FONT_SIZE},
    )
    figure.update_layout(barmode="relative", uniformtext={"minsize": FONT_SIZE, "mode": "hide"})
    figure.add_vline(x=1, line={"color": _LINE, "dash": "dot"})
    figure.add_shape(
        type="rect",
        xref="paper",
        x0=0,
        x1=1,
        y0=chosen - 0.5,
        y1=chosen + 0.5,
        line={"color": _MARK, "width": 2},
    )
    low = min(0.0, float(np.where(shares < 0, shares, 0).sum(axis=1).min()))
    high = max(1.0, float(np.where(shares > 0, shares, 0).sum(axis=1).max()))
    figure.update_xaxes(title="share of c_i", range=[low, high])
    return _lying(figure, rows=rows, width=760, legend=True)


def parts(
    *, alpha: Numbers, shares: Numbers, cosines: Numbers, columns: Sequence[str], written: str
) -> go.Figure:
    """One c_i, column by column: α and the share of each h_j, and below its cosine with c_i.

    Args:
        alpha: [J], a row of α.
        shares: [J], the same row of `diagnostics.context_shares`.
        cosines: [J], the same row of `diagnostics.context_cosines`.
        columns: what each h_j stands for.
        written: what is written at this step, for the title.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.12)
    j, words = np.arange(1, len(columns) + 1), _numbered(columns)
    figure.add_bar(
        row=1, col=1, x=j, y=shares, name="share of α_ij h_j in c_i", customdata=words,
        hovertemplate="h%{customdata}<br>share %{y:.4f}<extra></extra>", marker=_filled(_BAR),
    )  # fmt: skip
    figure.add_scatter(
        row=1, col=1, x=j, y=alpha, name="α_ij", mode="markers", customdata=words,
        hovertemplate="h%{customdata}<br>α = %{y:.4f}<extra></extra>", marker=_point(),
    )  # fmt: skip
    figure.add_bar(
        row=2, col=1, x=j, y=cosines, name="cosine of c_i and h_j", customdata=words,
        hovertemplate="h%{customdata}<br>cosine %{y:.4f}<extra></extra>",
        marker={**_filled(_REST), "pattern": {"shape": "/", "fgcolor": _EDGE}},
    )  # fmt: skip
    figure.update_yaxes(row=1, col=1, title="share, α")
    figure.update_yaxes(row=2, col=1, title="cosine", range=[-1.05, 1.05])
    figure.update_layout(title={"text": f"c for “{shown(written)}”"})
    return _standing(figure, columns=columns, panels=2)


def movement(
    *, distances: Numbers, cosines: Numbers, rows: Sequence[str], chosen: int
) -> go.Figure:
    """How c_i moves from step to step: how far, and how much of its direction it keeps.

    Args:
        distances, cosines: [I − 1], steps 2 to I of `diagnostics.context_moves`.
        rows: what is written at each of the I steps.
        chosen: the step that is marked, from 1.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.12)
    i, words = np.arange(2, len(rows) + 1), _numbered(rows)[1:]
    figure.add_bar(
        row=1, col=1, x=i, y=distances, name="‖c_i − c_i−1‖", customdata=words,
        hovertemplate="step %{customdata}<br>moved %{y:.4f}<extra></extra>", marker=_filled(_BAR),
    )  # fmt: skip
    figure.add_scatter(
        row=2, col=1, x=i, y=cosines, name="cosine of c_i and c_i−1", mode="lines+markers",
        customdata=words, hovertemplate="step %{customdata}<br>cosine %{y:.4f}<extra></extra>",
        marker=_point(), line={"color": _POINT, "dash": "dot"},
    )  # fmt: skip
    figure.add_vrect(
        x0=chosen - 0.5, x1=chosen + 0.5, line={"color": _MARK, "width": 2}, row="all", col=1
    )
    figure.update_yaxes(row=1, col=1, title="distance", rangemode="tozero")
    figure.update_yaxes(row=2, col=1, title="cosine", range=[-1.05, 1.05])
    return _standing(figure, columns=rows, panels=2)


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
    figure = make_subplots(rows=1, cols=1)
    figure.add_bar(
        x=np.arange(1, len(columns) + 1), y=values, customdata=_numbered(columns), name=title,
        hovertemplate="j = %{customdata}<br>%{y:.4f}<extra></extra>", marker=_filled(_BAR),
        showlegend=False,
    )  # fmt: skip
    figure.add_hline(y=limit, line={"color": _MARK, "dash": "dash"})
    _name_line(figure, name=limit_name)
    figure.update_yaxes(title=title, range=[0, 1.08 * max(limit, float(values.max()))])
    return _standing(figure, columns=columns, panels=1)


def rows_chart(
    *, values: Numbers, rows: Sequence[str], title: str, limit: float, limit_name: str
) -> go.Figure:
    """The same for target rows, as bars lying below each other: [I]."""
    figure = go.Figure()
    figure.add_bar(
        x=values, y=np.arange(1, len(rows) + 1), orientation="h", customdata=_numbered(rows),
        hovertemplate="i = %{customdata}<br>%{x:.4f}<extra></extra>", marker=_filled(_BAR),
        name=title, showlegend=False,
    )  # fmt: skip
    figure.add_vline(x=limit, line={"color": _MARK, "dash": "dash"})
    _name_line(figure, name=limit_name)
    figure.update_xaxes(title=title, range=[0, 1.08 * max(limit, float(values.max()))])
    return _lying(figure, rows=rows, width=560, legend=True)


def _name_line(figure: go.Figure, *, name: str) -> None:
    """A line of the figure gets its place in the legend."""
    line = {"color": _MARK, "dash": "dash"}
    figure.add_scatter(x=[None], y=[None], mode="lines", line=line, name=name, showlegend=True)


def _filled(colour: str) -> dict[str, Any]:
    return {"color": colour, "line": {"color": _EDGE, "width": 1}}


def _point() -> dict[str, Any]:
    return {"color": _POINT, "size": 9, "symbol": "diamond", "line": {"color": _EDGE, "width": 1}}


def _numbered(labels: Sequence[str]) -> list[str]:
    return [f"{at} · {escaped(text)}" for at, text in enumerate(labels, start=1)]


def _lying(figure: go.Figure, *, rows: Sequence[str], width: int, legend: bool) -> go.Figure:
    """Lay out bars below each other, the first on top."""
    labels = [shown(f"{text}  {at}") for at, text in enumerate(rows, start=1)]
    left = max(map(label_width, labels)) + 12
    figure.update_yaxes(
        range=[len(rows) + 0.5, 0.5], tickvals=np.arange(1, len(rows) + 1), ticktext=labels
    )
    figure.update_xaxes(side="top", showgrid=True)
    return _finished(
        figure, width=left + width + 12, height=_ROW * len(rows) + 110, left=left, top=60, below=50
    )


def _standing(figure: go.Figure, *, columns: Sequence[str], panels: int) -> go.Figure:
    """Lay out bars beside each other, labels below the lowest panel."""
    labels = [shown(f"{at}  {text}") for at, text in enumerate(columns, start=1)]
    below = max(map(label_width, labels)) + 16
    figure.update_xaxes(
        range=[0.5, len(columns) + 0.5], tickvals=np.arange(1, len(columns) + 1), showgrid=False
    )
    figure.update_xaxes(row=panels, col=1, ticktext=labels, tickangle=-90)
    return _finished(
        figure,
        width=max(_COLUMN * len(columns), 300) + 84,
        height=_PANEL * panels + 70 + below,
        left=72,
        top=70,
        below=below,
    )


def _finished(
    figure: go.Figure, *, width: float, height: float, left: float, top: float, below: float
) -> go.Figure:
    """Sizes, fonts, and a figure that a finger scrolls and does not zoom."""
    figure.update_xaxes(fixedrange=True, automargin=False, tickfont={"size": FONT_SIZE})
    figure.update_yaxes(fixedrange=True, automargin=False, tickfont={"size": FONT_SIZE})
    figure.update_layout(
        width=round(width),
        height=round(height),
        margin={"l": left, "r": 12, "t": top, "b": below, "pad": 4},
        font={"family": FONT, "size": FONT_SIZE},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "xanchor": "left"},
        dragmode=False,
        bargap=0.2,
        hoverlabel={"font": {"family": FONT, "size": FONT_SIZE + 2}, "align": "left"},
    )
    return figure
