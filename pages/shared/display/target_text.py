"""Text in the target language in the chosen letters: its own, Latin ones, or both.

A word in a script that the language is not written in, as a person can give one, is written in
Latin letters by the rules of the language that most people write in that script.
"""

import html
import unicodedata
from collections.abc import Callable

import streamlit as st

from attention_core.figures.typed_words import typed_note
from attention_core.text.languages import direction, likely_language, usual_script
from attention_core.text.latin import can_romanize, to_latin
from attention_core.text.scripts import has_letters, has_script, main_script
from attention_core.text.words import Word
from attention_core.trace import Trace
from pages.shared.display.messages import escaped
from pages.shared.state.view import Letters, View


def shown_letters(view: View) -> Letters:
    """The letters to show: those that are chosen, or the script's own if there is no choice."""
    return view.letters if can_romanize(view.languages.target) else "devanagari"


def romanized(text: str, *, view: View) -> str:
    """The text in the chosen Latin spelling; unchanged if its script cannot be written so."""
    plain = view.spelling == "plain"
    return to_latin(text, language=_language(text, target=view.languages.target), plain=plain)


def _language(text: str, *, target: str) -> str:
    """The target language, or the likely one of a text without any letter of its script."""
    if not has_letters(text) or has_script(text, script=usual_script(target)):
        return target
    return likely_language(main_script([text]))


def speller(view: View) -> Callable[[str], str]:
    """A function that writes a target word or piece as a label of a figure."""
    spell = two_line_speller(view)
    return lambda text: "  ".join(filter(None, spell(text)))


def two_line_speller(view: View) -> Callable[[str], tuple[str, str]]:
    """A function that writes a target word or piece, and what is below it: empty, or in Latin."""
    letters = view.letters

    def spell(text: str) -> tuple[str, str]:
        latin = romanized(text, view=view)
        if letters == "devanagari" or latin == text or not _has_letters(text):
            return text, ""
        return (latin, "") if letters == "latin" else (text, latin.lstrip("▁"))

    return spell


def _has_letters(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "LM" for character in text)


def language_attributes(tag: str) -> str:
    """The HTML attributes of text in a language.

    >>> language_attributes("ar")
    'lang="ar" dir="rtl"'
    """
    return f'lang="{escaped(tag)}" dir="{direction(tag)}"'


def show_target(text: str, *, view: View) -> None:
    """A translation in large letters, with its romanization below it or in its place."""
    st.html(target_html(escaped(text), latin=escaped(romanized(text, view=view)), view=view))


def target_html(markup: str, *, latin: str, view: View) -> str:
    """Paragraphs of a translation in the chosen letters.

    Args:
        markup: the translation as HTML.
        latin: its romanization as HTML.
        view: letters and languages.
    """
    letters, target = shown_letters(view), view.languages.target
    lines = []
    if letters != "latin":
        lines.append(f'<p class="hindi" {language_attributes(target)}>{markup}</p>')
    if letters != "devanagari":
        alone = " alone" * (letters == "latin")
        lines.append(f'<p class="latin{alone}" lang="{escaped(target)}-Latn">{latin}</p>')
    return "".join(lines)


def show_source(trace: Trace) -> None:
    """The source sentence, with the words underlined that the model does not know."""
    *words, _end = trace.source_words
    spans = (_source_word(word, unknown=word.text in trace.unknown) for word in words)
    attributes = language_attributes(trace.languages.source)
    st.html(
        '<p class="message small">It does not know the underlined: '
        f"<bdi {attributes}>{' '.join(spans)}</bdi></p>"
    )


def _source_word(word: Word, *, unknown: bool) -> str:
    about = ", ".join(filter(None, ("not in the vocabulary" * unknown, typed_note(word))))
    title = f' title="{html.escape(about)}"' * bool(about)
    return f'<span class="source-word{" unknown" * unknown}"{title}>{escaped(word.text)}</span>'
