"""Same prefix: both models are forced to begin with the same words; what would they write next?"""

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from attention_core.analysis.comparison import translation_words, word_texts
from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK
from attention_core.config import Kind
from attention_core.explorer import SentenceError
from attention_core.model.checkpoint import CheckpointError
from attention_core.model.folders import UnknownModelError
from attention_core.trace import Candidate, Trace
from pages.sections.compare.next_piece import NextPiece, next_piece
from pages.shared.controls.choice import choice
from pages.shared.display.marked_words import label
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.target_text import show_target
from pages.shared.state.session import update_from_widget, widget_key
from pages.shared.state.view import View


def show_prefixes(*, traces: Mapping[Kind, Trace], view: View) -> None:
    """Choose a prefix of a translation, and compare what the models would write after it.

    Args:
        traces: of one or two models.
        view: whose translation gives the prefix, how many words, and letters.
    """
    if len(traces) == 1:
        show_notice("There is only one model here: it is shown alone.")
    with st.container(horizontal=True, gap="medium"):
        if len(traces) > 1:
            names: dict[str, str] = {kind: kind.capitalize() for kind in traces}
            choice("Begin as in the translation of", field="prefix_from", names=names, view=view)
    source = traces.get(view.prefix_from) or next(iter(traces.values()))
    count = _word_count(source, view=view)
    stop = source.target_words[count - 1].stop if count else 0
    prefix = "".join(word_texts(trace=source, words=count)).strip()
    try:
        next_pieces = {
            kind: next_piece(trace=trace, prefix=prefix, sentence=view.sentence)
            for kind, trace in traces.items()
        }
    except SentenceError as error:
        show_notice(f"The models cannot be forced to begin like this: {error}.")
        return
    except (CheckpointError, UnknownModelError) as error:
        show_notice(f"A model cannot be used: {error}.", kind="fault")
        return
    if prefix:
        show_target(f"{prefix} …", view=view)
    if any(piece.prefix != source.target_pieces[:stop] for piece in next_pieces.values()):
        show_notice(
            "As a text, these words are split into other pieces than the model wrote: "
            "probabilities can differ from those in lock-step."
        )
    actual = source.target_pieces[stop] if stop < len(source.target_pieces) else None
    show_text(_what_follows(next_pieces, actual=actual, prefix_from=source.kind, view=view))
    for (kind, piece), column in zip(
        next_pieces.items(), st.columns(len(next_pieces)), strict=True
    ):
        with column:
            st.subheader(kind.capitalize(), anchor=False)
            show_text(f"{traces[kind].model} · entropy of the next piece {piece.entropy:.2f} bits")
            st.dataframe(
                next_table(piece.candidates, actual=actual, view=view),
                hide_index=True,
                column_config={
                    "probability": st.column_config.ProgressColumn(
                        format="%.4f", min_value=0, max_value=1
                    )
                },
            )
    show_text(
        f"The ten likeliest next pieces. {SPACE_MARK} begins a word, {END_MARK} is the end mark; "
        "◀ is what the translation goes on with.",
        small=True,
    )


def _word_count(trace: Trace, *, view: View) -> int:
    """A slider for the number of words in the prefix, from none to all of the translation."""
    most = len(translation_words(trace))
    count = min(view.prefix, most)
    if count < view.prefix:
        show_notice(
            f"This translation has {most} words; it cannot begin with {view.prefix} of them."
        )
    if most:
        st.slider(
            "Words to begin with",
            0,
            most,
            key=widget_key(field="prefix", view=dataclasses.replace(view, prefix=count)),
            on_change=update_from_widget,
            args=("prefix",),
            help="Punctuation marks count as words.",
        )
    return count


def next_table(candidates: Sequence[Candidate], *, actual: str | None, view: View) -> pd.DataFrame:
    """A row for each candidate, likeliest first; the piece in the translation is marked."""
    return pd.DataFrame(
        {
            "next piece": [label(candidate.piece, view=view) for candidate in candidates],
            "probability": [candidate.probability for candidate in candidates],
            "goes on": ["◀" * (candidate.piece == actual) for candidate in candidates],
        }
    )


def _what_follows(
    next_pieces: Mapping[Kind, NextPiece], *, actual: str | None, prefix_from: str, view: View
) -> str:
    likeliest = "; ".join(
        f"“{label(piece.candidates[0].piece, view=view)}” to {kind} "
        f"(p {piece.candidates[0].probability:.2f})"
        for kind, piece in next_pieces.items()
    )
    likeliest = f"Likeliest next piece: {likeliest}."
    if actual is None:
        return f"{likeliest} The translation by {prefix_from} was cut here."
    probabilities = []
    for kind, piece in next_pieces.items():
        listed = [c.probability for c in piece.candidates if c.piece == actual]
        probabilities.append(
            f"{listed[0]:.2f} to {kind}" if listed else f"not among the ten of {kind}"
        )
    return (
        f"{likeliest} The translation by {prefix_from} goes on with "
        f"“{label(actual, view=view)}”, whose probability is {', '.join(probabilities)}."
    )
