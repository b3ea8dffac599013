"""Train: models of any two languages from one's own pairs, watched while they learn."""

import streamlit as st

from pages.sections.train.emergence import show_emergence
from pages.sections.train.pairs import choose_pairs
from pages.sections.train.request import show_request
from pages.sections.train.runs import show_runs
from pages.shared.controls.page_title import show_title
from pages.shared.display.messages import show_notice
from pages.shared.state.loaded_models import explorer
from pages.shared.state.page_entry import run_page
from pages.shared.state.session import current_view
from pages.shared.state.training import training_queue


def page() -> None:
    """Show what can be trained, what is being trained, and how alignment emerged."""
    # The sentence and the settings stay in the address.
    view, _ = current_view(models=explorer().models())
    show_title(
        title="Train",
        about="Train attention and vanilla on pairs of sentences in any two languages.",
        more="A training runs in a process of its own: you may leave this page, and come back.",
    )
    queue = training_queue()
    if queue is None:
        show_notice("Training is switched off on this server (ATTENTION_TRAINING is off).")
    else:
        with st.container(border=True, key="training-request"):
            chosen = choose_pairs()
            if chosen is not None:
                show_request(chosen=chosen, queue=queue)
        show_runs(queue)
    show_emergence(model=view.attention)


run_page(page)
