"""Figures: a Trace, or a training curve, as a Plotly figure. Knows no Streamlit.

A cell of a heatmap has a fixed size in pixels, so that labels keep theirs however long the
sentence is; whoever shows the figure lets it scroll. What is plotted is the array itself, not
rounded, on a linear scale from 0 to 1. Labels are shown as they are spelt: Plotly would read
`<b>` and `&lt;` as markup, so they are escaped here and nowhere else.
"""

import dataclasses
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from attention_core.tokenizer import END_PIECE, SPACE, Word
from attention_core.trace import Array, Trace

Grain = Literal["words", "pieces"]

END_MARK = "(end)"  # how </s> is shown
UNKNOWN_MARK = "(?)"  # behind a source word that the vocabulary lacks
SPACE_MARK = "_"  # how ▁ is shown: common fonts have it
FONT = "Source Sans, Noto Sans Devanagari, sans-serif"
FONT_SIZE = 13  # px
SCALE = "Viridis"  # lightness grows evenly: it reads for colour-blind eyes and in grey
LONGEST_LABEL = 30  # characters; hovering shows the whole word
_WIDE, _DENSE = 42, 21  # px a cell, in a short and in a long sentence
_WIDE_UP_TO, _DENSE_FROM = 10, 34  # rows or columns
_BAR = 68  # px below the cells: with less, Plotly takes from the cells for the legend
_DASHES = ("solid", "dot", "dash", "dashdot")  # a second sign besides colour


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


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """Weights with what is written beside their rows and above their columns."""

    weights: Array  # [rows, columns]
    rows: tuple[str, ...]  # target, first written first
    columns: tuple[str, ...]  # source


def grid(*, trace: Trace, grain: Grain, spell: Callable[[str], str] = str) -> Grid:
    """α of a Trace by pieces as computed, or by words (source summed, target averaged).

    Args:
        trace: of an attention model.
        grain: what a row and a column stand for.
        spell: how a target word or piece is to be shown, for example in Latin letters.

    Raises:
        ValueError: a vanilla model has no α.
    """
    weights = trace.alpha if grain == "pieces" else trace.word_alpha
    if weights is None:
        raise ValueError(f"{trace.model} is a {trace.kind} model: there is no α to draw")
    return Grid(
        weights=weights,
        rows=tuple(
            END_MARK if text == END_PIECE else spell(text).replace(SPACE, SPACE_MARK)
            for text in _texts(pieces=trace.target_pieces, words=trace.target_words, grain=grain)
        ),
        columns=_columns(trace=trace, grain=grain),
    )


def _texts(*, pieces: Sequence[str], words: Sequence[Word], grain: Grain) -> tuple[str, ...]:
    return tuple(pieces) if grain == "pieces" else tuple(word.text for word in words)


def _columns(*, trace: Trace, grain: Grain) -> tuple[str, ...]:
    """Source labels; what belongs to a word that the vocabulary lacks is marked."""
    texts = _texts(pieces=trace.source_pieces, words=trace.source_words, grain=grain)
    lacking = [word.text in trace.unknown for word in trace.source_words]
    if grain == "pieces":
        spans = zip(trace.source_words, lacking, strict=True)
        lacking = [flag for word, flag in spans for _ in range(word.start, word.stop)]
    return tuple(
        END_MARK
        if text == END_PIECE
        else text.replace(SPACE, SPACE_MARK) + f" {UNKNOWN_MARK}" * flag
        for text, flag in zip(texts, lacking, strict=True)
    )


