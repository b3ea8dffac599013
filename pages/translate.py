"""Translate: two models' Hindi side by side, and α of the one that looks back."""

import streamlit as st

from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.config import KINDS
from attention_core.trace import Trace
from pages.shared.controls.page_head import open_page
from pages.shared.controls.page_links import show_ways_on
from pages.shared.controls.settings import grain_setting, letters_setting
from pages.shared.display.heatmap import show_heatmap
from pages.shared.display.hindi_text import speller
from pages.shared.display.matrix_captions import what_to_look_at
from pages.shared.display.messages import say
from pages.shared.display.model_captions import honest_caption
from pages.shared.display.number_table import show_numbers
from pages.shared.display.translation import show_translation
from pages.shared.state.page_entry import run_page
from pages.shared.state.view import View


def page() -> None:
    """The landing page."""
    opened = open_page(
        title="See how attention translates",
        about="Two small models write your sentence in Hindi. One looks back at your words before "
        "it writes each of its own; the other has to remember the whole sentence at once.",
    )
    if opened.traces is not None:
        for kind, column in zip(KINDS, st.columns(2), strict=True):
            with column, st.container(border=True, height="stretch"):
                show_translation(trace=opened.traces[kind], kind=kind, view=opened.view)
        looking_back = opened.traces["attention"]
        if looking_back is not None:
            _show_alpha(trace=looking_back, view=opened.view)
    show_ways_on(opened, here="translate")
    if caption := honest_caption(opened.on_screen):
        say(caption, small=True)


def _show_alpha(*, trace: Trace, view: View) -> None:
    """The heatmap of one Trace, how to read it, and its numbers."""
    st.subheader("Where it looked", anchor=False)
    with st.container(horizontal=True, gap="medium"):
        grain_setting(view=view)
        letters_setting(view=view)
    shown = labelled_matrix(trace=trace, grain=view.grain, spell=speller(view))
    say(what_to_look_at(trace=trace, matrix=shown))
    show_heatmap(trace=trace, matrix=shown)
    show_numbers(trace=trace, matrix=shown)


run_page(page)
