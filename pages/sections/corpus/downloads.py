"""Downloads of the sentences that a filter leaves: columns as CSV, sentences as JSON lines."""

import streamlit as st

from attention_core.aligned_corpus.corpus import AlignedCorpus, Order
from attention_core.aligned_corpus.export import corpus_csv, json_lines
from attention_core.aligned_corpus.filters import Condition
from pages.shared.display.messages import show_text
from pages.shared.state.corpus_view import CorpusView

MOST = 5000  # sentences with weights that are sent to a browser; the command line has no limit


def show_corpus_downloads(corpus: AlignedCorpus, *, view: CorpusView, condition: Condition) -> None:
    """Two buttons, or what to do instead of the second."""
    order = Order(column=view.sort, descending=view.descending)
    with st.container(horizontal=True):
        st.download_button(
            "CSV of these columns",
            data=lambda: "".join(corpus_csv(corpus, condition=condition, order=order)),
            file_name=f"{view.corpus}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        if corpus.count(condition) <= MOST:
            st.download_button(
                "JSON lines with weights",
                data=lambda: "".join(json_lines(corpus, condition=condition)),
                file_name=f"{view.corpus}.jsonl",
                mime="application/json",
                icon=":material/download:",
                on_click="ignore",
            )
    if corpus.count(condition) > MOST:
        show_text(
            f"More than {MOST:,} sentences with weights: filter, or run “python -m attention_core "
            "corpus export DIR” where the corpus is.",
            small=True,
        )
