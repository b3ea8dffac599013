"""Alignment: all of α, what the contexts are made of, diagnostics, gold links, and files."""

import streamlit as st

from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.trace import Trace
from pages.sections.alignment.alignment_view import show_board
from pages.sections.alignment.contexts import show_contexts
from pages.sections.alignment.diagnostics import show_diagnostics
from pages.sections.alignment.downloads import show_files
from pages.sections.alignment.evidence import show_evidence
from pages.sections.alignment.gold_links import editing_switch, show_gold
from pages.sections.alignment.target_choice import choose_target
from pages.sections.alignment.target_translation import show_target
from pages.sections.alignment.word_links import linked
from pages.shared.controls.page_head import open_page
from pages.shared.controls.page_links import show_ways_on
from pages.shared.controls.settings import choice, drawing_setting, grain_setting, letters_setting
from pages.shared.display.hindi_text import speller
from pages.shared.display.matrix_captions import what_to_look_at
from pages.shared.display.messages import notice, say
from pages.shared.display.number_table import weights_table
from pages.shared.state.page_entry import run_page
from pages.shared.state.view import View

_DETAILS = {
    "context": "Contexts",
    "diagnostics": "Diagnostics",
    "evidence": "Evidence",
    "gold": "Gold links",
    "files": "Files",
}


def page() -> None:
    """The drawing, and one of five things to know about it."""
    opened = open_page(
        title="Alignment",
        about="All of the weights α_ij of one translation: which source words the model with "
        "attention looked at for each target word. Take them apart, test them against links of "
        "your own, and take them along.",
    )
    if opened.traces is None:
        return
    own = opened.traces["attention"]
    if own is None:
        notice("There is no α to align with: the attention model cannot be used.")
        return
    st.subheader("What is aligned", anchor=False)
    target = choose_target(own=own, view=opened.view)
    if target is not None:
        show_target(trace=target.trace, own=own, view=target.view)
        _show_alignment(trace=target.trace, view=target.view)
    show_ways_on(opened, here="alignment")


def _show_alignment(*, trace: Trace, view: View) -> None:
    st.subheader("Where it looked", anchor=False)
    with st.container(horizontal=True, gap="medium"):
        drawing_setting(view=view)
        grain_setting(view=view)
        letters_setting(view=view)
    shown = labelled_matrix(trace=trace, grain=view.grain, spell=speller(view))
    links = linked(trace=trace, view=view)
    say(what_to_look_at(trace=trace, matrix=shown))
    about_links = view.detail == "gold"
    show_board(
        trace=trace,
        view=view,
        gold=links.gold if about_links else None,
        links=links.found if about_links else frozenset(),
        editing=about_links and editing_switch(view=view),
    )
    if view.grain == "words":
        say(
            "Whole words: α of a source word's pieces is summed, of a target word's averaged.",
            small=True,
        )
    with st.expander("The same numbers as a table"):
        st.dataframe(weights_table(shown))
    choice("Detail", field="detail", names=_DETAILS, view=view)
    if view.detail == "context":
        show_contexts(trace=trace, view=view)
    elif view.detail == "diagnostics":
        show_diagnostics(trace=trace, matrix=shown, linked=links)
    elif view.detail == "evidence":
        show_evidence(trace=trace, view=view)
    elif view.detail == "gold":
        show_gold(trace=trace, view=view, linked=links)
    else:
        show_files(trace=trace, view=view, linked=links)


run_page(page)
