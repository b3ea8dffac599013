"""Compare: both models in lock-step, on the same prefix, on two sentences, on a growing one."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from pages.sections.compare.growth_steps import show_growth, show_growth_head
from pages.sections.compare.lockstep import show_lockstep, show_two_translations
from pages.sections.compare.reference_scores import show_scores
from pages.sections.compare.same_prefix import show_prefixes
from pages.sections.compare.two_sentences import show_two_sentences
from pages.shared.controls.choice import choice
from pages.shared.controls.page_head import show_page_head
from pages.shared.controls.page_links import show_page_links
from pages.shared.controls.settings import grain_setting
from pages.shared.state.loaded_models import explorer
from pages.shared.state.page_entry import run_page
from pages.shared.state.sentence_traces import SentenceTraces
from pages.shared.state.session import current_view
from pages.shared.state.view import Comparison, View

_TITLE = "Compare"
_NAMES: Final[Mapping[str, str]] = {
    "lockstep": "In lock-step",
    "prefix": "Same prefix",
    "sentences": "Two sentences",
    "longer": "Make it longer",
}
_ABOUT: Final[Mapping[Comparison, str]] = {
    "lockstep": "What both models write in each row, how certain they are, and where they differ.",
    "prefix": "Both models are forced to begin with the same words: what do they write next?",
    "sentences": "Two sentences through one model. Add a clause to yours and watch what changes.",
    "longer": "A sentence grows by a clause at a time. Which model still tells the same story?",
}


def page() -> None:
    """One of four comparisons; the chosen one is in the address."""
    view, _ = current_view(models=explorer().models())
    if view.comparison == "longer":
        growth = show_growth_head(title=_TITLE, about=_ABOUT["longer"])
        choice("What to compare", field="comparison", names=_NAMES, view=view)
        show_growth(growth)
        return
    head = show_page_head(title=_TITLE, about=_ABOUT[view.comparison])
    with st.container(horizontal=True, gap="medium"):
        choice("What to compare", field="comparison", names=_NAMES, view=view)
        if view.comparison == "lockstep":
            grain_setting(view=view)
    if head.traces is not None and head.traces.available:
        _show_comparison(traces=head.traces, view=head.view)
    show_page_links(head, current="compare")


def _show_comparison(*, traces: SentenceTraces, view: View) -> None:
    """The chosen comparison of at least one Trace."""
    if view.comparison == "prefix":
        show_prefixes(traces=traces.available, view=view)
    elif view.comparison == "sentences":
        show_two_sentences(traces=traces.available, view=view)
    else:
        show_two_translations(traces=traces, view=view)
        show_lockstep(traces=traces.available, view=view)
        show_scores(traces=traces.available, view=view)


run_page(page)
