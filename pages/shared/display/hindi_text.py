"""Hindi as the person wants to read it: Devanagari, Latin letters, or both."""

import unicodedata
from collections.abc import Callable

import streamlit as st

from attention_core.text.romanization import romanize, romanize_plain
from attention_core.trace import Trace
from pages.shared.display.messages import escaped
from pages.shared.state.view import View


def romanized(text: str, *, view: View) -> str:
    """The text in the Latin spelling that was chosen."""
    return romanize(text) if view.spelling == "academic" else romanize_plain(text)


def speller(view: View) -> Callable[[str], str]:
    """How a Hindi word or piece is written beside a figure."""

    def spell(text: str) -> str:
        read = romanized(text, view=view)
        if view.letters == "devanagari" or read == text or not _has_letters(text):
            return text
        return read if view.letters == "latin" else f"{text}  {read.lstrip('▁')}"

    return spell


def _has_letters(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "LM" for character in text)


def show_hindi(text: str, *, view: View) -> None:
    """A translation, large; with Latin letters below it or instead of it."""
    lines = []
    if view.letters != "latin":
        lines.append(f'<p class="hindi" lang="hi">{escaped(text)}</p>')
    if view.letters != "devanagari":
        alone = " alone" * (view.letters == "latin")
        read = escaped(romanized(text, view=view))
        lines.append(f'<p class="latin{alone}" lang="hi-Latn">{read}</p>')
    st.html("".join(lines))


def show_source(trace: Trace) -> None:
    """The sentence as the model read it, words that it does not know underlined."""
    *words, _end = trace.source_words
    spans = (
        '<span class="typed{}"{}>{}</span>'.format(
            *(
                (" lacking", ' title="not in the vocabulary"')
                if word.text in trace.unknown
                else ("", "")
            ),
            escaped(word.text),
        )
        for word in words
    )
    st.html(f'<p class="said small">It does not know the underlined: {" ".join(spans)}</p>')
