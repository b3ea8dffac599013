"""The numbers of a figure as a table, in an expander below the figure."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from attention_core.analysis.labelled_matrix import LabelledMatrix
from attention_core.utils.csv_text import csv_text


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
        st.download_button(
            "Save as CSV",
            data=lambda: table_csv(table, index=not hide_index),
            file_name="table.csv",
            mime="text/csv",
            key=f"csv {key or ' '.join(map(str, table.columns))}",
            icon=":material/download:",
            on_click="ignore",
        )


def table_csv(table: pd.DataFrame, *, index: bool) -> str:
    """A table as CSV, unrounded; the button of Streamlit's own table leaves formulas as they are.

    Args:
        table: columns with names.
        index: whether the index is the first column.
    """
    columns = [table[name].tolist() for name in table.columns]
    names = [str(name) for name in table.columns]
    if index:
        columns, names = [table.index.tolist(), *columns], [str(table.index.name or ""), *names]
    cells = (
        [None if pd.isna(cell) else cell for cell in row] for row in zip(*columns, strict=True)
    )
    return csv_text((names, *cells))


def weights_table(matrix: LabelledMatrix) -> pd.DataFrame:
    """The weights of a heatmap, with numbered labels, so that repeated words stay distinct."""
    return pd.DataFrame(
        matrix.weights,
        index=[f"{i}  {text}" for i, text in enumerate(matrix.rows, start=1)],
        columns=[f"{j}  {text}" for j, text in enumerate(matrix.columns, start=1)],
    )
