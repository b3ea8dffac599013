"""Sentences on the page, some of them with what a person typed: always text, never markup.

Streamlit's own text elements read Markdown, `$math$` and `:icons:`; these do not.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

import streamlit as st

_SYMBOL = re.compile(r"\b([cdhsyαΣ])_(ij|ik|i-1|i|j|k)\b")


def escaped(text: str) -> str:
    """HTML that shows the text as it is, what cannot be seen by its number (U+202E)."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    joins = character in "\u200c\u200d"  # Devanagari is spelt with these
    if unicodedata.category(character) in ("Cc", "Cf", "Cs") and not joins:
        return f"<small>[U+{ord(character):04X}]</small>"
    return html.escape(character)


def say(text: str, *, small: bool = False) -> None:
    """A paragraph of ours; the symbols of the article get their subscripts."""
    st.html(f'<p class="said{" small" * small}">{_set_low(text)}</p>')


def say_each(texts: Iterable[str]) -> None:
    """The same as a list, a sentence a line."""
    lines = "".join(f"<li>{_set_low(text)}</li>" for text in texts)
    st.html(f'<ul class="said">{lines}</ul>')


def _set_low(text: str) -> str:
    return _SYMBOL.sub(r"<i>\1</i><sub>\2</sub>", escaped(text))


def notice(text: str, *, kind: Literal["note", "hint", "fault"] = "note") -> None:
    """A sentence that must not be overlooked; a screen reader says it when it appears."""
    role = "alert" if kind == "fault" else "status"
    st.html(f'<p class="said note {kind}" role="{role}">{escaped(text)}</p>')


def notices(texts: Iterable[str]) -> None:
    """Several of them."""
    for text in texts:
        notice(text)
