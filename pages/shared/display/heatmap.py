"""A figure on a page: in a box of its own that scrolls, with a sentence that says it all."""

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
from pages.shared.display.messages import say
from pages.shared.display.number_table import weights_table

_CONFIG = {"displayModeBar": False, "typesetMath": False}  # `$x$` is no formula here


def show_heatmap(*, trace: Trace, matrix: LabelledMatrix) -> None:
    """Draw α; columns are what was read, rows what was written."""
    show_figure(heatmap(matrix), says=in_words(trace=trace, matrix=matrix))
    marks = [f"{END_MARK} is the end mark </s>, which is read and written like a word."]
    if any(UNKNOWN_MARK in text for text in matrix.columns):
        marks.append(f"{UNKNOWN_MARK} marks words that are not in the vocabulary.")
    if matrix.weights is trace.alpha:
        marks.append(f"{SPACE_MARK} begins a word.")
    else:
        marks.append(
            "Whole words: α of a source word's pieces is summed, of a target word's averaged."
        )
    say("Down: the Hindi, first word on top. Across: your sentence. " + " ".join(marks), small=True)


def show_cells(matrix: LabelledMatrix, *, shading: Shading, key: str, remark: str) -> None:
    """Draw other weights than α with the labels of α, a remark, and their table.

    Args:
        grid: the weights.
        shading: what they are called, and their colours.
        key: tells the figure from others on the page.
        remark: between the figure and the table.
    """
    i, j = np.unravel_index(int(matrix.weights.argmax()), matrix.weights.shape)
    says = (
        f"Heatmap of {shading.name}, {len(matrix.rows)} target rows by {len(matrix.columns)} "
        f"source columns: the largest is {matrix.weights[i, j]:.2f}, of “{matrix.rows[i]}” and "
        f"“{matrix.columns[j]}”."
    )
    show_figure(heatmap(matrix, shading=shading), says=says, key=key)
    say(remark)
    with st.expander("The same numbers as a table"):
        st.dataframe(weights_table(matrix))


def show_figure(figure: go.Figure, *, says: str, key: str = "") -> None:
    """A figure of the width that it says, in a box that scrolls by mouse, finger and keyboard.

    Args:
        figure: with its width in pixels in the layout.
        says: the same for somebody who cannot see it.
        key: tells it from other figures on the page.
    """
    with st.container(key=f"figure{key}"):
        st.html('<span class="scrolls" tabindex="0">Arrow keys scroll this figure</span>')
        st.plotly_chart(figure, width=figure.layout.width, config=_CONFIG, alt=says)
