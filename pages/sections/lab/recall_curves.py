"""Recall of all probes by sentence length and by place, from the cards of the models."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from attention_core.explorer import ModelInfo
from attention_core.figures.recall_lines import READING_NAMES, recall_by_length, recall_by_place
from attention_core.probe.measurement import ProbeMeasurement
from pages.sections.lab.probes import measurements
from pages.sections.lab.recall_summary import in_words
from pages.shared.display.messages import show_list, show_notice, show_text
from pages.shared.display.number_table import show_number_table


def show_recall_curves(*, models: Sequence[ModelInfo]) -> None:
    """Both figures with the summary and the table; a hint if no card has figures."""
    rows = measurements(models)
    st.subheader("Measured on many sentences", anchor=False)
    if not rows:
        show_notice("No model here has a measured probe in its card.", kind="hint")
        return
    names, summary = [info.name for info in models], in_words(rows)
    for title, figure, key in (
        ("sentence length", recall_by_length(measurements=rows, models=names), "length"),
        ("place in the sentence", recall_by_place(measurements=rows, models=names), "place"),
    ):
        st.plotly_chart(
            figure,
            config={"displayModeBar": False, "typesetMath": False},
            alt=f"Share of words that each probe finds, by {title}. {' '.join(summary)}",
            key=f"lab.recall.{key}",
        )
        if key == "length":
            show_list(summary)
    tests = ", ".join(dict.fromkeys(row.test for row in rows))
    show_text(
        f"Measured on {tests}. Found: among as many guesses as the sentence has different words of "
        "the 1,000 most frequent ones of training. Bars: 95% bootstrap intervals. A control is "
        "trained and measured on vectors of other sentences: what the frequencies alone give.",
        small=True,
    )
    digests = {info.name: info.digest for info in models}
    if outdated := dict.fromkeys(r.model for r in rows if r.digest != digests[r.model]):
        show_notice(f"The figures of {', '.join(outdated)} are those of other weights.")
    show_number_table(recall_table(rows), hide_index=True, key="lab.recall")


def recall_table(rows: Sequence[ProbeMeasurement]) -> pd.DataFrame:
    """A row for each probe and each part of the sentences."""
    return pd.DataFrame(
        {
            "probe": f"{row.model}: {READING_NAMES[row.reading]}",
            "part": part,
            "recall": recall.value,
            "low": recall.low,
            "high": recall.high,
            "control": None if control is None else control.value,
            "words": recall.words,
            "sentences": recall.n,
        }
        for row in rows
        for part, recall, control in [
            ("all", row.probe.total, row.control.total),
            *(
                (f"{span} words", recall, row.control.by_length.get(span))
                for span, recall in row.probe.by_length.items()
            ),
            *(
                (place, recall, row.control.by_place.get(place))
                for place, recall in row.probe.by_place.items()
            ),
        ]
    )
