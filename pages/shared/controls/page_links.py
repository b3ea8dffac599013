"""Links to the other pages, with the same sentence, models, settings and step.

Each link holds the whole address, so that it can be opened in a new tab or sent to somebody.
"""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from attention_core.text.languages import language_name
from pages.shared.controls.page_head import PageHead
from pages.shared.display.messages import show_text
from pages.shared.state.address import write_address
from pages.shared.state.loaded_models import explorer
from pages.shared.state.session import update_view
from pages.shared.state.way_back import back_model

_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "translate": ("Translate", ":material/translate:"),
    "step_by_step": ("Watch it step by step", ":material/play_circle:"),
    "alignment": ("Inspect the alignment", ":material/grid_on:"),
    "lab": ("Change what it does", ":material/science:"),
    "compare": ("Compare the two models", ":material/compare_arrows:"),
}


def show_page_links(head: PageHead, *, current: str) -> None:
    """Links to the other pages about a sentence, and to the way back; none without a Trace."""
    if head.traces is None:
        return
    show_text("This sentence on other pages", small=True)
    query = write_address(head.view, models=head.models)
    with st.container(horizontal=True, gap="medium", key="page-links"):
        for name, (label, icon) in _PAGES.items():
            if name != current:
                page = f"pages/{name}.py"
                st.page_link(page, label=label, icon=icon, query_params=query, width="content")
        _show_way_back(head)


def _show_way_back(head: PageHead) -> None:
    """A button that translates the translation back, if there is a model for that."""
    trace = head.traces and (head.traces.attention or head.traces.vanilla)
    if not trace or not trace.translation:
        return
    if back_model(head.view, models=explorer().models()):
        back = head.view.languages.swapped()
        st.button(
            f"Translate it back into {language_name(back.target)}",
            icon=":material/undo:",
            type="tertiary",
            on_click=update_view,
            kwargs={"pair": str(back), "sentence": trace.translation},
        )
