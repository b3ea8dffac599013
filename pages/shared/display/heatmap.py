"""A figure on a page: in a box of its own that scrolls, with a sentence that says it all."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK, UNKNOWN_MARK, Grid
from attention_core.figures.heatmap import Shading, heatmap
from attention_core.trace import Trace
from pages.shared.display.matrix_captions import in_words
from pages.shared.display.messages import say
from pages.shared.display.number_table import weights_table

_CONFIG = {"displayModeBar": False, "typesetMath": False}  # `$x$` is no formula here


def show_heatmap(*, trace: Trace, grid: Grid) -> None:
    """Draw α; columns are what was read, rows what was written."""
    show_figure(heatmap(grid), says=in_words(trace=trace, grid=grid))
    marks = [f"{END_MARK} is the end mark </s>, which is read and written like a word."]
    if any(UNKNOWN_MARK in text for text in grid.columns):
        marks.append(f"{UNKNOWN_MARK} marks words that are not in the vocabulary.")
    if grid.weights is trace.alpha:
        marks.append(f"{SPACE_MARK} begins a word.")
    else:
        marks.append(
            "Whole words: α of a source word's pieces is summed, of a target word's averaged."
        )
    say("Down: the Hindi, first word on top. Across: your sentence. " + " ".join(marks), small=True)


def show_cells(grid: Grid, *, shading: Shading, key: str, remark: str) -> None:
    """Draw other weights than α with the labels of α, a remark, and their table.

    Args:
        grid: the weights.
        shading: what they are called, and their colours.
        key: tells the figure from others on the page.
        remark: between the figure and the table.
    """
    i, j = np.unravel_index(int(grid.weights.argmax()), grid.weights.shape)
    says = (
        f"Heatmap of {shading.name}, {len(grid.rows)} target rows by {len(grid.columns)} source "
        f"columns: the largest is {grid.weights[i, j]:.2f}, of “{grid.rows[i]}” and "
        f"“{grid.columns[j]}”."
    )
    show_figure(heatmap(grid, shading=shading), says=says, key=key)
    say(remark)
    with st.expander("The same numbers as a table"):
        st.dataframe(weights_table(grid))


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
