"""The sentence box, and a menu of examples."""

import streamlit as st

from attention_core.config import SENTENCE_LIMIT
from pages.shared.controls.examples import EXAMPLES, menu_label
from pages.shared.state.session import update_from_widget, update_view, widget_key
from pages.shared.state.view import View

_MENU = "examples"


def sentence_box(*, view: View) -> None:
    """The box and its button; the submitted sentence becomes the view's."""
    with st.form("sentence", border=False):
        st.text_area(
            "English sentence",
            key=widget_key(field="sentence", view=view),
            height=104,
            placeholder="Type a sentence, or pick an example",
            help=f"Up to {SENTENCE_LIMIT} pieces, about {SENTENCE_LIMIT * 3 // 4} words. "
            "Ctrl + Enter translates.",
        )
        st.form_submit_button(
            "Translate", type="primary", on_click=update_from_widget, args=("sentence",)
        )


def examples_menu() -> None:
    """A menu of example sentences; picking one translates it."""
    st.menu_button(
        "Examples",
        EXAMPLES,
        key=_MENU,
        format_func=menu_label,
        on_click=_pick,
        icon=":material/format_list_bulleted:",
    )


def _pick() -> None:
    if sentence := st.session_state.get(_MENU):
        update_view(sentence=sentence)
