"""A chart of one bar or point a word: in a box that scrolls, with a description of it."""

import plotly.graph_objects as go
import streamlit as st

_CONFIG = {"displayModeBar": False, "typesetMath": False}  # `$x$` is text, not a formula


def show_chart(figure: go.Figure, *, description: str, key: str) -> None:
    """A chart of fixed width, in a box that scrolls by mouse, finger and keyboard.

    Args:
        figure: its layout holds its width in pixels.
        description: for a person who cannot see the figure.
        key: distinguishes the figure from others on the page.
    """
    with st.container(key=f"figure-{key}"):
        st.html('<span class="scrolls" tabindex="0">Arrow keys scroll this figure</span>')
        st.plotly_chart(figure, width=figure.layout.width, config=_CONFIG, alt=description)
