"""Step by step: a player of one decoding, or of both in step, with every number of each step."""

import streamlit as st

from pages.sections.step_by_step.player import show_player
from pages.shared.controls.page_head import show_page_head
from pages.shared.controls.page_links import show_page_links
from pages.shared.controls.settings import shown_setting
from pages.shared.display.messages import show_notice
from pages.shared.state.page_entry import run_page


def page() -> None:
    """The player, and how to read it."""
    head = show_page_head(
        title="Step by step",
        about="What goes into the decoder at step i: the piece before, y_i-1, its state s_i-1, and "
        "a context.",
        more="With attention, the context is a new cᵢ at every step, computed from yᵢ₋₁ and sᵢ₋₁; "
        "without, it is the same c at all of them. Each step writes one piece of a word. Lines "
        "from hⱼ to cᵢ are as thick as αᵢⱼ; dashed is yᵢ₋₁, an input of the cell. Arrow keys "
        "step, space plays, Home and End jump.",
    )
    if head.traces is None:
        return
    with st.container(horizontal=True, gap="medium"):
        shown_setting(view=head.view)
    shown = [
        trace for kind, trace in head.traces.available.items() if head.view.shown in (kind, "both")
    ]
    if not shown:
        show_notice("The model to watch cannot be used; choose the other one.")
        return
    steps = max(len(trace.target_pieces) for trace in shown)
    if head.view.step > steps:
        show_notice(f"There is no step {head.view.step}: this decoding has {steps}.")
    show_player(traces=shown, view=head.view)
    show_page_links(head, current="step_by_step")


run_page(page)
