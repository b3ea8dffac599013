"""Settings: models, beam width, words or pieces, which model is watched."""

from collections.abc import Sequence

import streamlit as st

from attention_core.config import BEAM_WIDTHS, KINDS
from attention_core.explorer import ModelInfo
from pages.shared.controls.choice import choice
from pages.shared.controls.language_settings import (
    letters_setting,
    pair_setting,
    words_are_pieces,
)
from pages.shared.controls.view_file import view_file_controls
from pages.shared.display.messages import show_text
from pages.shared.state.page_entry import current_page
from pages.shared.state.session import update_from_widget, widget_key
from pages.shared.state.view import View, of_pair

_SHOWN = {"attention": "Attention", "vanilla": "Vanilla", "both": "Both"}
_GRAIN = {"words": "Whole words", "pieces": "Pieces"}


def settings_chip(*, view: View, models: Sequence[ModelInfo]) -> None:
    """What is set, as one button that opens all settings of the sentence."""
    named = [name for name in (view.attention, view.vanilla) if name]
    own = of_pair(models, pair=view.pair)
    label = " · ".join((*named, f"beam {view.beam}"))
    # Without a fixed key, a popover whose label changes would be a new one, and closed.
    with st.popover(label, icon=":material/tune:", key=f"{current_page()}.settings"):
        pair_setting(view=view, models=models)
        for kind in KINDS:
            chosen = getattr(view, kind)
            names = [info.name for info in own if info.kind == kind or info.name == chosen]
            if chosen in names:
                st.selectbox(
                    f"{kind.capitalize()} model",
                    names,
                    key=widget_key(field=kind, view=view),
                    on_change=update_from_widget,
                    args=(kind,),
                )
        st.slider(
            "Beam width",
            BEAM_WIDTHS.start,
            BEAM_WIDTHS.stop - 1,
            key=widget_key(field="beam", view=view),
            on_change=update_from_widget,
            args=("beam",),
            help="How many partial translations the search keeps at each step. "
            "1 always takes the likeliest next piece.",
        )
        letters_setting(view=view)
        view_file_controls(view=view, models=models)


def shown_setting(*, view: View) -> None:
    """The model, or both, that the player shows."""
    choice("Watch", field="shown", names=_SHOWN, view=view)


def grain_setting(*, view: View) -> None:
    """Whole words, or the pieces that the model works on."""
    choice(
        "Rows and columns",
        field="grain",
        names=_GRAIN,
        view=view,
        about="The model works on pieces of words. For whole words, the α of a source word's "
        "pieces are summed and those of a target word's pieces are averaged: rows still sum to 1.",
    )
    if view.grain == "words" and (note := words_are_pieces(view.languages)):
        show_text(note, small=True)
