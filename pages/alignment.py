"""Alignment: all of α, the parts of the contexts, diagnostics, gold links, and files."""

import streamlit as st

from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.trace import Trace
from pages.sections.alignment.alignment_view import show_alignment_view
from pages.sections.alignment.contexts import show_contexts
from pages.sections.alignment.diagnostics import show_diagnostics
from pages.sections.alignment.downloads import show_downloads
from pages.sections.alignment.evidence import show_evidence
from pages.sections.alignment.gold_links import editing_switch, show_gold
from pages.sections.alignment.target_choice import choose_target
from pages.sections.alignment.target_translation import show_target
from pages.sections.alignment.word_links import word_links
from pages.shared.controls.page_head import show_page_head
from pages.shared.controls.page_links import show_page_links
from pages.shared.controls.settings import choice, drawing_setting, grain_setting, letters_setting
from pages.shared.display.hindi_text import speller
from pages.shared.display.matrix_captions import what_to_look_at
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.number_table import show_number_table, weights_table
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
    """The drawing of α, and one of five details below it."""
    head = show_page_head(
        title="Alignment",
        about="All of the weights α_ij: which words the model looked at for each word it wrote.",
        more="Take the weights of one translation apart, compare them with your own links, and "
        "download them.",
    )
    if head.traces is None:
        return
    own = head.traces.attention
    if own is None:
        show_notice("There is no α to align with: the attention model cannot be used.")
        return
    st.subheader("What is aligned", anchor=False)
    target = choose_target(own=own, view=head.view)
    if target is not None:
        show_target(trace=target.trace, own=own, view=target.view)
        _show_alignment(trace=target.trace, view=target.view)
    show_page_links(head, current="alignment")


def _show_alignment(*, trace: Trace, view: View) -> None:
    st.subheader("Where it looked", anchor=False)
    with st.container(horizontal=True, gap="medium"):
        drawing_setting(view=view)
        grain_setting(view=view)
        letters_setting(view=view)
    matrix = labelled_matrix(trace=trace, grain=view.grain, spell=speller(view))
    links = word_links(trace=trace, view=view)
    show_text(what_to_look_at(trace=trace, matrix=matrix))
    about_links = view.detail == "gold"
    show_alignment_view(
        trace=trace,
        view=view,
        gold=links.gold if about_links else None,
        links=links.predicted if about_links else frozenset(),
        editing=about_links and editing_switch(view=view),
    )
    if view.grain == "words":
        show_text(
            "Whole words: α of a source word's pieces is summed, of a target word's averaged.",
            small=True,
        )
    show_number_table(weights_table(matrix))
    choice("Detail", field="detail", names=_DETAILS, view=view)
    if view.detail == "context":
        show_contexts(trace=trace, view=view)
    elif view.detail == "diagnostics":
        show_diagnostics(trace=trace, matrix=matrix, links=links)
    elif view.detail == "evidence":
        show_evidence(trace=trace, view=view)
    elif view.detail == "gold":
        show_gold(trace=trace, view=view, links=links)
    else:
        show_downloads(trace=trace, view=view, links=links)


run_page(page)
