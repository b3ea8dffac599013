"""Lab: change α, force a word, hide words, freeze c, and see what becomes of the translation."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from attention_core.interventions import ChangeError
from attention_core.trace import Trace
from pages.sections.lab.alpha_editor import show_alpha_editor
from pages.sections.lab.beam_tree import show_beam_tree
from pages.sections.lab.change_list import current_changes, remove_change, show_changes
from pages.sections.lab.context_freezer import show_context_freezer
from pages.sections.lab.results import show_evidence, show_outcome
from pages.sections.lab.steps import step_setting
from pages.sections.lab.vector_memory import show_vector_memory
from pages.sections.lab.word_choice import show_word_choice
from pages.sections.lab.word_mask import show_word_mask
from pages.shared.controls.choice import choice
from pages.shared.controls.page_head import show_page_head
from pages.shared.controls.page_links import show_page_links
from pages.shared.display.messages import show_notice
from pages.shared.state.page_entry import run_page
from pages.shared.state.sentence_traces import translate_changed
from pages.shared.state.view import View

_EXPERIMENTS: Final[Mapping[str, str]] = {
    "alpha": "α",
    "word": "Word",
    "mask": "Hide",
    "freeze": "Freeze c",
    "tree": "Beam tree",
    "memory": "What c remembers",
}
_MODELS: Final = {"attention": "Attention", "vanilla": "Vanilla"}


def page() -> None:
    """Original and changed translation, the list of changes, and ways to make one more."""
    head = show_page_head(
        title="Lab",
        about="What if it had looked elsewhere? Change what the model does at one step or at all, "
        "and it goes on from there. The original stays beside it.",
    )
    if head.traces is None:
        return
    view = head.view
    if view.experiment == "memory":  # of both models, and nothing is changed
        choice("What to change", field="experiment", names=_EXPERIMENTS, view=view)
        show_vector_memory(view)
        show_page_links(head, current="lab")
        return
    own = head.traces.of(view.changed_kind)
    with st.container(horizontal=True, gap="medium"):
        choice("What to change", field="experiment", names=_EXPERIMENTS, view=view)
        choice("Model", field="changed_kind", names=_MODELS, view=view)
    if own is None:
        show_notice(f"The {view.changed_kind} model cannot be used; choose the other one.")
        return
    changed = _changed(view=view, own=own)
    # The controls never move when the list of changes grows, so that they keep the focus.
    wide = view.experiment == "tree"
    controls, outcome = (st.container(), st.container()) if wide else st.columns(2, gap="large")
    with outcome:  # first: the browser draws what has come before it takes what comes next
        if changed is None:
            show_changes(view=view, own=own)  # one of them has to be undone
        else:
            show_outcome(own=own, changed=changed, view=view)
    with controls:
        _show_experiment(view=view, trace=changed or own)
    if changed is not None:
        show_evidence(own=own, changed=changed, view=view)
    show_page_links(head, current="lab")


def _changed(*, view: View, own: Trace) -> Trace | None:
    """The Trace under the view's changes; None, with a notice, if they cannot be made."""
    try:
        if not current_changes(view) and view.experiment != "tree":
            return own  # only the tree asks for another search
    except ChangeError as error:
        show_notice(f"The address has changes that cannot be read: {error}.")
        st.button("Remove them", on_click=remove_change, args=(None,))
        return None
    try:
        return translate_changed(view, kind=view.changed_kind)
    except ChangeError as error:
        show_notice(f"These changes cannot be made together: {error}. Undo one of them.")
        return None


def _show_experiment(*, view: View, trace: Trace) -> None:
    """The controls of one kind of change, which goes on from the changed translation."""
    if trace.alpha is None and view.experiment in ("alpha", "mask", "freeze"):
        show_notice(
            "A vanilla model has no α and one fixed c at every step: there is nothing of this "
            "kind to change. Force a word, or choose the model with attention."
        )
    elif view.experiment == "alpha":
        show_alpha_editor(trace=trace, step=step_setting(trace=trace, view=view), view=view)
    elif view.experiment == "word":
        show_word_choice(trace=trace, step=step_setting(trace=trace, view=view), view=view)
    elif view.experiment == "mask":
        show_word_mask(trace=trace, view=view)
    elif view.experiment == "freeze":
        show_context_freezer(view=view)
    else:
        show_beam_tree(trace=trace, view=view)


run_page(page)
