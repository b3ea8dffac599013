"""The step to change: a menu of the pieces of the translation as it stands."""

import dataclasses

import streamlit as st

from attention_core.text.scripts import isolated
from attention_core.trace import Trace
from pages.shared.display.marked_words import label
from pages.shared.display.messages import show_text
from pages.shared.state.session import update_from_widget, widget_key
from pages.shared.state.view import View


def step_setting(*, trace: Trace, view: View) -> int:
    """Show the menu; returns the step, from 1: the last if the view's is beyond the end."""
    steps = len(trace.target_pieces)
    step = min(view.step, steps)
    names = [
        f"{i} · {isolated(label(piece, view=view))}"
        for i, piece in enumerate(trace.target_pieces, start=1)
    ]
    st.selectbox(
        "Step",
        range(1, steps + 1),
        format_func=lambda i: names[i - 1],
        key=widget_key(field="step", view=dataclasses.replace(view, step=step)),
        on_change=update_from_widget,
        args=("step",),
        width=320,
        help="Each step writes one piece. What is written before it stays.",
    )
    if view.step > steps:
        show_text(f"This translation has no step {view.step}: the last one is shown.", small=True)
    return step
