"""The numbers of a figure as a table, in an expander below the figure."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from attention_core.analysis.labelled_matrix import LabelledMatrix


def show_number_table(
    table: pd.DataFrame,
    *,
    decimals: Mapping[str, int] | None = None,
    hide_index: bool | None = None,
    key: str | None = None,
) -> None:
    """The table in an expander, closed at first.

    Args:
        table: the numbers that the figure above shows.
        decimals: places after the decimal point, by column; other columns as Streamlit has them.
        hide_index: True if the index is only a row number; None leaves it to Streamlit.
        key: distinguishes the table from an equal one on the same page.
    """
    columns = {
        name: st.column_config.NumberColumn(format=f"%.{places}f")
        for name, places in (decimals or {}).items()
    }
    with st.expander("The same numbers as a table"):
        st.dataframe(table, column_config=columns, hide_index=hide_index, key=key)


def weights_table(matrix: LabelledMatrix) -> pd.DataFrame:
    """The weights of a heatmap, with numbered labels, so that repeated words stay distinct."""
    return pd.DataFrame(
        matrix.weights,
        index=[f"{i}  {text}" for i, text in enumerate(matrix.rows, start=1)],
        columns=[f"{j}  {text}" for j, text in enumerate(matrix.columns, start=1)],
    )
