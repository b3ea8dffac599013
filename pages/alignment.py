"""Alignment: all of α, the parts of the contexts, diagnostics, gold links, and files."""

import streamlit as st

from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.config import Kind
from attention_core.figures.trace_document import file_stem
from attention_core.trace import Trace
from pages.sections.alignment.contexts import show_contexts
from pages.sections.alignment.corpus_row import show_corpus_row
from pages.sections.alignment.diagnostics import show_diagnostics
from pages.sections.alignment.downloads import show_downloads
from pages.sections.alignment.drawing import show_drawing
from pages.sections.alignment.evidence import show_evidence
from pages.sections.alignment.gold_links import show_gold
from pages.sections.alignment.target_choice import choose_target
from pages.sections.alignment.target_translation import show_word_choices
from pages.sections.alignment.word_links import WordLinks
from pages.shared.controls.choice import choice
from pages.shared.controls.page_head import show_page_head
from pages.shared.controls.page_links import show_page_links
from pages.shared.controls.settings import grain_setting
from pages.shared.display.matrix_captions import what_to_look_at
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.number_table import show_number_table, weights_table
from pages.shared.display.target_text import speller
from pages.shared.display.trace_weights import drawn_view, shown_matrix
from pages.shared.state.page_entry import run_page
from pages.shared.state.row_view import place_in
from pages.shared.state.view import View

_KINDS: tuple[Kind, ...] = ("attention",)  # a vanilla model has no α
_DETAILS = {
    "context": "Contexts",
    "diagnostics": "Diagnostics",
    "evidence": "Evidence",
    "gold": "Gold links",
    "files": "Files",
}


def page() -> None:
    """The drawing of α of the typed sentence, or of one of a corpus; and one of five details."""
    place = place_in(st.query_params.to_dict())
    if place is not None:
        show_corpus_row(place, details=_DETAILS)
    else:
        _show_typed()


def _show_typed() -> None:
    """The translation of the typed sentence."""
    head = show_page_head(
        title="Alignment",
        about="All of the weights α_ij: which words the model looked at for each word it wrote.",
        more="Take the weights of one translation apart, compare them with your own links, and "
        "download them.",
        kinds=_KINDS,
    )
    if head.traces is None:
        return
    own = head.traces.attention
    if own is None:
        show_notice("There is no α to align with: the attention model cannot be used.")
        return
    drawing = st.container()
    target = choose_target(own=own, view=head.view)
    if target is not None:
        with drawing:
            links = show_drawing(target=target, own=own)
        _show_detail(trace=target.trace, own=own, view=target.view, links=links)
    show_page_links(head, current="alignment")


def _show_detail(*, trace: Trace, own: Trace, view: View, links: WordLinks) -> None:
    """How to read the drawing in numbers, and one of five details."""
    matrix = labelled_matrix(trace=trace, grain=view.grain, spell=speller(view))
    with st.container(horizontal=True, gap="medium"):
        grain_setting(view=view)
    show_text(what_to_look_at(trace=trace, matrix=matrix), small=True)
    if view.grain == "words":
        show_text(
            "Whole words: α of a source word's pieces is summed, of a target word's averaged.",
            small=True,
        )
    shown = drawn_view(trace=trace, view=view)
    show_number_table(weights_table(shown_matrix(trace=trace, view=shown)))
    show_word_choices(trace=trace, own=own, view=view)
    choice("Detail", field="detail", names=_DETAILS, view=view)
    if view.detail == "context":
        show_contexts(trace=trace, view=view)
    elif view.detail == "diagnostics":
        show_diagnostics(sentence=trace, matrix=matrix, links=links)
    elif view.detail == "evidence":
        show_evidence(trace=trace, view=view)
    elif view.detail == "gold":
        stem = file_stem(trace=trace, grain="words")
        show_gold(sentence=trace, view=view, links=links, stem=stem)
    else:
        show_downloads(trace=trace, view=view, links=links)


run_page(page)
