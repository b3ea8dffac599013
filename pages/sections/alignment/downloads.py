"""Files of what is on screen: α as CSV, the whole Trace as JSON, links as Pharaoh lines."""

import json

import streamlit as st

from attention_core.analysis.alpha_csv import COLUMNS, alpha_csv
from attention_core.analysis.labelled_matrix import Grain
from attention_core.trace import Trace
from pages.sections.alignment.file_names import file_stem
from pages.sections.alignment.gold_links import save_found
from pages.sections.alignment.word_links import Linked
from pages.shared.display.messages import say
from pages.shared.state.view import View


def show_files(*, trace: Trace, view: View, linked: Linked) -> None:
    """Buttons, and what is in each file."""
    grain: Grain = view.grain
    stem = file_stem(trace=trace, grain=grain)
    say(
        "To take along. Each file is named after the model, its digest, how the translation was "
        "found, and words or pieces. SVG and PNG are made by the buttons of the drawing."
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
        st.download_button(
            "JSON of the whole Trace",
            data=lambda: json.dumps(trace.to_json(), ensure_ascii=False, indent=1),
            file_name=f"{file_stem(trace=trace, grain='pieces')}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        save_found(linked=linked, stem=file_stem(trace=trace, grain="words"))
    say(
        f"CSV, UTF-8: a line for each cell, with {', '.join(COLUMNS)}; i and j count from 1, and "
        "the α of each i sum to 1. Energies are numbers of pieces, so by whole words that column "
        "is empty. JSON: what “python -m attention_core translate --json” prints, with pieces and "
        "words, beam and rank (both 0 for a forced translation).",
        small=True,
    )
    say(
        f"Pharaoh: one line of source-target links of words, both from 0, from {linked.made_from} "
        f"by {linked.rule}. The format has no room for remarks, so model, digest and rule are in "
        "the name alone.",
        small=True,
    )
