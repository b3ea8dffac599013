"""A chart of one bar or point a word: in a box that scrolls, with a description of it."""

from collections.abc import Callable
from typing import Final

import plotly.graph_objects as go
import streamlit as st

MOST_BARS: Final = 120  # in one chart; a browser takes some 20 s for a thousand with their labels
_PAPER = 690  # CSS pixels between the margins of an A4 page, as assets/print.css has them
_PAPER_HEIGHT = 990
_CONFIG = {"displayModeBar": False, "typesetMath": False}  # `$x$` is text, not a formula


def show_chart(
    draw: Callable[..., go.Figure],
    *,
    bars: int,
    noun: str,
    description: str,
    key: str,
    near: int = 1,
) -> None:
    """A chart of fixed width, in a box that scrolls by mouse, finger and keyboard; on paper whole.

    Of more than MOST_BARS bars a part is drawn, which a menu above the chart chooses.

    Args:
        draw: the figure of the bars `drawn`, numbers from 1; its layout holds its
            width in pixels.
        bars: how many there are.
        noun: what a bar stands for, in the plural.
        description: for a person who cannot see the figure.
        key: distinguishes the figure from others on the page.
        near: number of a bar in the part that is drawn first.
    """
    drawn = _bars_drawn(bars=bars, noun=noun, near=near, key=key)
    if len(drawn) < bars:
        description += f" Drawn: {drawn.start} to {drawn.stop - 1}."
    figure = draw(drawn=drawn)
    scale = min(1.0, _PAPER / figure.layout.width, _PAPER_HEIGHT / (figure.layout.height or 1))
    with st.container(key=f"figure-{key}"):
        st.html(
            f"<style>@media print {{ .st-key-figure-{key} .stElementContainer:has(.stPlotlyChart) "
            f"{{ zoom: {scale:.3f}; }} }}</style>"
        )
        st.html('<span class="scrolls" tabindex="0">Arrow keys scroll this figure</span>')
        st.plotly_chart(figure, width=figure.layout.width, config=_CONFIG, alt=description)


def _bars_drawn(*, bars: int, noun: str, near: int, key: str) -> range:
    if bars <= MOST_BARS:
        return range(1, bars + 1)
    parts = [
        range(start, min(start + MOST_BARS, bars + 1)) for start in range(1, bars + 1, MOST_BARS)
    ]
    first = (near - 1) // MOST_BARS
    return st.selectbox(
        f"{noun.capitalize()} drawn, of {bars:,}",
        parts,
        index=first,
        format_func=lambda part: f"{part.start}–{part.stop - 1}",
        key=f"{key}-part-{bars}-{first}",  # another choice of the page brings its own part
        filter_mode=None,
        width=320,
    )
