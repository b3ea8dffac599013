"""Which models, how wide the beam, which letters, words or pieces."""

from collections.abc import Mapping, Sequence

import streamlit as st

from attention_core.config import BEAM_WIDTHS, KINDS
from attention_core.explorer import ModelInfo
from pages.shared.state.session import choose_from, control
from pages.shared.state.view import View

_LETTERS = {"both": "Both", "latin": "Latin", "devanagari": "Devanagari"}
_SPELLING = {"academic": "samajhnā", "plain": "samajhna"}
_SHOWN = {"attention": "Attention", "vanilla": "Vanilla", "both": "Both"}
_DRAWING = {"heatmap": "Heatmap", "links": "Two rows and lines"}
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
            BEAM_WIDTHS.start,
            BEAM_WIDTHS.stop - 1,
            key=control(field="beam", view=view),
            on_change=choose_from,
            args=("beam",),
            help="How many beginnings of a translation are kept while it is written. "
            "1 always takes the likeliest next piece.",
        )


def letters_setting(*, view: View) -> None:
    """Devanagari, Latin letters, or both; and which Latin ones."""
    choice("Letters", field="letters", names=_LETTERS, view=view)
    if view.letters != "devanagari":
        choice(
            "Latin spelling",
            field="spelling",
            names=_SPELLING,
            view=view,
            about="With the marks of books about Hindi, or in plain letters as people type it.",
        )


def shown_setting(*, view: View) -> None:
    """Whose decoding to watch."""
    choice("Watch", field="shown", names=_SHOWN, view=view)


def drawing_setting(*, view: View) -> None:
    """α as coloured cells, or as lines between two rows of words."""
    choice("Drawing", field="drawing", names=_DRAWING, view=view)


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


def choice(
    label: str, *, field: str, names: Mapping[str, str], view: View, about: str | None = None
) -> None:
    """One of a few, side by side: the name of each value of a field of the view."""
    st.segmented_control(
        label,
        list(names),
        required=True,
        format_func=names.__getitem__,
        key=control(field=field, view=view),
        on_change=choose_from,
        args=(field,),
        help=about,
    )
