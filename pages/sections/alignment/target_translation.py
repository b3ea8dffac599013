"""The translation that is aligned, beside what the model would rather have written."""

import pandas as pd
import streamlit as st

from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK
from attention_core.analysis.word_preferences import word_preferences
from attention_core.text.words import END_PIECE, SPACE
from attention_core.trace import Trace
from pages.shared.display.hindi_text import show_hindi, show_source, speller
from pages.shared.display.marked_words import minus
from pages.shared.display.messages import notice, say
from pages.shared.state.view import View


def show_target(*, trace: Trace, own: Trace, view: View) -> None:
    """The translation that is aligned; beside it what the model wrote by itself, if it differs."""
    if trace.truncated:
        notice(f"Cut: after {len(trace.target_pieces)} pieces there was still no end mark.")
    if trace.unknown:
        show_source(trace)
    if trace.rank == own.rank:
        show_hindi(trace.translation, view=view)
        return
    made = trace.rank == 0  # no search found it: it was forced
    titles = {"What it was made to write" if made else "What is aligned": trace}
    titles["What it wrote by itself"] = own
    for (title, one), column in zip(titles.items(), st.columns(2), strict=True):
        with column:
            say(f"{title} · log p {minus(one.score)} nats a piece", small=True)
            show_hindi(one.translation, view=view)
    show_preferences(trace=trace, view=view)


def show_preferences(*, trace: Trace, view: View) -> None:
    """Each word's log p beside what the model would rather have written there."""
    spell = speller(view)

    def shown(piece: str) -> str:
        return END_MARK if piece == END_PIECE else spell(piece).replace(SPACE, SPACE_MARK)

    rows = word_preferences(trace)
    table = pd.DataFrame(
        {
            "word": [shown(row.word) for row in rows],
            "log p of the word": [row.logprob for row in rows],
            "its first piece": [shown(row.first) for row in rows],
            "p": [row.probability for row in rows],
            "the model's choice": [
                "the same" if row.likeliest == row.first else shown(row.likeliest) for row in rows
            ],
            "p of that": [row.likeliest_probability for row in rows],
        },
        index=pd.RangeIndex(1, len(rows) + 1),
    )
    agreed = sum(row.likeliest == row.first for row in rows)
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
        say(
            f"log p of a word is the sum over its pieces, in nats; all of them sum to "
            f"{minus(total)}. The model's choice is its likeliest piece where the word begins: "
            f"it would have begun {agreed} of {len(rows)} words in the same way.",
            small=True,
        )
