"""Sentences on a page, shown as text and never as markup, since some hold a person's input.

Streamlit's own text elements interpret Markdown, `$math$` and `:icons:`; these do not.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

import streamlit as st

from attention_core.text.scripts import isolated

# A word of the page's subject, quoted in a sentence of the page's own language.
_QUOTED = re.compile("“([^“”]*)”")
_SYMBOL = re.compile(r"\b([cdhsyαΣ])_(ij|ik|i-1|i|j|k)\b")


def escaped(text: str) -> str:
    """HTML that shows the text unchanged, and an invisible character by its number (U+202E)."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    joiner = character in "\u200c\u200d"  # part of the spelling of Devanagari and Arabic letters
    if unicodedata.category(character) in ("Cc", "Cf", "Cs") and not joiner:
        return f"<small>[U+{ord(character):04X}]</small>"
    return html.escape(character)


def show_text(text: str, *, small: bool = False) -> None:
    """A paragraph; symbols such as α_ij get their subscripts."""
    st.html(f'<p class="message{" small" * small}">{_with_subscripts(text)}</p>')


def show_list(texts: Iterable[str]) -> None:
    """A bulleted list of sentences, with subscripts."""
    lines = "".join(f"<li>{_with_subscripts(text)}</li>" for text in texts)
    st.html(f'<ul class="message">{lines}</ul>')


def _with_subscripts(text: str) -> str:
    return _SYMBOL.sub(r"<i>\1</i><sub>\2</sub>", _with_isolated_quotes(text))


def _with_isolated_quotes(text: str) -> str:
    """HTML of a sentence, in which a quoted word does not turn round what stands beside it."""
    return _QUOTED.sub(_isolated_quote, escaped(text))


def _isolated_quote(match: re.Match[str]) -> str:
    turns = isolated(match[1]) != match[1]
    return f"“<bdi>{match[1]}</bdi>”" if turns else match[0]


def show_notice(text: str, *, kind: Literal["note", "hint", "fault"] = "note") -> None:
    """A sentence in a coloured box; a screen reader reads it out when it appears."""
    role = "alert" if kind == "fault" else "status"
    st.html(f'<p class="message note {kind}" role="{role}">{_with_isolated_quotes(text)}</p>')


def show_notices(texts: Iterable[str]) -> None:
    """A notice for each text."""
    for text in texts:
        show_notice(text)
