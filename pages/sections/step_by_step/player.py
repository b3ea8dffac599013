"""The step player as a component: decodings go in, the step at which a person stops comes out."""

from collections.abc import Sequence

import streamlit as st

from attention_core.config import Kind
from attention_core.figures.component_files import component_css, component_js
from attention_core.figures.player_steps import player_steps
from attention_core.trace import Trace
from pages.shared.display.target_text import romanized, shown_letters
from pages.shared.state.session import update_view
from pages.shared.state.view import Experiment, View

_KEY = "step_player"

_component = st.components.v2.component(
    "step_player",
    html='<div class="step-player-root"></div>',
    css=component_css("step_player"),
    js=component_js("step_player", scripts=("step_player",)),
)


def show_player(*, traces: Sequence[Trace], view: View) -> None:
    """Draw the player; stepping causes no rerun, and the step at which it rests becomes the view's.

    Its button "Change this step" opens the Lab at the step.

    Args:
        traces: one or two decodings of a sentence.
        view: the first step to show, letters and spelling.
    """
    decodings = [
        player_steps(trace=trace, romanize=lambda text: romanized(text, view=view))
        for trace in traces
    ]
    result = _component(
        key=_KEY,
        data={
            "key": repr(
                [(t.digest, t.beam, t.source) for t in traces] + [view.letters, view.spelling]
            ),
            "step": view.step,
            "letters": shown_letters(view),
            "decodings": decodings,
        },
        on_step_change=_store_step,
        on_change_change=_nothing,
    )
    if step := result.get("change"):
        kind: Kind = "attention" if any(t.alpha is not None for t in traces) else "vanilla"
        experiment: Experiment = "alpha" if kind == "attention" else "word"
        update_view(step=int(step), changed_kind=kind, experiment=experiment)
        st.switch_page("pages/lab.py")


def _nothing() -> None:
    """The button to change a step changes no field of the view; the rerun acts on it."""


def _store_step() -> None:
    if step := st.session_state[_KEY].get("step"):
        update_view(step=int(step))
