"""The contexts c_i: the share of each h_j in them, and how they move from step to step."""

import dataclasses

import streamlit as st

from attention_core.analysis.diagnostics import context_cosines, context_shares
from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.text.scripts import isolated
from attention_core.trace import Trace
from pages.sections.alignment.context_moves import show_context_moves
from pages.sections.alignment.context_shares import show_all_contexts, show_chosen_context
from pages.shared.display.messages import show_notice
from pages.shared.display.target_text import speller
from pages.shared.state.session import update_from_widget, widget_key
from pages.shared.state.view import View


def show_contexts(*, trace: Trace, view: View) -> None:
    """Figures and numbers of every context, with more of the one at the chosen step."""
    shown = labelled_matrix(trace=trace, grain="pieces", spell=speller(view))
    view = _with_existing_step(view=view, steps=len(shown.rows))
    st.selectbox(
        "Step i, and the piece it writes",
        range(1, len(shown.rows) + 1),
        format_func=lambda i: f"{i} · {isolated(shown.rows[i - 1])}",
        key=widget_key(field="step", view=view),
        on_change=update_from_widget,
        args=("step",),
        filter_mode=None,
        width=320,
    )
    shares = context_shares(alpha=shown.weights, memory=trace.memory, contexts=trace.contexts)
    cosines = context_cosines(memory=trace.memory, contexts=trace.contexts)
    show_chosen_context(matrix=shown, shares=shares, cosines=cosines, step=view.step)
    show_all_contexts(matrix=shown, shares=shares, step=view.step)
    show_context_moves(trace=trace, matrix=shown, step=view.step)


def _with_existing_step(*, view: View, steps: int) -> View:
    if view.step <= steps:
        return view
    show_notice(
        f"There is no step {view.step}: this translation has {steps}. This is step {steps}."
    )
    return dataclasses.replace(view, step=steps)
