"""A translation with marks on what another one does not have: the words that differ."""

from collections.abc import Callable, Collection, Iterable

import streamlit as st

from attention_core.analysis.comparison import word_texts
from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK
from attention_core.text.words import END_PIECE, SPACE
from attention_core.trace import Trace
from pages.shared.display.hindi_text import romanized, show_source, speller
from pages.shared.display.messages import escaped, notice, say
from pages.shared.state.view import View


def show_marked(*, trace: Trace, same: Collection[int], heading: str, view: View) -> None:
    """A Trace in words; those whose place is not in `same` are marked and underlined."""
    say(heading, small=True)
    words = word_texts(trace=trace)
    lines = []
    if view.letters != "latin":
        lines.append(f'<p class="hindi" lang="hi">{_marked(words, same=same)}</p>')
    if view.letters != "devanagari":
        alone = " alone" * (view.letters == "latin")
        read = _marked(words, same=same, spell=lambda text: romanized(text, view=view))
        lines.append(f'<p class="latin{alone}" lang="hi-Latn">{read}</p>')
    st.html("".join(lines))
    if trace.truncated:
        notice(f"Cut: after {len(trace.target_pieces)} pieces there was still no end mark.")
    if trace.unknown:
        show_source(trace)
    say(f"{trace.model} · beam {trace.beam} · log p {minus(trace.score)} nats a piece", small=True)


def _marked(
    words: Iterable[str], *, same: Collection[int], spell: Callable[[str], str] = str
) -> str:
    html = []
    for k, word in enumerate(words):
        text = escaped(spell(word.strip()))
        if text and k not in same:
            text = f"<mark>{text}</mark>"
        html.append(" " * word.startswith(" ") + text)
    return "".join(html).strip()


def label(text: str, *, view: View) -> str:
    """A word or piece in the letters that were chosen, as figures write it."""
    return END_MARK if text == END_PIECE else speller(view)(text).replace(SPACE, SPACE_MARK)


def minus(number: float) -> str:
    """Two decimals, with a minus sign and not a hyphen."""
    return f"{number:.2f}".replace("-", "−")
