"""The histogram of a measure beside the table; dragging over it filters."""

import streamlit as st

from attention_core.aligned_corpus.columns import BY_NAME, NUMERIC
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.filters import Condition
from attention_core.aligned_corpus.spreads import histogram, spreads
from attention_core.figures.histogram import histogram as histogram_chart
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.corpus_view import (
    CorpusView,
    field_key,
    update_corpus_view,
    update_from_field,
)


def show_histogram(corpus: AlignedCorpus, *, view: CorpusView, condition: Condition) -> None:
    """The spread of one measure over the sentences for which a condition holds."""
    st.selectbox(
        "Histogram of",
        [column.name for column in NUMERIC],
        format_func=lambda name: f"{name}: {BY_NAME[name].meaning}",
        key=field_key("column", view=view),
        on_change=update_from_field,
        args=("column",),
    )
    bars = histogram(corpus, view.column, condition=condition)
    if not bars:
        show_notice(f"No sentence has a value of {view.column}.", kind="hint")
        return
    key = f"corpus.histogram.{view.corpus}.{view.column}.{hash(view.where)}"
    st.plotly_chart(
        histogram_chart([(bar.low, bar.high, bar.count) for bar in bars], title=view.column),
        config={"displayModeBar": False, "typesetMath": False},
        on_select=lambda: _narrow(key=key, view=view),
        selection_mode="box",
        alt=_in_words(corpus, view=view, condition=condition),
        key=key,
    )
    show_text("Drag over the bars to filter by a range of values.", small=True)


def _narrow(*, key: str, view: CorpusView) -> None:
    """Add the range that was dragged over to the filter."""
    boxes = st.session_state[key]["selection"]["box"]
    if not boxes:
        return
    low, high = sorted(float(end) for end in boxes[0]["x"])
    extra = f"{view.column} between {low:.6g} and {high:.6g}"
    before = view.where.strip()
    update_corpus_view(where=f"({before}) and {extra}" if before else extra)


def _in_words(corpus: AlignedCorpus, *, view: CorpusView, condition: Condition) -> str:
    spread = spreads(corpus, condition=condition, columns=(BY_NAME[view.column],))[view.column]
    if spread.present == 0:
        return f"Histogram of {view.column}: no values."
    return (
        f"Histogram of {view.column} over {spread.present} sentences: from {spread.minimum:.3g} to "
        f"{spread.maximum:.3g}, median {spread.median:.3g}."
    )
