"""Links to the other pages, with the same sentence, models, settings and step.

Each link holds the whole address, so that it can be opened in a new tab or sent to somebody.
"""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from pages.shared.controls.page_head import PageHead
from pages.shared.display.messages import show_text
from pages.shared.state.address import write_address

_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "translate": ("Translate", ":material/translate:"),
    "step_by_step": ("Watch it step by step", ":material/play_circle:"),
    "alignment": ("Inspect the alignment", ":material/grid_on:"),
    "lab": ("Change what it does", ":material/science:"),
    "compare": ("Compare the two models", ":material/compare_arrows:"),
}


def show_page_links(head: PageHead, *, current: str) -> None:
    """Links to the other pages about a sentence; none without a translated sentence."""
    if head.traces is None:
        return
    show_text("This sentence on other pages", small=True)
    query = write_address(head.view, models=head.models)
    with st.container(horizontal=True, gap="medium", key="page-links"):
        for name, (label, icon) in _PAGES.items():
            if name != current:
                page = f"pages/{name}.py"
                st.page_link(page, label=label, icon=icon, query_params=query, width="content")
