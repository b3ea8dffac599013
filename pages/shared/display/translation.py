"""One model's Hindi in a box of its own, with whatever has to be known about it."""

from collections.abc import Mapping
from typing import Final

from attention_core.config import Kind
from attention_core.trace import Trace
from pages.shared.display.hindi_text import show_hindi, show_source
from pages.shared.display.messages import notice, say
from pages.shared.state.view import View

_ABOUT: Final[Mapping[Kind, str]] = {
    "attention": "With attention · a new c_i = Σ α_ij h_j at every step",
    "vanilla": "Vanilla · one fixed c at every step",
}


def show_translation(*, trace: Trace | None, kind: Kind, view: View) -> None:
    """A Trace in words; without one, which model is missing."""
    say(_ABOUT[kind], small=True)
    if trace is None:
        chosen = getattr(view, kind)
        say(f"{chosen} cannot be used." if chosen else f"There is no {kind} model here.")
        return
    show_hindi(trace.translation, view=view)
    if trace.truncated:
        notice(f"Cut: after {len(trace.target_pieces)} pieces there was still no end mark.")
    if trace.unknown:
        show_source(trace)
    score = f"{trace.score:.2f}".replace("-", "−")
    say(f"{trace.model} · beam {trace.beam} · log p {score} nats a piece", small=True)
    if trace.alpha is None:
        say(
            "No heatmap for this one: it has no α. It reads the sentence into one vector c, the "
            "same at every step, and writes every word from that.",
            small=True,
        )
