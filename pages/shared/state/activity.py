"""What is being computed, said on the page while it takes time."""

import contextlib

import streamlit as st

from attention_core.text.scripts import count_words


def doing(what: str) -> contextlib.AbstractContextManager[None]:
    """Say what is being computed, with the seconds so far; nothing if it takes no time."""
    return st.spinner(f"{what} …", show_time=True)


def words_of(text: str) -> str:
    """How long a text is: "1 word", "420 words"."""
    count = count_words(text)
    return f"{count} word{'s' * (count != 1)}"
