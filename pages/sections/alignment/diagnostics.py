"""Diagnostics of α: coverage and entropy, each with its formula; then the shifts."""

import math
from functools import partial

import pandas as pd
import streamlit as st

from attention_core.aligned_sentence import AlignedSentence
from attention_core.analysis.diagnostics import (
    column_entropy,
    coverage,
    coverage_deviation,
    row_entropy,
)
from attention_core.analysis.labelled_matrix import LabelledMatrix
from attention_core.figures.diagnostics_charts import columns_chart, rows_chart
from pages.sections.alignment.charts import show_chart
from pages.sections.alignment.shifts import show_shifts
from pages.sections.alignment.word_links import WordLinks
from pages.shared.display.messages import show_text
from pages.shared.display.number_table import show_number_table


def show_diagnostics(
    *, sentence: AlignedSentence, matrix: LabelledMatrix, links: WordLinks
) -> None:
    """All diagnostics of a sentence with α, each with its formula and source."""
    st.subheader("Diagnostics", anchor=False)
    show_text(
        "Sums over rows and columns of α, end marks included. These describe the matrix; they "
        "are not a confidence, and a translation can be right with unusual values or wrong with "
        "usual ones."
    )
    _show_coverage(matrix)
    _show_entropy(matrix)
    show_shifts(sentence=sentence, links=links)


def _show_coverage(matrix: LabelledMatrix) -> None:
    sums = coverage(matrix.weights)
    low, high = int(sums.argmin()), int(sums.argmax())
    st.markdown("#### Coverage of each source column")
    show_text(
        "Σ_i α_ij: how much a column is looked at in all; 1 if it is translated once. "
        "Coverage deviation penalty −(1/J) Σ_j ln(1 + (1 − Σ_i α_ij)²) = "
        f"{_signed(coverage_deviation(matrix.weights))}, 0 at best (Rikters and Fishel 2017, "
        "Confidence through Attention, equation 2)."
    )
    show_chart(
        partial(
            columns_chart,
            values=sums,
            columns=matrix.columns,
            title="coverage",
            limit=1.0,
            limit_name="looked at once",
        ),
        bars=len(sums),
        noun="source columns",
        key="coverage",
        description=f"Bars of the coverage of {len(sums)} source columns: least "
        f"{matrix.columns[low]} {sums[low]:.2f}, most {matrix.columns[high]} {sums[high]:.2f}.",
    )
    _show_table({"source": matrix.columns, "coverage": sums}, index="j")


def _show_entropy(matrix: LabelledMatrix) -> None:
    rows, columns = row_entropy(matrix.weights), column_entropy(matrix.weights)
    most_row, most_column = math.log2(len(matrix.columns)), math.log2(len(matrix.rows))
    st.markdown("#### Entropy of each target row")
    show_text(
        "−Σ_j α_ij log₂ α_ij, in bits (Shannon 1948): 0 where one column has all weight, at most "
        f"log₂ J = {most_row:.2f} where every column gets the same. Mean {rows.mean():.2f}."
    )
    show_chart(
        partial(
            rows_chart,
            values=rows,
            rows=matrix.rows,
            title="entropy of the row, bits",
            limit=most_row,
            limit_name=f"log₂ {len(matrix.columns)}",
        ),
        bars=len(rows),
        noun="target rows",
        key="row-entropy",
        description=f"Bars of the entropy of {len(rows)} target rows in bits, from "
        f"{rows.min():.2f} ({matrix.rows[int(rows.argmin())]}) to {rows.max():.2f} "
        f"({matrix.rows[int(rows.argmax())]}); at most {most_row:.2f}.",
    )
    _show_table({"target": matrix.rows, "entropy, bits": rows}, index="i")
    st.markdown("#### Entropy of each source column")
    show_text(
        "The same down a column, over α_ij / Σ_i α_ij: 0 where only one row looks there, at most "
        f"log₂ I = {most_column:.2f}. Mean {columns.mean():.2f}."
    )
    show_chart(
        partial(
            columns_chart,
            values=columns,
            columns=matrix.columns,
            title="entropy, bits",
            limit=most_column,
            limit_name=f"log₂ {len(matrix.rows)}",
        ),
        bars=len(columns),
        noun="source columns",
        key="column-entropy",
        description=f"Bars of the entropy of {len(columns)} source columns in bits, from "
        f"{columns.min():.2f} ({matrix.columns[int(columns.argmin())]}) to {columns.max():.2f} "
        f"({matrix.columns[int(columns.argmax())]}); at most {most_column:.2f}.",
    )
    _show_table({"source": matrix.columns, "entropy, bits": columns}, index="j")


def _show_table(columns: dict[str, object], *, index: str) -> None:
    table = pd.DataFrame(columns)
    table.index = pd.RangeIndex(1, len(table) + 1, name=index)
    show_number_table(table, decimals={table.columns[1]: 4})


def _signed(number: float) -> str:
    return f"{number:.4f}".replace("-", "−")
