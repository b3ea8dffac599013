"""The step player as a component: decodings go in, the step at which a person stops comes out."""

from collections.abc import Sequence

import streamlit as st

from attention_core.figures.component_files import component_css, component_js
from attention_core.figures.player_steps import player_steps
from attention_core.trace import Trace
from pages.shared.display.hindi_text import romanized
from pages.shared.state.session import update_view
from pages.shared.state.view import View

_KEY = "step_player"

_component = st.components.v2.component(
    "step_player",
    html='<div class="step-player-root"></div>',
    css=component_css("step_player"),
    js=component_js("step_player", scripts=("step_player",)),
)


def show_player(*, traces: Sequence[Trace], view: View) -> None:
    """Draw the player; stepping causes no rerun, and the step at which it rests becomes the view's.

    Args:
        traces: one or two decodings of a sentence.
        view: the first step to show, letters and spelling.
    """
    decodings = [
        player_steps(trace=trace, romanize=lambda text: romanized(text, view=view))
        for trace in traces
    ]
    _component(
        key=_KEY,
        data={
            "key": repr(
                [(t.digest, t.beam, t.source) for t in traces] + [view.letters, view.spelling]
            ),
            "step": view.step,
            "letters": view.letters,
            "decodings": decodings,
        },
        on_step_change=_store_step,
    )


def _store_step() -> None:
    if step := st.session_state[_KEY].get("step"):
        update_view(step=int(step))
