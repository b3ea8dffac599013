"""The measures of a sentence of a corpus, by which its table is sorted and filtered."""

import streamlit as st

from attention_core.aligned_corpus.columns import COLUMNS
from attention_core.aligned_corpus.rows import Row


def show_measures(row: Row) -> None:
    """All measures that the sentence has, in an expander."""
    present = [column for column in COLUMNS if row[column.name] not in (None, "")]
    with st.expander("Measures of this sentence"):
        st.dataframe(
            {
                "measure": [column.name for column in present],
                "value": [_shown(row[column.name]) for column in present],
                "meaning": [column.meaning for column in present],
            },
            hide_index=True,
        )


def _shown(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
