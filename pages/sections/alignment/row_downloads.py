"""Downloads of a sentence of a corpus: α as CSV, the sentence as a line of JSON, its links."""

import json

import streamlit as st

from attention_core.aligned_corpus.rows import Row, row_json
from attention_core.aligned_sentence import AlignedSentence
from attention_core.analysis.alpha_csv import alpha_csv
from attention_core.analysis.labelled_matrix import Grain
from pages.sections.alignment.gold_links import show_links_download
from pages.sections.alignment.word_links import WordLinks
from pages.shared.display.messages import show_text


def show_row_downloads(
    *, sentence: AlignedSentence, row: Row, grain: Grain, links: WordLinks, stem: str
) -> None:
    """A button for each file, and a description of its content."""
    show_text(
        "Each file is named after the corpus and the number of the sentence. SVG and PNG are made "
        "by the buttons of the drawing."
    )
    with st.container(horizontal=True):
        if sentence.alpha is not None:
            st.download_button(
                "CSV of α",
                data=lambda: alpha_csv(trace=sentence, grain=grain),
                file_name=f"{stem}-{grain}.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
            )
        st.download_button(
            "JSON line",
            data=lambda: json.dumps(row_json(row), ensure_ascii=False) + "\n",
            file_name=f"{stem}.jsonl",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        show_links_download(links=links, stem=stem)
    show_text(
        "CSV, UTF-8: a line for each cell, i and j from 1; without a model the columns digest, "
        "beam, rank and energy are empty. JSON: the sentence as “import” reads it, with whatever "
        "else its file said. Pharaoh: source-target links of words, both from 0.",
        small=True,
    )
