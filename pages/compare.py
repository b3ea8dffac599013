"""Compare: both models in lock-step, on the same beginning, on two sentences, on longer ones."""

from collections.abc import Mapping
from typing import Final

from pages.sections.compare.growth_steps import open_ladder, show_ladder
from pages.sections.compare.lockstep import show_lockstep, show_two_translations
from pages.sections.compare.reference_scores import show_scores
from pages.sections.compare.same_prefix import show_prefixes
from pages.sections.compare.two_sentences import show_two_sentences
from pages.shared.controls.page_head import Opened, open_page
from pages.shared.controls.page_links import show_ways_on
from pages.shared.controls.settings import choice
from pages.shared.state.caches import explorer
from pages.shared.state.page_entry import run_page
from pages.shared.state.session import current_view
from pages.shared.state.view import Comparison

_TITLE = "Compare"
_NAMES: Final[Mapping[str, str]] = {
    "lockstep": "In lock-step",
    "prefix": "Same prefix",
    "sentences": "Two sentences",
    "longer": "Make it longer",
}
_ABOUT: Final[Mapping[Comparison, str]] = {
    "lockstep": "The same sentence through both models: what they write in each row, how sure they "
    "are, and where they first part.",
    "prefix": "Both models are made to begin with the same words, then asked what comes "
    "next: the past is the same, and what they make of your sentence is not.",
    "sentences": "Two sentences through one model. Add a clause to yours and watch what changes.",
    "longer": "A sentence of ours that grows by a clause at a time. Watch which model still tells "
    "the same story.",
}


def page() -> None:
    """One of four comparisons; the one that is chosen is in the address."""
    view, _ = current_view(models=explorer().models())
    if view.comparison == "longer":
        climb = open_ladder(title=_TITLE, about=_ABOUT["longer"])
        choice("What to compare", field="comparison", names=_NAMES, view=view)
        show_ladder(climb)
        return
    opened = open_page(title=_TITLE, about=_ABOUT[view.comparison])
    choice("What to compare", field="comparison", names=_NAMES, view=view)
    if opened.traces is not None and any(opened.traces.values()):
        _show(opened)
    show_ways_on(opened, here="compare")


def _show(opened: Opened) -> None:
    """What is compared, where there is something to compare."""
    assert opened.traces is not None
    if opened.view.comparison == "prefix":
        show_prefixes(opened)
    elif opened.view.comparison == "sentences":
        show_two_sentences(opened)
    else:
        show_two_translations(traces=opened.traces, view=opened.view)
        show_scores(traces=opened.traces, view=opened.view)
        show_lockstep(traces=opened.traces, view=opened.view)


run_page(page)
