"""Downloads: α as CSV, the whole Trace as JSON, links as Pharaoh lines."""

import streamlit as st

from attention_core.analysis.alpha_csv import COLUMNS, alpha_csv
from attention_core.analysis.labelled_matrix import Grain
from attention_core.figures.trace_document import file_stem
from attention_core.trace import Trace
from pages.sections.alignment.gold_links import show_links_download
from pages.sections.alignment.word_links import WordLinks
from pages.shared.controls.trace_download import trace_download
from pages.shared.display.messages import show_text
from pages.shared.state.view import View


def show_downloads(*, trace: Trace, view: View, links: WordLinks) -> None:
    """A button for each file, and a description of its content."""
    grain: Grain = view.grain
    stem = file_stem(trace=trace, grain=grain)
    show_text(
        "Each file is named after the model, its digest, how the translation was found, and words "
        "or pieces. SVG and PNG are made by the buttons of the drawing."
    )
    with st.container(horizontal=True):
        st.download_button(
            "CSV of α",
            data=lambda: alpha_csv(trace=trace, grain=grain),
            file_name=f"{stem}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        trace_download(
            trace,
            label="JSON of the whole Trace",
            file_name=f"{file_stem(trace=trace, grain='pieces')}.json",
        )
        show_links_download(links=links, stem=file_stem(trace=trace, grain="words"))
    show_text(
        f"CSV, UTF-8: a line for each cell, with {', '.join(COLUMNS)}; i and j count from 1, and a "
        "text that a spreadsheet would change, such as =a or 1-2, has an apostrophe in front. "
        "The α of each i sum to 1. Energies exist for pieces only, so for whole words that column "
        "is empty. JSON: what “python -m attention_core translate --json” prints, with pieces and "
        "words, beam and rank (both 0 for a forced translation).",
        small=True,
    )
    show_text(
        f"Pharaoh: one line of source-target links of words, both from 0, from "
        f"{links.maker} by {links.rule}. The format has no comments, so model, digest and "
        "rule are in the name only.",
        small=True,
    )