def heatmap(grid: Grid, *, size: int | None = None, shading: Shading = ALPHA) -> go.Figure:
    """Weights as coloured cells: target down, first word on top; source across, first word left.

    Args:
        grid: the weights and their labels.
        size: pixels a cell, to be the same in several heatmaps; None for `cell_size`'s own.
        shading: of the weights; usually they are α.
    """
    rows, columns = len(grid.rows), len(grid.columns)
    size = size or cell_size(rows=rows, columns=columns)
    i, j = np.arange(1, rows + 1), np.arange(1, columns + 1)
    left = max(map(label_width, grid.rows)) + 16
    longest = max(map(label_width, grid.columns))
    tilted = size >= 32  # upright letters need less room between columns
    top = longest * (0.72 if tilted else 1) + 18
    right = max(12, _overhang(grid.columns, size=size) if tilted else 0)
    figure = go.Figure(
        go.Heatmap(
            z=grid.weights,
            x=j,
            y=i,
            zmin=shading.low,
            zmax=shading.high,
            zsmooth=False,
            xgap=1,
            ygap=1,
            colorscale=shading.colours,
            customdata=_hover_words(grid),
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
        ticktext=[shown(text) for text in grid.columns],
        tickangle=-45 if tilted else -90,
    )
    figure.update_yaxes(
        **axis,
        range=[rows + 0.5, 0.5],
        tickvals=i,
        ticktext=[shown(text) for text in grid.rows],
    )
    figure.update_layout(
        width=round(left + columns * size + right),
        height=round(top + rows * size + _BAR),
        margin={"l": left, "r": right, "t": top, "b": _BAR, "pad": 5},
        dragmode=False,  # a finger on the figure scrolls the page
        hoverlabel={"font": {"family": FONT, "size": FONT_SIZE + 2}, "align": "left"},
    )
    return figure


def learning_curves(
    *, curves: Mapping[str, Sequence[Mapping[str, Any]]], measure: str, title: str
) -> go.Figure:
    """One measure of the dev set against updates, a line a model.

    Args:
        curves: by model name, the rows of a card's training curve.
        measure: a key of those rows, "dev_loss" for example.
        title: what the measure is called, with its unit.
    """
    figure = go.Figure()
    for (name, curve), dash in zip(curves.items(), _DASHES * len(curves), strict=False):
        rows = [row for row in curve if measure in row and "update" in row]
        figure.add_scatter(
            x=[row["update"] for row in rows],
            y=[row[measure] for row in rows],
            name=escaped(name),
            mode="lines+markers",
            line={"dash": dash},
            hovertemplate="%{y:.2f} after %{x:,} updates",
        )
    figure.update_layout(
        height=300,
        dragmode=False,
        hovermode="x unified",
        margin={"l": 0, "r": 8, "t": 40, "b": 0},
        title={"text": title},
        legend={"orientation": "h", "y": -0.25},
        font={"family": FONT},
    )
    figure.update_xaxes(title="updates", fixedrange=True, rangemode="tozero")
    figure.update_yaxes(fixedrange=True)
    return figure


def cell_size(*, rows: int, columns: int) -> int:
    """Pixels a cell: generous while few, small enough for a long sentence on one screen."""
    longest = max(rows, columns)
    share = (longest - _WIDE_UP_TO) / (_DENSE_FROM - _WIDE_UP_TO)
    return round(_WIDE - (_WIDE - _DENSE) * min(1.0, max(0.0, share)))


def _hover_words(grid: Grid) -> NDArray[np.object_]:
    """[rows, columns, 2]: index and word of target and source. Plotly takes arrays faster."""
    words = np.empty((*grid.weights.shape, 2), dtype=object)
    for i, text in enumerate(grid.rows):
        words[i, :, 0] = f"{i + 1} · {escaped(text)}"
    for j, text in enumerate(grid.columns):
        words[:, j, 1] = f"{j + 1} · {escaped(text)}"
    return words


def shown(text: str) -> str:
    """A label for an axis: short, and as it is spelt."""
    return escaped(text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…")


def escaped(text: str) -> str:
    """Text that Plotly shows as it is: no tag, no entity, and no line or direction of its own."""
    seen = "".join(c if unicodedata.category(c) not in ("Cc", "Cf") else " " for c in text)
    return seen.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def label_width(text: str) -> float:
    """Pixels that a label takes, guessed from above: there is no browser here to ask."""
    wide = sum(
        2.0 if unicodedata.east_asian_width(c) in "WF" else 0.0 if _rides(c) else 1.1
        for c in text[:LONGEST_LABEL]
    )
    return 0.5 * FONT_SIZE * wide


def _rides(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Cf")


def _overhang(columns: Sequence[str], *, size: int) -> float:
    """Pixels by which tilted labels stick out on the right of the last column."""
    last = len(columns) - 1
    return max(
        0.75 * label_width(text) - (last - at + 0.5) * size for at, text in enumerate(columns)
    )
