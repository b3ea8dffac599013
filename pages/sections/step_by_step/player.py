"""The step player as a component: ledgers in, the step that a person stopped at out."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from attention_core.figures.player_steps import player_steps
from attention_core.trace import Trace
from pages.shared.display.hindi_text import romanized
from pages.shared.state.session import choose
from pages.shared.state.view import View

_ASSETS = Path(__file__).resolve().parents[3] / "assets" / "components" / "step_player"
_KEY = "player"

_component = st.components.v2.component(
    "step_player",
    html='<div class="player-root"></div>',
    css=(_ASSETS / "player.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "player.js").read_text(encoding="utf-8"),
)


def show_player(*, traces: Sequence[Trace], view: View) -> None:
    """Draw the player; steps within it cost no rerun, the one it rests at becomes the view's."""
    ledgers = [
        player_steps(trace=trace, read=lambda text: romanized(text, view=view)) for trace in traces
    ]
    _component(
        key=_KEY,
        data={
            "key": repr(
                [(t.digest, t.beam, t.source) for t in traces] + [view.letters, view.spelling]
            ),
            "step": view.step,
            "letters": view.letters,
            "ledgers": ledgers,
        },
        on_step_change=_rest,
    )


def _rest() -> None:
    if step := st.session_state[_KEY].get("step"):
        choose(step=int(step))
