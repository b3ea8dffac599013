"""Quality against sentence length as a Plotly figure: a line a model. Knows no Streamlit.

A point is the recorded number itself. A bucket with few sentences is drawn hollow, joined to
nothing, and its interval as a bar; that of the others is a band. A model is told from the
others by colour, by dashes and by the shape of its points, and keeps all three whatever else
is drawn. Colours are those of Okabe and Ito (2008, Color Universal Design), which colour-blind
eyes tell apart.
"""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import plotly.graph_objects as go

from attention_core.evaluation.measurement import (
    LONG,
    METRICS,
    Bucket,
    Measurement,
    Metric,
    Score,
    Span,
    spans,
)
from attention_core.figures.style import FONT, FONT_SIZE, escaped

_COLOURS = ((0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167))  # red, green, blue
_DASHES = ("solid", "dash", "dot", "dashdot")
_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "star")
_BAND = 0.16  # opacity: two bands on top of each other can still be told apart
_POINT = 9  # px
_HEIGHT = 440  # px
_RULE = "#7f8c99"


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Pen:
    """How everything of one model is drawn."""

    name: str
    colour: tuple[int, int, int]
    dash: str
    shape: str

    def common(self) -> dict[str, Any]:
        """What all of a model's traces share: they come and go together."""
        return {"name": escaped(self.name), "legendgroup": self.name}

    @property
    def ink(self) -> str:
        """The colour, opaque."""
        return f"rgb{self.colour}"


def quality_by_length(
    *, measurements: Sequence[Measurement], metric: Metric, models: Sequence[str]
) -> go.Figure:
    """BLEU or chrF++ of each model over buckets of source words.

    Args:
        measurements: of models on the same file; at most one a model.
        metric: what to draw.
        models: all there are, in an order that stays: it decides how a model is drawn.

    Returns:
        A figure as wide as its place. The custom data of a point is the number of its span
        within `lengths.spans`, from 0.
    """
    figure = go.Figure()
    buckets = spans(measurements)
    pens = [_pen(found.model, models=models) for found in measurements]
    for found, pen in zip(measurements, pens, strict=True):  # bands lie behind all lines
        for run in _runs(found=found, buckets=buckets):
            _add_band(figure, scores=[b.scores[metric] for b in run], run=run, pen=pen)
    for found, pen in zip(measurements, pens, strict=True):
        _add_line(figure, found=found, metric=metric, buckets=buckets, pen=pen)
    _mark_long(figure, buckets=buckets)
    figure.update_xaxes(
        title="words in the English sentence",
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
        dragmode=False,  # a finger on the figure scrolls the page
        hovermode="x unified",
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        font={"family": FONT, "size": FONT_SIZE},
        hoverlabel={"font": {"family": FONT, "size": FONT_SIZE}},
    )
    return figure


def _pen(model: str, *, models: Sequence[str]) -> _Pen:
    at = list(models).index(model)
    return _Pen(
        name=model,
        colour=_COLOURS[at % len(_COLOURS)],
        dash=_DASHES[at % len(_DASHES)],
        shape=_SHAPES[at % len(_SHAPES)],
    )


def _runs(*, found: Measurement, buckets: Sequence[Span]) -> Iterator[list[Bucket]]:
    """Stretches of neighbouring buckets with enough sentences: what a line may join."""
    placed = [found.bucket(span) for span in buckets]
    for enough, run in itertools.groupby(placed, key=lambda b: b is not None and not b.few):
        if enough:
            yield [bucket for bucket in run if bucket is not None]


def _add_band(
    figure: go.Figure, *, scores: Sequence[Score], run: Sequence[Bucket], pen: _Pen
) -> None:
    """The intervals along a stretch of line, if all of them are known."""
    intervals = [score.interval for score in scores if score.interval]
    if len(run) < 2 or len(intervals) < len(run):
        return
    x = [str(bucket.span) for bucket in run]
    figure.add_scatter(
        **pen.common(),
        x=x + x[::-1],
        y=[high for _, high in intervals] + [low for low, _ in intervals[::-1]],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=f"rgba{(*pen.colour, _BAND)}",
        hoverinfo="skip",
        showlegend=False,
    )


def _add_line(
    figure: go.Figure,
    *,
    found: Measurement,
    metric: Metric,
    buckets: Sequence[Span],
    pen: _Pen,
) -> None:
    """Stretches of line with their full points, then the hollow points between them."""
    runs = list(_runs(found=found, buckets=buckets))
    for at, run in enumerate(runs):
        figure.add_scatter(
            **pen.common(),
            **_points(run, metric=metric, buckets=buckets, bars=len(run) == 1),
            mode="lines+markers",
            line={"color": pen.ink, "width": 2.5, "dash": pen.dash},
            marker={"symbol": pen.shape, "size": _POINT, "color": pen.ink},
            showlegend=at == 0,
        )
    if few := [bucket for bucket in found.buckets if bucket.few]:
        figure.add_scatter(
            **pen.common(),
            **_points(few, metric=metric, buckets=buckets, bars=True),
            mode="markers",
            marker={"symbol": f"{pen.shape}-open", "size": _POINT + 1, "color": pen.ink},
            showlegend=not runs,
        )


def _points(
    points: Sequence[Bucket], *, metric: Metric, buckets: Sequence[Span], bars: bool
) -> dict[str, Any]:
    """Places, values and hover texts; with intervals as bars where no band shows them."""
    scores = [bucket.scores[metric] for bucket in points]
    values = [score.value for score in scores]
    spread = [score.interval or (score.value, score.value) for score in scores]
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
            "array": [high - value for value, (_, high) in zip(values, spread, strict=True)],
            "arrayminus": [value - low for value, (low, _) in zip(values, spread, strict=True)],
            "thickness": 1,
            "width": 4,
        },
        # Choosing a point does not make the others pale.
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _hover(bucket: Bucket, *, metric: Metric) -> str:
    score = bucket.scores[metric]
    within = "" if score.interval is None else " ({:.1f} to {:.1f})".format(*score.interval)
    return f"{score.value:.1f}{within}, n = {bucket.n:,}"


def _tick(span: Span, *, measurements: Sequence[Measurement]) -> str:
    """A span and how many sentences it has, if it has as many for every model."""
    found = [measurement.bucket(span) for measurement in measurements]
    counts = {bucket.n for bucket in found if bucket}
    return f"{span}<br>n = {counts.pop():,}" if len(counts) == 1 else str(span)


def _mark_long(figure: go.Figure, *, buckets: Sequence[Span]) -> None:
    """A rule where the sentences begin that are said to be too long for one vector."""
    at = next((k for k, span in enumerate(buckets) if span.min > LONG), 0)
    if at:
        figure.add_vline(x=at - 0.5, line={"color": _RULE, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=at - 0.45,
            y=1,
            yref="paper",
            text=f"over {LONG} words",
            showarrow=False,
            xanchor="left",
            yanchor="top",
        )
