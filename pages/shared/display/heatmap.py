"""A figure on a page: in a box that scrolls, with a description for screen readers."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from attention_core.analysis.labelled_matrix import (
    END_MARK,
    SPACE_MARK,
    UNKNOWN_MARK,
    LabelledMatrix,
)
from attention_core.figures.heatmap import Shading, heatmap
from attention_core.trace import Trace
from pages.shared.display.matrix_captions import in_words
from pages.shared.display.messages import show_text
from pages.shared.display.number_table import show_number_table, weights_table

_CONFIG = {"displayModeBar": False, "typesetMath": False}  # `$x$` is text, not a formula


def show_heatmap(*, trace: Trace, matrix: LabelledMatrix) -> None:
    """Draw α: columns are source words or pieces, rows target words or pieces."""
    show_figure(heatmap(matrix), description=in_words(trace=trace, matrix=matrix))
    marks = [f"{END_MARK} is the end mark </s>, which is read and written like a word."]
    if any(UNKNOWN_MARK in text for text in matrix.columns):
        marks.append(f"{UNKNOWN_MARK} marks words that are not in the vocabulary.")
    if matrix.weights is trace.alpha:
        marks.append(f"{SPACE_MARK} begins a word.")
    else:
        marks.append(
            "Whole words: α of a source word's pieces is summed, of a target word's averaged."
        )
    show_text(
        "Down: the Hindi, first word on top. Across: your sentence. " + " ".join(marks), small=True
    )


def show_cells(matrix: LabelledMatrix, *, shading: Shading, key: str, remark: str) -> None:
    """Draw weights other than α under the labels of α, with a remark and their table.

    Args:
        matrix: the weights.
        shading: the name of the weights, and their colours.
        key: distinguishes the figure from others on the page.
        remark: between the figure and the table.
    """
    i, j = np.unravel_index(int(matrix.weights.argmax()), matrix.weights.shape)
    description = (
        f"Heatmap of {shading.name}, {len(matrix.rows)} target rows by {len(matrix.columns)} "
        f"source columns: the largest is {matrix.weights[i, j]:.2f}, of “{matrix.rows[i]}” and "
        f"“{matrix.columns[j]}”."
    )
    show_figure(heatmap(matrix, shading=shading), description=description, key=key)
    show_text(remark)
    show_number_table(weights_table(matrix))


def show_figure(figure: go.Figure, *, description: str, key: str = "") -> None:
    """A figure of fixed width, in a box that scrolls by mouse, finger and keyboard.

    Args:
        figure: its layout holds its width in pixels.
        description: for a person who cannot see the figure.
        key: distinguishes the figure from others on the page.
    """
    with st.container(key=f"figure{key}"):
        st.html('<span class="scrolls" tabindex="0">Arrow keys scroll this figure</span>')
        st.plotly_chart(figure, width=figure.layout.width, config=_CONFIG, alt=description)
