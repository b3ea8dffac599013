"""Settings: languages, models, beam width, letters, words or pieces."""

from collections.abc import Mapping, Sequence

import streamlit as st

from attention_core.config import BEAM_WIDTHS, KINDS
from attention_core.explorer import ModelInfo
from attention_core.text.languages import (
    LanguagePair,
    is_written_without_spaces,
    language_name,
    script_name,
    usual_script,
)
from attention_core.text.latin import can_romanize, is_latin
from pages.shared.controls.view_file import view_file_controls
from pages.shared.display.messages import show_text
from pages.shared.state.model_examples import opening_sentence
from pages.shared.state.page_entry import current_page
from pages.shared.state.session import (
    session_view,
    update_from_widget,
    update_view,
    widget_key,
    widget_value,
)
from pages.shared.state.view import View, language_pairs, of_pair

_SPELLING = {"academic": "samajhnā", "plain": "samajhna"}
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


def pair_setting(*, view: View, models: Sequence[ModelInfo]) -> None:
    """The languages, if there are models of several pairs."""
    pairs = language_pairs(models)
    if len(pairs) < 2:
        return
    st.selectbox(
        "Languages",
        pairs,
        format_func=pair_name,
        key=widget_key(field="pair", view=view),
        on_change=_choose_pair,
        args=(tuple(models),),
        width=320,
    )


def pair_name(pair: str) -> str:
    """English names of a pair: "English → Hindi"."""
    return " → ".join(View(pair=pair).languages.names)


def _choose_pair(models: Sequence[ModelInfo]) -> None:
    """Take the languages of the menu; the sentence stays if it is in the new source language."""
    pair = str(widget_value("pair"))
    before, after = session_view().languages, View(pair=pair).languages
    if before.source == after.source:
        update_view(pair=pair)
    else:
        update_view(pair=pair, sentence=opening_sentence(after, models=models))


def letters_setting(*, view: View) -> None:
    """The target's own letters, Latin ones, or both; and the Latin spelling.

    Nothing for languages in Latin letters; a sentence for scripts that have no romanization here.
    """
    target = view.languages.target
    script = script_name(usual_script(target))
    if is_latin(target):
        return
    if not can_romanize(target):
        show_text(f"{script} letters only: there is no romanization of them here.", small=True)
        return
    names = {"both": "Both", "latin": "Latin", "devanagari": script}
    choice("Letters", field="letters", names=names, view=view)
    if view.letters != "devanagari" and target.split("-")[0] == "hi":
        choice(
            "Latin spelling",
            field="spelling",
            names=_SPELLING,
            view=view,
            about="With the diacritics that books about Hindi use, or in plain letters as people "
            "type it.",
        )


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


def words_are_pieces(languages: LanguagePair) -> str:
    """A sentence on languages that are written without spaces; "" if none of the two is."""
    tags = [t for t in (languages.source, languages.target) if is_written_without_spaces(t)]
    if not tags:
        return ""
    names = " and ".join(language_name(tag) for tag in tags)
    return (
        f"{names}: written without spaces between words, so that each piece of the model "
        "counts as a word."
    )


def choice(
    label: str, *, field: str, names: Mapping[str, str], view: View, about: str | None = None
) -> None:
    """Buttons side by side that choose one value of a field of the view.

    Args:
        label: of the setting.
        field: of the view.
        names: what the button of each value shows.
        view: with the present value.
        about: a longer explanation, shown on demand.
    """
    st.segmented_control(
        label,
        list(names),
        required=True,
        format_func=names.__getitem__,
        key=widget_key(field=field, view=view),
        on_change=update_from_widget,
        args=(field,),
        help=about,
    )
