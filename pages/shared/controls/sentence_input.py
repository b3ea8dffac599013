"""The sentence box with its button, four examples in sight, and a menu of all of them."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from attention_core.config import SENTENCE_LIMIT
from attention_core.explorer import ModelInfo
from attention_core.figures.component_files import component_js
from attention_core.text.languages import direction
from pages.shared.controls.examples import EXAMPLES, menu_label, quick_choice, quick_label
from pages.shared.state.model_examples import ENGLISH, model_examples
from pages.shared.state.page_entry import current_page
from pages.shared.state.session import update_from_widget, update_view, widget_key
from pages.shared.state.view import OPENING, View

_KEYS: Final = "sentence_keys"

# Streamlit's box has no event for a key; this component adds Enter and Escape.
_keys = st.components.v2.component(
    _KEYS,
    html='<span class="sentence-keys"></span>',
    js=component_js(_KEYS, scripts=(_KEYS,)),
    isolate_styles=False,  # the script has to find the box beside it
)


def example_sentences(view: View, *, models: Sequence[ModelInfo]) -> tuple[str, ...]:
    """Examples in the language that the view's models read; none if there are none."""
    languages = view.languages
    return EXAMPLES if languages.source == ENGLISH else model_examples(languages, models=models)


def sentence_box(*, view: View) -> None:
    """The box and its button in a row; the submitted sentence becomes the view's.

    The box grows with its text. Enter translates, Shift + Enter begins a line, Escape empties it.

    Args:
        view: with the present sentence, and the language to type.
    """
    language, _ = view.languages.names
    # In a box of the other direction, a mark keeps the full stop of the hint at its end.
    end = "\u200e" * (direction(view.languages.source) == "rtl")
    with (
        st.form("sentence", border=False, enter_to_submit=False),
        st.container(horizontal=True, gap="xsmall", key="sentence-row"),
    ):
        st.text_area(
            f"{language} sentence",
            key=widget_key(field="sentence", view=view),
            height="content",
            placeholder=f"Type a sentence in {language}. "
            f"Up to {SENTENCE_LIMIT} pieces, about {SENTENCE_LIMIT * 3 // 4} words." + end,
            label_visibility="collapsed",
        )
        st.form_submit_button(
            "Translate", type="primary", on_click=update_from_widget, args=("sentence",)
        )
    with st.container(key="sentence-keys"):
        _keys(
            key=f"{current_page()}.{_KEYS}",
            data={
                "select": view.sentence == OPENING,
                "lang": view.languages.source,
                "direction": direction(view.languages.source),
            },
            on_clear_change=_clear,
        )


def examples_in_sight(examples: Sequence[str], *, view: View) -> None:
    """Four examples to click; the one whose sentence is shown is marked."""
    quick = quick_choice(examples)
    if not quick:
        return
    key = f"{current_page()}.quick"
    shown = view.sentence if view.sentence in quick else None
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown
    st.pills(
        "Examples to click",
        quick,
        key=key,
        format_func=quick_label,
        on_change=_pick,
        args=(key,),
        label_visibility="collapsed",
        width="stretch",
    )


def examples_menu(examples: Sequence[str]) -> None:
    """A menu of all example sentences; picking one translates it."""
    if not examples:
        return
    key = f"{current_page()}.examples"
    st.menu_button(
        "Examples",
        examples,
        key=key,
        format_func=menu_label,
        on_click=_pick,
        args=(key,),
        icon=":material/format_list_bulleted:",
    )


def _pick(key: str) -> None:
    sentence: Any = st.session_state.get(key)
    if isinstance(sentence, str) and sentence:
        update_view(sentence=sentence)


def _clear() -> None:
    update_view(sentence="")
