"""The title of a page and what it shows, in one line."""

import streamlit as st

from pages.shared.display.messages import show_text


def show_title(*, title: str, about: str, more: str = "") -> None:
    """The first line of a page.

    Args:
        title: of the page.
        about: what the page shows, in a line; symbols such as α_ij get their subscripts.
        more: what else helps to understand it, behind a question mark; Markdown.
    """
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="page-title"):
        st.title(title, anchor=False, help=more or None, width="content")
        show_text(about)
