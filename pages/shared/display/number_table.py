"""The numbers of a heatmap as a table, and the Trace as a file."""

import json

import pandas as pd
import streamlit as st

from attention_core.analysis.labelled_matrix import LabelledMatrix
from attention_core.trace import Trace


def weights_table(matrix: LabelledMatrix) -> pd.DataFrame:
    """α with numbered labels, so that repeated words stay apart."""
    return pd.DataFrame(
        matrix.weights,
        index=[f"{i}  {text}" for i, text in enumerate(matrix.rows, start=1)],
        columns=[f"{j}  {text}" for j, text in enumerate(matrix.columns, start=1)],
    )


def show_numbers(*, trace: Trace, matrix: LabelledMatrix) -> None:
    """The table behind a fold, and the whole record to take home."""
    with st.expander("The same numbers as a table"):
        st.dataframe(weights_table(matrix))
    st.download_button(
        "Download everything as JSON",
        data=lambda: json.dumps(trace.to_json(), ensure_ascii=False, indent=1),
        file_name=f"{trace.model}.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
