"""The translation that is aligned, beside the model's own choices."""

import dataclasses

import pandas as pd
import streamlit as st

from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK
from attention_core.analysis.word_predictions import word_predictions
from attention_core.figures.alignment_view import OtherText
from attention_core.text.words import END_PIECE, SPACE
from attention_core.trace import Trace
from pages.shared.display.marked_words import minus
from pages.shared.display.messages import show_text
from pages.shared.display.target_text import speller
from pages.shared.display.translation import other_translation
from pages.shared.state.view import View


def target_heading(*, trace: Trace, own: Trace) -> str:
    """What stands above the translation that is aligned."""
    if trace.rank == own.rank:
        return "What it wrote"
    return "What it was forced to write" if trace.rank == 0 else "What is aligned"


def own_translation(*, trace: Trace, own: Trace, view: View) -> tuple[OtherText, ...]:
    """The model's best translation, if another one is aligned."""
    if trace.rank == own.rank:
        return ()
    other = other_translation(trace=own, kind="attention", view=view)
    return (dataclasses.replace(other, heading="What it wrote by itself"),)


def show_word_choices(*, trace: Trace, own: Trace, view: View) -> None:
    """A table of each word's log p beside the likeliest piece, if it is not the model's best."""
    if trace.rank == own.rank:
        return
    spell = speller(view)

    def spelt(piece: str) -> str:
        return END_MARK if piece == END_PIECE else spell(piece).replace(SPACE, SPACE_MARK)

    rows = word_predictions(trace)
    table = pd.DataFrame(
        {
            "word": [spelt(row.word) for row in rows],
            "log p of the word": [row.logprob for row in rows],
            "its first piece": [spelt(row.first) for row in rows],
            "p": [row.probability for row in rows],
            "the model's choice": [
                "the same" if row.likeliest == row.first else spelt(row.likeliest) for row in rows
            ],
            "p of that": [row.likeliest_probability for row in rows],
        },
        index=pd.RangeIndex(1, len(rows) + 1),
    )
    same = sum(row.likeliest == row.first for row in rows)
    total = sum(row.logprob for row in rows)
    with st.expander("Word by word, beside the model's own choice", expanded=True):
        st.dataframe(
            table,
            column_config={
                "log p of the word": st.column_config.NumberColumn(format="%.4f"),
                "p": st.column_config.NumberColumn(format="%.3g"),
                "p of that": st.column_config.NumberColumn(format="%.3g"),
            },
        )
        show_text(
            f"log p of a word is the sum over its pieces, in nats; all of them sum to "
            f"{minus(total)}. The model's choice is its likeliest piece where the word begins: "
            f"{same} of {len(rows)} words begin with that piece.",
            small=True,
        )
