"""What a training had reached at one moment: loss, BLEU, correctness, and their curves."""

from pathlib import Path

import streamlit as st

from attention_core.figures.learning_curves import learning_curves
from attention_core.training.learning_curve import LearningCurve

_CURVE = "curve.jsonl"
MOMENT = "#7f8c99"  # visible on light and dark pages


def show_measures(*, name: str, folder: Path, at: int) -> None:
    """Show loss, BLEU and correctness at an update, and their curves with a line there.

    Args:
        name: of the run.
        folder: of the run.
        at: the update.
    """
    rows = LearningCurve(folder / _CURVE).rows()
    row = next((row for row in rows if row["update"] == at), {})
    correctness = row.get("dev_correctness", {}).get("alpha", {}).get("right")
    measures = {
        "Dev loss, nats a piece": (row.get("dev_loss"), ".3f"),
        "Dev BLEU": (row.get("dev_bleu"), ".1f"),
        "Right largest α": (correctness, ".1%"),
    }
    with st.container(horizontal=True):
        for label, (value, form) in measures.items():
            if value is not None:
                st.metric(label, format(value, form), width="content")
    columns = st.columns(2)
    titles = {"dev_loss": "Dev loss, nats a piece", "dev_bleu": "Dev BLEU"}
    for (measure, title), column in zip(titles.items(), columns, strict=True):
        figure = learning_curves(curves={name: rows}, measure=measure, title=title, models=[name])
        figure.add_vline(x=at, line_color=MOMENT)
        column.plotly_chart(
            figure,
            config={"displayModeBar": False, "typesetMath": False},
            alt=f"{title} against updates; this moment is update {at}.",
            key=f"train.curve {measure}",
        )
