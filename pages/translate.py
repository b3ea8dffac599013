"""Translate: the translations by both models, and the weights of the model with attention."""

import streamlit as st

from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.config import KINDS
from attention_core.figures.alignment_view import Options
from attention_core.trace import Trace
from pages.shared.controls.page_head import show_page_head
from pages.shared.controls.page_links import show_page_links
from pages.shared.controls.settings import grain_setting
from pages.shared.controls.trace_download import trace_download
from pages.shared.display.alignment_view import Headings, show_alignment_view
from pages.shared.display.matrix_captions import what_to_look_at
from pages.shared.display.messages import show_text
from pages.shared.display.model_captions import honest_caption
from pages.shared.display.number_table import show_number_table, weights_table
from pages.shared.display.target_text import speller
from pages.shared.display.trace_weights import drawn_view, shown_matrix
from pages.shared.display.translation import other_translation, show_translation, trace_notes
from pages.shared.state.page_entry import run_page
from pages.shared.state.sentence_traces import SentenceTraces
from pages.shared.state.view import View


def page() -> None:
    """The landing page."""
    head = show_page_head(
        title="See how attention translates",
        about="Small networks write your sentence in {target}. Attention looks back at your words.",
        more="The model with attention looks at your words before it writes each of its own. The "
        "vanilla model has to remember the whole sentence at once, in one vector.",
    )
    if head.traces is not None:
        if head.traces.attention is None:
            for kind, column in zip(KINDS, st.columns(2), strict=True):
                with column, st.container(border=True, height="stretch"):
                    show_translation(trace=head.traces.of(kind), kind=kind, view=head.view)
        else:
            _show_weights(traces=head.traces, trace=head.traces.attention, view=head.view)
    show_page_links(head, current="translate")
    if caption := honest_caption(head.models):
        show_text(caption, small=True)


def _show_weights(*, traces: SentenceTraces, trace: Trace, view: View) -> None:
    """Both translations and the weights of one; below, letters, and how to read it in numbers."""
    notes = trace_notes(trace)
    show_alignment_view(
        trace=trace,
        view=view,
        headings=Headings(
            source="Your sentence",
            target="With attention · a new c for every word",
            source_notes=notes.source,
            target_notes=notes.target,
        ),
        others=(other_translation(trace=traces.vanilla, kind="vanilla", view=view),),
        options=Options(play=True, player=True),
    )
    with st.container(horizontal=True, gap="medium"):
        grain_setting(view=view)
    matrix = labelled_matrix(trace=trace, grain=view.grain, spell=speller(view))
    show_text(what_to_look_at(trace=trace, matrix=matrix), small=True)
    shown = drawn_view(trace=trace, view=view)
    show_number_table(weights_table(shown_matrix(trace=trace, view=shown)))
    trace_download(trace, label="Download everything as JSON", file_name=f"{trace.model}.json")


run_page(page)
