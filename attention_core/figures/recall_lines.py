"""Recall of probes as a Plotly figure: a line for each probe, its control dotted in grey.

Lines run over sentence lengths or over thirds of the sentence. A model has its colour and shape of
every figure; of an attention model, the mean of the h_j is dashed with hollow points.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import plotly.graph_objects as go

from attention_core.evaluation.measurement import LONG_WORDS
from attention_core.figures.model_style import model_style
from attention_core.figures.style import FONT, FONT_SIZE, escaped
from attention_core.probe.measurement import ProbeMeasurement, Recall
from attention_core.probe.vectors import Reading
from attention_core.probe.words import PLACES

READING_NAMES: Final[Mapping[Reading, str]] = {
    "fixed": "the fixed c",
    "mean": "the mean of all h_j",
    "states": "the best of all h_j",
}
CONTROL = "controls: vectors of other sentences"
_GREY = "#7f8c99"
_STATES = "<i>h</i><sub>j</sub>"  # how a legend writes h_j


def recall_by_length(
    *, measurements: Sequence[ProbeMeasurement], models: Sequence[str]
) -> go.Figure:
    """Recall over spans of sentence lengths.

    Args:
        measurements: at least one.
        models: names of all models, in the order of `Explorer.models`; they decide the styles.
    """
    spans = sorted({span for row in measurements for span in row.probe.by_length})
    ticks = {
        str(span): _tick(str(span), [row.probe.by_length.get(span) for row in measurements])
        for span in spans
    }
    figure = _figure(
        measurements=measurements,
        models=models,
        ticks=ticks,
        parts=[
            {str(span): recall for span, recall in row.probe.by_length.items()}
            for row in measurements
        ],
        controls=[
            {str(span): recall for span, recall in row.control.by_length.items()}
            for row in measurements
        ],
    )
    first_long = next((k for k, span in enumerate(spans) if span.min > LONG_WORDS), 0)
    if first_long:
        figure.add_vline(x=first_long - 0.5, line={"color": _GREY, "width": 1, "dash": "dot"})
    return figure.update_xaxes(title="words in the sentence")


def recall_by_place(
    *, measurements: Sequence[ProbeMeasurement], models: Sequence[str]
) -> go.Figure:
    """Recall over thirds of the sentence; arguments as of `recall_by_length`."""
    figure = _figure(
        measurements=measurements,
        models=models,
        ticks={place: place for place in PLACES},
        parts=[row.probe.by_place for row in measurements],
        controls=[row.control.by_place for row in measurements],
    )
    return figure.update_xaxes(title="where in the sentence the word is")


def _figure(
    *,
    measurements: Sequence[ProbeMeasurement],
    models: Sequence[str],
    ticks: Mapping[str, str],
    parts: Sequence[Mapping[str, Recall]],
    controls: Sequence[Mapping[str, Recall]],
) -> go.Figure:
    figure = go.Figure()
    for number, control in enumerate(controls):
        figure.add_scatter(
            **_points(control, order=ticks),
            name=CONTROL,
            legendgroup=CONTROL,
            showlegend=number == 0,
            mode="lines",
            line={"color": _GREY, "width": 1.5, "dash": "dot"},
        )
    for row, part in zip(measurements, parts, strict=True):
        style = model_style(row.model, models=models)
        mean = row.reading == "mean"
        figure.add_scatter(
            **_points(part, order=ticks, bars=True),
            name=escaped(f"{row.model}: {READING_NAMES[row.reading]}").replace("h_j", _STATES),
            mode="lines+markers",
            line={"color": style.colour, "width": 2.5, "dash": "dash" if mean else "solid"},
            marker={
                "symbol": f"{style.shape}-open" if mean else style.shape,
                "size": 9,
                "color": style.colour,
            },
        )
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(ticks),
        tickvals=list(ticks),
        ticktext=list(ticks.values()),
        range=[-0.4, len(ticks) - 0.6],
        showgrid=False,
        fixedrange=True,
        tickfont={"size": FONT_SIZE},
    )
    figure.update_yaxes(
        title="share of words found",
        range=[0, 1],
        tickformat=".0%",
        fixedrange=True,
        tickfont={"size": FONT_SIZE},
    )
    return figure.update_layout(
        height=440,
        dragmode=False,  # dragging a finger scrolls the page
        hovermode="closest",
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        font={"family": FONT, "size": FONT_SIZE},
        hoverlabel={"font": {"family": FONT, "size": FONT_SIZE}},
    )


def _points(
    recalls: Mapping[str, Recall], *, order: Mapping[str, str], bars: bool = False
) -> dict[str, Any]:
    """Positions, values and hover texts; None, a gap, where a category has no recall."""
    found = [recalls.get(category) for category in order]
    return {
        "x": list(order),
        "y": [None if recall is None else recall.value for recall in found],
        "text": ["" if recall is None else _hover(recall) for recall in found],
        "hovertemplate": "%{text}",
        "error_y": {
            "visible": bars,
            "type": "data",
            "symmetric": False,
            "array": [math.nan if r is None else r.high - r.value for r in found],
            "arrayminus": [math.nan if r is None else r.value - r.low for r in found],
            "thickness": 1,
            "width": 4,
        },
    }


def _hover(recall: Recall) -> str:
    return (
        f"{recall.value:.1%} ({recall.low:.1%} to {recall.high:.1%}), "
        f"{recall.words:,} words in {recall.n:,} sentences"
    )


def _tick(name: str, recalls: Sequence[Recall | None]) -> str:
    """A span and its number of sentences; without the number if the probes differ in it."""
    counts = {recall.n for recall in recalls if recall is not None}
    return f"{name}<br>n = {counts.pop():,}" if len(counts) == 1 else name
