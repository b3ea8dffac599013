"""The sentence box: type one, or pick one from the menu."""

import streamlit as st

from attention_core.config import SENTENCE_LIMIT
from pages.shared.controls.examples import EXAMPLES, menu_label
from pages.shared.state.session import choose, choose_from, control
from pages.shared.state.view import View

_MENU = "examples"


def sentence_box(*, view: View) -> None:
    """The box and its button; what is submitted becomes part of the view."""
    with st.form("sentence", border=False):
        st.text_area(
            "English sentence",
            key=control(field="sentence", view=view),
            height=104,
            placeholder="Type a sentence, or pick an example",
            help=f"Up to {SENTENCE_LIMIT} pieces, about {SENTENCE_LIMIT * 3 // 4} words. "
            "Ctrl + Enter translates.",
        )
        st.form_submit_button("Translate", type="primary", on_click=choose_from, args=("sentence",))


def examples_menu() -> None:
    """Sentences to begin with; picking one translates it."""
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
        choose(sentence=sentence)
