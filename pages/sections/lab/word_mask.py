"""Hide source words from α at every step."""

import streamlit as st

from attention_core.interventions import ChangeError, MaskWords
from attention_core.trace import Trace
from pages.sections.lab.change_list import current_changes, put_change
from pages.sections.lab.word_labels import distinct
from pages.shared.display.marked_words import label
from pages.shared.display.messages import show_text
from pages.shared.state.view import View

_KEY = "lab.mask"


def show_word_mask(*, trace: Trace, view: View) -> None:
    """Buttons for all source words; those that are pressed are hidden."""
    names = [label(word.text, view=view) for word in trace.source_words]
    key = f"{_KEY}.{view.changes}"
    st.pills(
        "Words that α does not see",
        range(len(names)),
        selection_mode="multi",
        default=_masked(view, words=len(names)),
        format_func=distinct(names).__getitem__,
        key=key,
        wrap=True,
        on_change=_store,
        args=(key,),
    )
    show_text(
        "α of a hidden word is 0 at every step, and the rest sums to 1. The encoder has still read "
        "it, so the states h_j of its neighbours know of it. Occlusion, under Evidence on the "
        "Alignment page, hides a word from the encoder as well.",
        small=True,
    )


def _masked(view: View, *, words: int) -> list[int]:
    try:
        changes = current_changes(view)
    except ChangeError:
        return []
    masks = (change for change in changes if isinstance(change, MaskWords))
    return sorted({k for mask in masks for k in mask.words if k < words})


def _store(key: str) -> None:
    chosen = tuple(sorted(st.session_state[key]))
    put_change(MaskWords(words=chosen) if chosen else None, kind=MaskWords)
