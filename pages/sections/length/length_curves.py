"""Quality by length on a page: the figure, what it shows in a sentence, and the same as a table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from attention_core.evaluation.measurement import (
    FEW,
    LONG,
    METRICS,
    Measurement,
    Metric,
    spans,
    table,
)
from attention_core.figures.length_curves import quality_by_length
from pages.shared.controls.settings import choice
from pages.shared.display.messages import say, say_each
from pages.shared.state.view import View


def metric_setting(*, view: View) -> None:
    """BLEU or chrF++, for every figure of the page."""
    choice(
        "Measure",
        field="metric",
        names={str(name): title for name, title in METRICS.items()},
        view=view,
        about="BLEU counts runs of one to four words that a translation shares with a reference, "
        "chrF++ runs of letters and pairs of words. From 0 to 100, higher is nearer.",
    )


def show_curves(
    *,
    measurements: Sequence[Measurement],
    metric: Metric,
    models: Sequence[str],
    key: str,
    pick: Callable[[int], None] | None = None,
) -> None:
    """A line a model, and all that goes with it.

    Args:
        measurements: on one file; at least one.
        metric: what to draw.
        models: all there are, in an order that stays.
        key: tells this figure from others on the page.
        pick: is given the number of a span, from 0, when somebody clicks one of its points.
    """
    read = in_words(measurements=measurements, metric=metric)

    def picked() -> None:
        points = st.session_state[key].selection.points
        if pick and points:
            pick(int(points[0]["customdata"]))

    st.plotly_chart(
        quality_by_length(measurements=measurements, metric=metric, models=models),
        config={"displayModeBar": False, "typesetMath": False},
        alt=f"{METRICS[metric]} against words in the English sentence, a line a model. "
        + " ".join(read),
        key=key,
        on_select=picked if pick else "ignore",
        selection_mode="points",
    )
    say_each(read)
    if few := sorted({b.span for found in measurements for b in found.buckets if b.few}):
        say(
            f"Hollow, and not joined to a line: {', '.join(map(str, few))} words, fewer than "
            f"{FEW} sentences. Shaded, or bars at single points: 95% bootstrap intervals.",
            small=True,
        )
    with st.expander("The same numbers as a table"):
        show_scores_table(table(measurements))


def show_scores_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of scores, shown to two places; what was not measured stays empty."""
    frame = pd.DataFrame(rows)
    scores = [name for name in frame.columns if name.startswith(tuple(METRICS.values()))]
    places = st.column_config.NumberColumn(format="%.2f")
    st.dataframe(frame, hide_index=True, column_config=dict.fromkeys(scores, places))


def in_words(*, measurements: Sequence[Measurement], metric: Metric) -> list[str]:
    """What the lines show, worked out from them: each model's best bucket, and the long ones."""
    told = [_told(found, metric=metric) for found in measurements]
    if not any(span.min > LONG for span in spans(measurements)):
        told.append(f"None of these sentences has more than {LONG} words.")
    return told


def _told(found: Measurement, *, metric: Metric) -> str:
    best, long = found.best(metric), found.beyond(metric)
    if best is None:
        return f"{found.model}: fewer than {FEW} sentences of any length, too few to say."
    score = best.scores[metric].value
    begin = f"{found.model} is best at {best.span} words, {METRICS[metric]} {score:.1f}"
    if long is None:
        return f"{begin}."
    count, mean = long
    rest = f"over {LONG} words ({count:,} sentences) it has {mean:.1f}"
    if not score:
        return f"{begin}; {rest}."
    drawn = found.shares.get(metric)
    sure = f" (95% interval {drawn[0]:.0%} to {drawn[1]:.0%})" if drawn else ""
    return f"{begin}; {rest}, {mean / score:.0%} of that{sure}."
