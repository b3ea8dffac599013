"""A translation with marks on the words that another one does not have."""

from collections.abc import Callable, Collection, Iterable

import streamlit as st

from attention_core.analysis.comparison import word_texts
from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK
from attention_core.text.words import END_PIECE, SPACE
from attention_core.trace import Trace
from pages.shared.display.messages import escaped, show_notice, show_text
from pages.shared.display.target_text import romanized, show_source, speller, target_html
from pages.shared.state.view import View


def show_marked(*, trace: Trace, same: Collection[int], heading: str, view: View) -> None:
    """A translation with marks on some of its words.

    Args:
        trace: of the translation.
        same: indices of the words without a mark, from 0.
        heading: above the translation.
        view: letters and spelling.
    """
    show_text(heading, small=True)
    words = word_texts(trace=trace)
    latin = _marked(words, same=same, spell=lambda text: romanized(text, view=view))
    st.html(target_html(_marked(words, same=same), latin=latin, view=view))
    if trace.truncated:
        show_notice(f"Cut: after {len(trace.target_pieces)} pieces there was still no end mark.")
    if trace.unknown:
        show_source(trace)
    show_text(
        f"{trace.model} · beam {trace.beam} · log p {minus(trace.score)} nats a piece", small=True
    )


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
    """A word or piece in the chosen letters, as a label of a figure."""
    return END_MARK if text == END_PIECE else speller(view)(text).replace(SPACE, SPACE_MARK)


def minus(number: float) -> str:
    """Two decimals, with a minus sign and not a hyphen."""
    return f"{number:.2f}".replace("-", "−")
