"""Quality by length on a page: the figure, a summary in words, and the numbers as a table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from attention_core.evaluation.measurement import (
    LONG_WORDS,
    METRICS,
    MIN_SENTENCES,
    Measurement,
    Metric,
    table,
)
from attention_core.figures.length_curves import quality_by_length
from pages.shared.controls.choice import choice
from pages.shared.display.messages import show_list, show_text
from pages.shared.display.number_table import show_number_table
from pages.shared.state.view import View


def metric_setting(*, view: View) -> None:
    """Show the choice between BLEU and chrF++, for every figure of the page."""
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
    source: str,
    key: str,
    pick: Callable[[int], None] | None = None,
) -> None:
    """Show a line for each model, a summary in words, and the numbers as a table.

    Args:
        measurements: on one file; at least one.
        metric: what to draw.
        models: the names of all models, always in the same order.
        source: the name of the source language.
        key: of the figure, unique on the page.
        pick: called with the number of a span, from 0, when a person clicks one of its points.
    """
    summary = in_words(measurements=measurements, metric=metric)

    def picked() -> None:
        points = st.session_state[key].selection.points
        if pick and points:
            pick(int(points[0]["customdata"]))

    st.plotly_chart(
        quality_by_length(measurements=measurements, metric=metric, models=models, source=source),
        config={"displayModeBar": False, "typesetMath": False},
        alt=f"{METRICS[metric]} against words in the {source} sentence, a line a model. "
        + " ".join(summary),
        key=key,
        on_select=picked if pick else "ignore",
        selection_mode="points",
    )
    show_list(summary)
    if few := sorted({b.span for row in measurements for b in row.buckets if b.few}):
        show_text(
            f"Hollow, and not joined to a line: {', '.join(map(str, few))} words, fewer than "
            f"{MIN_SENTENCES} sentences. Shaded, or bars at single points: 95% bootstrap "
            "intervals.",
            small=True,
        )
    frame = pd.DataFrame(table(measurements))
    show_number_table(frame, decimals=_decimals(frame), hide_index=True)


def show_scores_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Show rows of scores to two decimal places; a missing score is an empty cell."""
    frame = pd.DataFrame(rows)
    places = st.column_config.NumberColumn(format="%.2f")
    st.dataframe(frame, hide_index=True, column_config=dict.fromkeys(_decimals(frame), places))


def _decimals(frame: pd.DataFrame) -> dict[str, int]:
    """Two decimal places for each column of scores."""
    metrics = tuple(METRICS.values())
    return {name: 2 for name in frame.columns if name.startswith(metrics)}


def in_words(*, measurements: Sequence[Measurement], metric: Metric) -> list[str]:
    """Summarize the lines, a sentence each: the model's best bucket and its long sentences."""
    summary = [_summary(measurement, metric=metric) for measurement in measurements]
    if not any(measurement.long_buckets() for measurement in measurements):
        summary.append(f"None of these sentences has more than {LONG_WORDS} words.")
    return summary


def _summary(measurement: Measurement, *, metric: Metric) -> str:
    model = measurement.model
    best, long = measurement.best_bucket(metric), measurement.long_sentences(metric)
    if best is None:
        return f"{model}: fewer than {MIN_SENTENCES} sentences of any length, too few to say."
    score = best.scores[metric].value
    begin = f"{model} is best at {best.span} words, {METRICS[metric]} {score:.1f}"
    if long is None:
        return f"{begin}."
    count, mean = long
    rest = f"over {LONG_WORDS} words ({count:,} sentences) it has {mean:.1f}"
    share = measurement.share_retained(metric)
    if share is None:
        return f"{begin}; {rest}."
    interval = measurement.retained_intervals.get(metric)
    sure = f" (95% interval {interval[0]:.0%} to {interval[1]:.0%})" if interval else ""
    return f"{begin}; {rest}, {share:.0%} of that{sure}."
