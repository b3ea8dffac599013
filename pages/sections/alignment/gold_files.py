"""Gold links as text: the box, the upload, and the choice among the lines of many sentences."""

import contextlib

import streamlit as st

from attention_core.aligned_sentence import AlignedSentence
from attention_core.alignment.link_formats.link_format import LinkFileError
from attention_core.alignment.link_formats.recognition import readable_formats
from attention_core.alignment.links import PharaohError, format_pharaoh, parse_pharaoh
from attention_core.alignment.token_numbers import renumbered, words_of_tokens
from pages.sections.alignment.link_upload import UploadError, lines_of, pharaoh_lines
from pages.shared.display.messages import escaped, show_notice, show_text
from pages.shared.state.session import update_view, widget_key, widget_value
from pages.shared.state.view import View

LARGEST = 5  # MB; about fifty thousand sentences
_FILE, _LINES, _LINE = "gold.file", "gold.lines", "gold.line"
_BY_SPACES, _TOKENS = "gold.by_spaces", "gold.tokens"


def gold_input(*, view: View, sentence: AlignedSentence) -> None:
    """A box and a file upload; of several lines, a person picks one, and another one later."""
    _show_numbers(sentence)
    by_spaces = st.checkbox(
        "These links count what stands between spaces",
        key=_BY_SPACES,
        help="For links that another program made. Here punctuation is a word of its own; with "
        "this, the numbers of a line are changed to those above when it is used.",
    )
    st.session_state[_TOKENS] = _tokens(sentence) if by_spaces else None
    with st.form("gold", border=False):
        st.text_area(
            "Gold links, as a Pharaoh line",
            key=widget_key(field="gold", view=view),
            height=80,
            placeholder="0-0 1-2 2?3",
            help="Source word - target word, both from 0, as numbered above; ? or p instead of - "
            "for a link that is only possible.",
        )
        st.form_submit_button("Use these links", on_click=_pasted)
    upload = st.file_uploader(
        "or an aligner's file of links, with any ending",
        key=_FILE,
        on_change=_uploaded,
        max_upload_size=LARGEST,
        help=f"Line n is of sentence n. {readable_formats()}.",
    )
    if upload is not None:
        try:
            lines_of(upload)
        except UploadError as error:
            show_notice(f"This file cannot be used: {error}.")
    _line_choice()


def _line_choice() -> None:
    """The choice among several lines, which stay when the sentence changes."""
    lines: tuple[str, ...] = st.session_state.get(_LINES, ())
    if not lines:
        return
    show_text(f"You gave {len(lines)} lines, and a sentence has one: choose which.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.number_input("Line", 1, len(lines), value=_first(lines), key=_LINE, width=160)
        st.button("Use this line", on_click=_use, kwargs={"line": lines[number - 1]})


def _show_numbers(sentence: AlignedSentence) -> None:
    """The words with the numbers that links have, which are one less than i and j."""
    sides = {"Source": sentence.linkable_sources, "Target": sentence.linkable_targets}
    numbered = {
        side: " · ".join(f"{k} <bdi>{escaped(word.text)}</bdi>" for k, word in enumerate(words))
        for side, words in sides.items()
    }
    show_text(
        "Links count words from 0, punctuation too, as “align” does; the drawing's i and j count "
        "from 1."
    )
    for side, words in numbered.items():
        st.html(f'<p class="message small">{side}: {words}</p>')


def _tokens(sentence: AlignedSentence) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The word of each stretch between spaces, of source and target."""
    return (
        words_of_tokens(words=sentence.linkable_sources, pieces=sentence.source_pieces),
        words_of_tokens(words=sentence.linkable_targets, pieces=sentence.target_pieces),
    )


def _use(*, line: str) -> None:
    tokens = st.session_state.get(_TOKENS)
    if tokens is not None:
        with contextlib.suppress(PharaohError):  # the line itself is shown as what is wrong
            sources, targets = tokens
            gold = renumbered(parse_pharaoh(line), sources=sources, targets=targets)
            line = format_pharaoh(gold)
    update_view(gold=line.strip())


def _pasted() -> None:
    lines = tuple(widget_value("gold").splitlines())
    with contextlib.suppress(LinkFileError):  # the line itself is shown as what is wrong
        lines = pharaoh_lines(lines)
    _use_lines(lines)


def _uploaded() -> None:
    upload = st.session_state[_FILE]
    if upload is not None:
        with contextlib.suppress(UploadError):  # `gold_input` shows the error
            _use_lines(lines_of(upload))


def _use_lines(lines: tuple[str, ...]) -> None:
    """Use the first line that is not empty; offer all lines if several are not empty."""
    several = sum(bool(line.strip()) for line in lines) > 1
    st.session_state[_LINES] = lines if several else ()
    st.session_state.pop(_LINE, None)
    _use(line=lines[_first(lines) - 1] if lines else "")


def _first(lines: tuple[str, ...]) -> int:
    """Number of the first line that is not empty, from 1; 1 if all are."""
    return next((number for number, line in enumerate(lines, start=1) if line.strip()), 1)
