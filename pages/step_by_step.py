"""Step by step: watch a decoding, or both models' in step, with every number of each step."""

import streamlit as st

from pages.sections.step_by_step.player import show_player
from pages.shared.controls.page_head import open_page
from pages.shared.controls.page_links import show_ways_on
from pages.shared.controls.settings import letters_setting, shown_setting
from pages.shared.display.messages import notice, say
from pages.shared.state.page_entry import run_page


def page() -> None:
    """The player, and how to read it."""
    opened = open_page(
        title="Step by step",
        about="What goes into the decoder at step i: the piece it wrote before, y_i-1, its own "
        "state s_i-1, and a context. With attention that is a new c_i at every step, found with "
        "the other two; without, the same c at all of them.",
    )
    if opened.traces is None:
        return
    with st.container(horizontal=True, gap="medium"):
        shown_setting(view=opened.view)
        letters_setting(view=opened.view)
    wanted = [
        trace
        for kind, trace in opened.traces.items()
        if trace is not None and opened.view.shown in (kind, "both")
    ]
    if not wanted:
        notice("The model to watch cannot be used; choose the other one.")
        return
    steps = max(len(trace.target_pieces) for trace in wanted)
    if opened.view.step > steps:
        notice(f"There is no step {opened.view.step}: this decoding has {steps}.")
    show_player(traces=wanted, view=opened.view)
    say(
        "Each step writes one piece of a word. Lines from h_j to c_i are as thick as α_ij; dashed "
        "is y_i-1 on its way into the cell. Arrow keys step, space plays, Home and End jump.",
        small=True,
    )
    show_ways_on(opened, here="step_by_step")


run_page(page)
