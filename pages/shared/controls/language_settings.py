"""Settings of languages: which pair, in which letters, and what counts as a word."""

from collections.abc import Sequence

import streamlit as st

from attention_core.explorer import ModelInfo
from attention_core.text.languages import (
    LanguagePair,
    is_written_without_spaces,
    language_name,
    script_name,
    usual_script,
)
from attention_core.text.latin import can_romanize, is_latin
from pages.shared.controls.choice import choice
from pages.shared.display.messages import show_text
from pages.shared.state.model_examples import opening_sentence
from pages.shared.state.session import (
    session_view,
    update_view,
    widget_key,
    widget_value,
)
from pages.shared.state.view import View, language_pairs

_SPELLING = {"academic": "samajhnā", "plain": "samajhna"}


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
