"""Ways on: the same sentence, models, settings and step on another page.

The links hold the whole address, so that they can be opened in a new tab or sent to somebody.
"""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from pages.shared.controls.page_head import Opened
from pages.shared.display.messages import say
from pages.shared.state.address import write_address

_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "translate": ("Translate", ":material/translate:"),
    "step_by_step": ("Watch it step by step", ":material/play_circle:"),
    "alignment": ("Inspect the alignment", ":material/grid_on:"),
    "compare": ("Compare the two models", ":material/compare_arrows:"),
}


def show_ways_on(opened: Opened, *, here: str) -> None:
    """Links to the other pages on a sentence, where there is one."""
    if opened.traces is None:
        return
    say("This sentence elsewhere", small=True)
    query = write_address(opened.view, models=opened.on_screen)
    with st.container(horizontal=True, gap="medium", key="ways-on"):
        for name, (label, icon) in _PAGES.items():
            if name != here:
                page = f"pages/{name}.py"
                st.page_link(page, label=label, icon=icon, query_params=query, width="content")
