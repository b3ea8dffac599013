"""Which models, how wide the beam, which letters, words or pieces."""

from collections.abc import Sequence
from typing import get_args

import streamlit as st

from attention_core.config import KINDS
from attention_core.explorer import BEAMS, ModelInfo
from attention_core.figures import Grain
from pages.shared.address import Letters, Shown, Spelling, View
from pages.shared.visit import choose_from, control

_LETTERS = {"both": "Both", "latin": "Latin", "devanagari": "Devanagari"}
_SPELLING = {"academic": "samajhnā", "plain": "samajhna"}
_GRAIN = {"words": "Whole words", "pieces": "Pieces"}


def decoding_settings(*, view: View, models: Sequence[ModelInfo]) -> None:
    """A menu with what changes the translation itself."""
    with st.popover("Settings", icon=":material/tune:"):
        for kind in KINDS:
            chosen = getattr(view, kind)
            names = [info.name for info in models if info.kind == kind or info.name == chosen]
            if chosen in names:
                st.selectbox(
                    f"{kind.capitalize()} model",
                    names,
                    key=control(field=kind, view=view),
                    on_change=choose_from,
                    args=(kind,),
                )
        st.slider(
            "Beam width",
            BEAMS.start,
            BEAMS.stop - 1,
            key=control(field="beam", view=view),
            on_change=choose_from,
            args=("beam",),
            help="How many beginnings of a translation are kept while it is written. "
            "1 always takes the likeliest next piece.",
        )


def letters_setting(*, view: View) -> None:
    """Devanagari, Latin letters, or both; and which Latin ones."""
    st.segmented_control(
        "Letters",
        get_args(Letters),
        required=True,
        format_func=_LETTERS.__getitem__,
        key=control(field="letters", view=view),
        on_change=choose_from,
        args=("letters",),
    )
    if view.letters != "devanagari":
        st.segmented_control(
            "Latin spelling",
            get_args(Spelling),
            required=True,
            default=None,
            format_func=_SPELLING.__getitem__,
            key=control(field="spelling", view=view),
            on_change=choose_from,
            args=("spelling",),
            help="With the marks of books about Hindi, or in plain letters as people type it.",
        )


def shown_setting(*, view: View) -> None:
    """Whose decoding to watch."""
    st.segmented_control(
        "Watch",
        get_args(Shown),
        required=True,
        format_func=str.capitalize,
        key=control(field="shown", view=view),
        on_change=choose_from,
        args=("shown",),
    )


def grain_setting(*, view: View) -> None:
    """Whole words, or the pieces that the model works on."""
    st.segmented_control(
        "Rows and columns",
        get_args(Grain),
        required=True,
        format_func=_GRAIN.__getitem__,
        key=control(field="grain", view=view),
        on_change=choose_from,
        args=("grain",),
        help="The model works on pieces of words. For whole words, the α of a source word's "
        "pieces are summed and those of a target word's pieces are averaged: rows still sum to 1.",
    )
