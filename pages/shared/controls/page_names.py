"""The names of all pages on top of a phone's screen.

Streamlit's own bar folds into an arrow below 768 px, and nobody looks for pages behind it. The
style sheet hides that arrow there, and these links on wider screens.
"""

from collections.abc import Sequence

import streamlit as st


def show_page_names(pages: Sequence[st.Page]) -> None:
    """A link for each page; on wider screens the bar's own are there."""
    with st.container(horizontal=True, gap=None, key="page-names"):
        for page in pages:
            st.page_link(page, width="content")
