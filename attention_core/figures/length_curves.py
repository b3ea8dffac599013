"""Quality against sentence length as a Plotly figure, a line for each model.

A point is the recorded number itself. A bucket with few sentences is a hollow point that no line
joins, and its interval is a bar; the intervals of the others are a band.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import plotly.graph_objects as go

from attention_core.evaluation.measurement import (
    LONG_WORDS,
    METRICS,
    Bucket,
    Measurement,
    Metric,
    Score,
    Span,
    spans,
)
from attention_core.figures.model_style import ModelStyle, model_style
from attention_core.figures.style import FONT, FONT_SIZE

_BAND_OPACITY = 0.16  # two bands on top of each other can still be told apart
_POINT_SIZE = 9  # px
_HEIGHT = 440  # px
_LONG_LINE_COLOUR = "#7f8c99"


def quality_by_length(
    *,
    measurements: Sequence[Measurement],
    metric: Metric,
    models: Sequence[str],
    source: str = "source",
) -> go.Figure:
    """BLEU or chrF++ of each model over buckets of source words.

    Args:
        measurements: of models on the same file; at most one a model.
        metric: what to draw.
        models: names of all models, in the order of `Explorer.models`; they decide the styles.
        source: the name of the source language.

    Returns:
        A figure without a fixed width. The custom data of a point is the number of its span
        within `measurement.spans`, from 0.

    Raises:
        ValueError: a measurement is of a model that is not among `models`.
    """
    figure = go.Figure()
    buckets = spans(measurements)
    styles = [model_style(measurement.model, models=models) for measurement in measurements]
    for measurement, style in zip(measurements, styles, strict=True):  # bands behind all lines
        for segment in _segments(measurement=measurement, buckets=buckets):
            scores = [bucket.scores[metric] for bucket in segment]
            _add_band(figure, scores=scores, segment=segment, style=style)
    for measurement, style in zip(measurements, styles, strict=True):
        _add_line(figure, measurement=measurement, metric=metric, buckets=buckets, style=style)
    _mark_long(figure, buckets=buckets)
    figure.update_xaxes(
        title=f"words in the {source} sentence",
        type="category",
        categoryorder="array",
        categoryarray=[str(span) for span in buckets],
        tickvals=[str(span) for span in buckets],
        ticktext=[_tick(span, measurements=measurements) for span in buckets],
        range=[-0.4, len(buckets) - 0.6],
        showgrid=False,
        fixedrange=True,
        tickfont={"size": FONT_SIZE},
    )
    figure.update_yaxes(
        title=METRICS[metric], rangemode="tozero", fixedrange=True, tickfont={"size": FONT_SIZE}
    )
    figure.update_layout(
        height=_HEIGHT,
        dragmode=False,  # dragging a finger scrolls the page
        hovermode="x unified",
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        font={"family": FONT, "size": FONT_SIZE},
        hoverlabel={"font": {"family": FONT, "size": FONT_SIZE}},
    )
    return figure


def _segments(*, measurement: Measurement, buckets: Sequence[Span]) -> Iterator[list[Bucket]]:
    """Neighbouring buckets with enough sentences, which a line joins."""
    in_order = [measurement.bucket(span) for span in buckets]
    for enough, segment in itertools.groupby(in_order, key=lambda b: b is not None and not b.few):
        if enough:
            yield [bucket for bucket in segment if bucket is not None]


def _add_band(
    figure: go.Figure, *, scores: Sequence[Score], segment: Sequence[Bucket], style: ModelStyle
) -> None:
    """Draw the intervals of a segment as a band, if it has several points and all intervals."""
    intervals = [score.interval for score in scores if score.interval]
    if len(segment) < 2 or len(intervals) < len(segment):
        return
    x = [str(bucket.span) for bucket in segment]
    figure.add_scatter(
        **style.legend(),
        x=x + x[::-1],
        y=[high for _, high in intervals] + [low for low, _ in intervals[::-1]],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=style.translucent(_BAND_OPACITY),
        hoverinfo="skip",
        showlegend=False,
    )


def _add_line(
    figure: go.Figure,
    *,
    measurement: Measurement,
    metric: Metric,
    buckets: Sequence[Span],
    style: ModelStyle,
) -> None:
    """Draw the segments with their full points, then the hollow points."""
    segments = list(_segments(measurement=measurement, buckets=buckets))
    for number, segment in enumerate(segments):
        figure.add_scatter(
            **style.legend(),
            **_points(segment, metric=metric, buckets=buckets, bars=len(segment) == 1),
            mode="lines+markers",
            line={"color": style.colour, "width": 2.5, "dash": style.dash},
            marker={"symbol": style.shape, "size": _POINT_SIZE, "color": style.colour},
            showlegend=number == 0,
        )
    if few := [bucket for bucket in measurement.buckets if bucket.few]:
        figure.add_scatter(
            **style.legend(),
            **_points(few, metric=metric, buckets=buckets, bars=True),
            mode="markers",
            marker={
                "symbol": f"{style.shape}-open",
                "size": _POINT_SIZE + 1,
                "color": style.colour,
            },
            showlegend=not segments,
        )


def _points(
    points: Sequence[Bucket], *, metric: Metric, buckets: Sequence[Span], bars: bool
) -> dict[str, Any]:
    """Positions, values and hover texts of points; with `bars`, their intervals as error bars."""
    scores = [bucket.scores[metric] for bucket in points]
    values = [score.value for score in scores]
    intervals = [score.interval or (score.value, score.value) for score in scores]
    return {
        "x": [str(bucket.span) for bucket in points],
        "y": values,
        "customdata": [buckets.index(bucket.span) for bucket in points],
        "text": [_hover(bucket, metric=metric) for bucket in points],
        "hovertemplate": "%{text}",
        "error_y": {
            "visible": bars and any(score.interval for score in scores),
            "type": "data",
            "symmetric": False,
            "array": [high - value for value, (_, high) in zip(values, intervals, strict=True)],
            "arrayminus": [value - low for value, (low, _) in zip(values, intervals, strict=True)],
            "thickness": 1,
            "width": 4,
        },
        # A selected point must not make the others pale.
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _hover(bucket: Bucket, *, metric: Metric) -> str:
    score = bucket.scores[metric]
    interval = "" if score.interval is None else " ({:.1f} to {:.1f})".format(*score.interval)
    return f"{score.value:.1f}{interval}, n = {bucket.n:,}"


def _tick(span: Span, *, measurements: Sequence[Measurement]) -> str:
    """A span and its number of sentences; without the number if models differ in it."""
    buckets = [measurement.bucket(span) for measurement in measurements]
    counts = {bucket.n for bucket in buckets if bucket}
    return f"{span}<br>n = {counts.pop():,}" if len(counts) == 1 else str(span)


def _mark_long(figure: go.Figure, *, buckets: Sequence[Span]) -> None:
    """Draw a vertical line before the first bucket of long sentences, unless it is the first."""
    first = next((k for k, span in enumerate(buckets) if span.min > LONG_WORDS), 0)
    if first:
        line = {"color": _LONG_LINE_COLOUR, "width": 1, "dash": "dot"}
        figure.add_vline(x=first - 0.5, line=line)
        figure.add_annotation(
            x=first - 0.45,
            y=1,
            yref="paper",
            text=f"over {LONG_WORDS} words",
            showarrow=False,
            xanchor="left",
            yanchor="top",
        )
