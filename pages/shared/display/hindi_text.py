"""Hindi text in the chosen letters: Devanagari, Latin, or both."""

import unicodedata
from collections.abc import Callable

import streamlit as st

from attention_core.text.romanization import romanize, romanize_plain
from attention_core.trace import Trace
from pages.shared.display.messages import escaped
from pages.shared.state.view import View


def romanized(text: str, *, view: View) -> str:
    """The text in the chosen Latin spelling."""
    return romanize(text) if view.spelling == "academic" else romanize_plain(text)


def speller(view: View) -> Callable[[str], str]:
    """A function that writes a Hindi word or piece as a label of a figure."""
    spell = two_line_speller(view)
    return lambda text: "  ".join(filter(None, spell(text)))


def two_line_speller(view: View) -> Callable[[str], tuple[str, str]]:
    """A function that writes a Hindi word or piece, and what is below it: empty, or in Latin."""

    def spell(text: str) -> tuple[str, str]:
        latin = romanized(text, view=view)
        if view.letters == "devanagari" or latin == text or not _has_letters(text):
            return text, ""
        return (latin, "") if view.letters == "latin" else (text, latin.lstrip("▁"))

    return spell


def _has_letters(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "LM" for character in text)


def show_hindi(text: str, *, view: View) -> None:
    """A translation in large letters, with its romanization below it or in its place."""
    lines = []
    if view.letters != "latin":
        lines.append(f'<p class="hindi" lang="hi">{escaped(text)}</p>')
    if view.letters != "devanagari":
        alone = " alone" * (view.letters == "latin")
        latin = escaped(romanized(text, view=view))
        lines.append(f'<p class="latin{alone}" lang="hi-Latn">{latin}</p>')
    st.html("".join(lines))


def show_source(trace: Trace) -> None:
    """The source sentence, with the words underlined that the model does not know."""
    *words, _end = trace.source_words
    spans = (
        '<span class="source-word{}"{}>{}</span>'.format(
            *(
                (" unknown", ' title="not in the vocabulary"')
                if word.text in trace.unknown
                else ("", "")
            ),
            escaped(word.text),
        )
        for word in words
    )
    st.html(f'<p class="message small">It does not know the underlined: {" ".join(spans)}</p>')
