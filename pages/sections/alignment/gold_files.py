"""Gold links as text: one line, or a whole file of which one line belongs to this sentence."""

import contextlib
from typing import Protocol

import streamlit as st

from pages.shared.display.messages import notice, say
from pages.shared.state.session import choose, control, held
from pages.shared.state.view import View

ENDINGS = ("txt", "pharaoh", "align")
LARGEST = 5  # MB; a line a sentence, so that is some fifty thousand sentences
_FILE, _LINES, _LINE = "gold.file", "gold.lines", "gold.line"


class UploadError(ValueError):
    """A file that holds no links: why, and what it should be."""


class Upload(Protocol):
    """What Streamlit makes of a file that somebody gives."""

    name: str

    def getvalue(self) -> bytes:
        """The whole file."""


def lines_of(upload: Upload) -> tuple[str, ...]:
    """The lines of a file, empty ones among them: a line belongs to a sentence by its number.

    Raises:
        UploadError: not UTF-8 text, or no line with anything in it.
    """
    try:
        text = upload.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UploadError(
            f"“{upload.name}” is not UTF-8 text: give a file of lines like 0-0 1-2"
        ) from None
    lines = tuple(text.splitlines())
    if not any(line.strip() for line in lines):
        raise UploadError(f"“{upload.name}” is empty: give a file of lines like 0-0 1-2")
    return lines


def gold_input(*, view: View) -> None:
    """A box and a file; what has several lines is kept, to pick another one later."""
    with st.form("gold", border=False):
        st.text_area(
            "Gold links, as a Pharaoh line",
            key=control(field="gold", view=view),
            height=80,
            placeholder="0-0 1-2 2?3",
            help="Source word - target word, both from 0; ? or p instead of - for a link that is "
            "only possible.",
        )
        st.form_submit_button("Use these links", on_click=_pasted)
    upload = st.file_uploader(
        "or a file with a line of links for each sentence",
        type=ENDINGS,
        key=_FILE,
        on_change=_uploaded,
        max_upload_size=LARGEST,
    )
    if upload is not None:
        try:
            lines_of(upload)
        except UploadError as error:
            notice(f"This file cannot be used: {error}.")
    _line_choice()


def _line_choice() -> None:
    """Which of several lines; they stay when the sentence changes, since theirs is another."""
    lines: tuple[str, ...] = st.session_state.get(_LINES, ())
    if not lines:
        return
    say(f"You gave {len(lines)} lines, and a sentence has one: choose which.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.number_input("Line", 1, len(lines), value=_first(lines), key=_LINE, width=160)
        st.button("Use this line", on_click=_use, kwargs={"line": lines[number - 1]})


def _use(*, line: str) -> None:
    choose(gold=line.strip())


def _pasted() -> None:
    _take(tuple(held("gold").splitlines()))


def _uploaded() -> None:
    upload = st.session_state[_FILE]
    if upload is not None:
        with contextlib.suppress(UploadError):  # said where the file is asked for
            _take(lines_of(upload))


def _take(lines: tuple[str, ...]) -> None:
    """Use the first line with anything in it, and keep all if there are more."""
    several = sum(bool(line.strip()) for line in lines) > 1
    st.session_state[_LINES] = lines if several else ()
    st.session_state.pop(_LINE, None)
    choose(gold=lines[_first(lines) - 1].strip() if lines else "")


def _first(lines: tuple[str, ...]) -> int:
    """Number of the first line with anything in it, from 1."""
    return next((number for number, line in enumerate(lines, start=1) if line.strip()), 1)
