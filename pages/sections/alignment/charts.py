"""A chart of one bar or point a word: in a box that scrolls, with a description of it."""

import plotly.graph_objects as go
import streamlit as st

_PAPER = 690  # CSS pixels between the margins of an A4 page, as assets/print.css has them
_PAPER_HEIGHT = 990
_CONFIG = {"displayModeBar": False, "typesetMath": False}  # `$x$` is text, not a formula


def show_chart(figure: go.Figure, *, description: str, key: str) -> None:
    """A chart of fixed width, in a box that scrolls by mouse, finger and keyboard; on paper whole.

    Args:
        figure: its layout holds its width in pixels.
        description: for a person who cannot see the figure.
        key: distinguishes the figure from others on the page.
    """
    scale = min(1.0, _PAPER / figure.layout.width, _PAPER_HEIGHT / (figure.layout.height or 1))
    with st.container(key=f"figure-{key}"):
        st.html(
            f"<style>@media print {{ .st-key-figure-{key} .stElementContainer:has(.stPlotlyChart) "
            f"{{ zoom: {scale:.3f}; }} }}</style>"
        )
        st.html('<span class="scrolls" tabindex="0">Arrow keys scroll this figure</span>')
        st.plotly_chart(figure, width=figure.layout.width, config=_CONFIG, alt=description)
