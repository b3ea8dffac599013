"""Force a word: one of the likeliest pieces, a typed word, or one found by its Latin letters."""

import streamlit as st

from attention_core.interventions import LONGEST_TEXT, ForceWord
from attention_core.text.languages import article
from attention_core.text.scripts import isolated
from attention_core.text.words import SPACE
from attention_core.trace import Trace
from pages.sections.lab.change_list import add_change
from pages.shared.display.marked_words import label
from pages.shared.display.messages import show_text
from pages.shared.display.target_text import romanized
from pages.shared.state.caches import vocabulary_words
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View

_NEVER = ("<pad>", "<s>", "⁇")  # pieces that no search may write


def show_word_choice(*, trace: Trace, step: int, view: View) -> None:
    """Three ways to force a word at a step."""
    _, target = view.languages.names
    hindi = view.languages.target == "hi"  # the examples in the boxes are Hindi
    candidates = [c for c in trace.candidates[step - 1] if c.piece not in _NEVER]
    shares = {
        c.piece: f"{isolated(label(c.piece, view=view))} {c.probability:.1%}" for c in candidates
    }
    place = f"{step}.{view.changes}"  # widgets of another step or list start anew
    likely, typed, latin = (f"lab.{way}.{place}" for way in ("likely", "typed", "latin"))
    st.pills(
        f"The likeliest pieces of step {step}",
        list(shares),
        default=_written(trace, step=step, among=shares),
        format_func=shares.__getitem__,
        key=likely,
        wrap=True,
        on_change=_force_piece,
        args=(step, likely),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            f"Or type {article(target).lower()} {target} word",
            key=typed,
            max_chars=LONGEST_TEXT,
            placeholder="बंद" if hindi else None,
            on_change=_force_text,
            args=(step, typed),
            width=280,
        )
        st.selectbox(
            "Or find one by its Latin letters" if hindi else "Or find one in the vocabulary",
            vocabulary_words(_explorer=explorer(), model=trace.model, digest=trace.digest),
            index=None,
            format_func=lambda piece: _both_scripts(piece, view=view),
            key=latin,
            placeholder="band" if hindi else "Choose a word",
            on_change=_force_piece,
            args=(step, latin),
            width=320,
        )
    show_text(
        "The beam goes on behind the word, and its probability stays what the model gives it. "
        "Enter forces a typed word; a word of several pieces takes as many steps.",
        small=True,
    )


def _written(trace: Trace, *, step: int, among: dict[str, str]) -> str | None:
    piece = trace.target_pieces[step - 1]
    return piece if piece in among else None


def _both_scripts(piece: str, *, view: View) -> str:
    text = piece.removeprefix(SPACE)
    latin = romanized(text, view=view)
    return isolated(text) if latin == text else f"{latin} · {text}"


def _force_piece(step: int, key: str) -> None:
    if piece := st.session_state[key]:
        add_change(ForceWord(step=step, pieces=(piece,)))


def _force_text(step: int, key: str) -> None:
    if text := st.session_state[key].strip():
        add_change(ForceWord(step=step, text=text))
