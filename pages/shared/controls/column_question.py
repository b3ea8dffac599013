"""The question which columns of an uploaded file are the pair, if the first two seem not to be."""

from typing import Final

import streamlit as st

from attention_core.data.columns import FIRST_TWO, ColumnQuestion, Columns
from pages.shared.display.messages import show_notice

_CHOSEN: Final = "columns.chosen"  # by file


def chosen_columns(file_id: str) -> Columns | None:
    """The columns that a person has chosen for a file; None if they were not asked."""
    chosen: dict[str, Columns] = st.session_state.get(_CHOSEN, {})
    return chosen.get(file_id)


def ask_columns(question: ColumnQuestion, *, file_id: str) -> None:
    """The question, and a button for each answer."""
    first, second = (column + 1 for column in question.columns)
    show_notice(f"{question.reason[:1].upper()}{question.reason[1:]}. Which columns are the pair?")
    label = "Exchange the columns" if question.swapped else f"Use columns {first} and {second}"
    with st.container(horizontal=True):
        for text, columns in ((label, question.columns), ("Use columns 1 and 2", FIRST_TWO)):
            st.button(
                text,
                key=f"columns.{file_id}.{columns}",
                on_click=_choose,
                kwargs={"file_id": file_id, "columns": columns},
            )


def _choose(*, file_id: str, columns: Columns) -> None:
    st.session_state[_CHOSEN] = {**st.session_state.get(_CHOSEN, {}), file_id: columns}
