"""The translation by one model, with notes about it: on a page, or beside a drawing."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Final

from attention_core.config import Kind
from attention_core.figures.alignment_view import OtherText
from attention_core.text.cleaning_notes import cleaning_notes
from attention_core.text.languages import direction
from attention_core.text.scripts import isolated
from attention_core.trace import Trace
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.target_text import romanized, show_source, show_target, shown_letters
from pages.shared.state.view import View

_ABOUT: Final[Mapping[Kind, str]] = {
    "attention": "With attention · a new c_i = Σ α_ij h_j at every step",
    "vanilla": "Vanilla · one fixed c at every step",
}
_NO_ALPHA: Final = (
    "No heatmap for this one: it has no α. It reads the sentence into one vector c, the same at "
    "every step, and writes every word from that."
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class TraceNotes:
    """Notes about a Trace, as plain text, for below its sentences."""

    source: tuple[str, ...]
    target: tuple[str, ...]


def trace_notes(trace: Trace) -> TraceNotes:
    """What to say of a Trace: unknown words, a translation that was cut, and its score."""
    return TraceNotes(
        source=(*_unknown(trace.unknown), *cleaning_notes(trace.source)),
        target=(*_unknown(trace.unknown_target), *_cut(trace), _score(trace)),
    )


def _unknown(words: Iterable[str]) -> tuple[str, ...]:
    listed = ", ".join(map(isolated, dict.fromkeys(words)))
    return (f"Not in its vocabulary, marked (?): {listed}",) if listed else ()


def other_translation(*, trace: Trace | None, kind: Kind, view: View) -> OtherText:
    """The translation of a Trace as text beside a drawing; without one, which model is missing."""
    if trace is None:
        return OtherText(heading=_ABOUT[kind], notes=(_missing(kind=kind, view=view),))
    notes = trace_notes(trace)
    letters, target = shown_letters(view), view.languages.target
    alone = letters == "latin"
    latin = romanized(trace.translation, view=view)
    return OtherText(
        heading=_ABOUT[kind],
        text=latin if alone else trace.translation,
        below=latin if letters == "both" else "",
        lang=f"{target}-Latn" if alone else target,
        direction="ltr" if alone else direction(target),
        notes=(*notes.source, *notes.target, *([_NO_ALPHA] if trace.alpha is None else [])),
    )


def show_translation(*, trace: Trace | None, kind: Kind, view: View) -> None:
    """The translation of a Trace; without a Trace, which model is missing."""
    show_text(_ABOUT[kind], small=True)
    if trace is None:
        show_text(_missing(kind=kind, view=view))
        return
    show_target(trace.translation, view=view)
    for note in _cut(trace):
        show_notice(note)
    if trace.unknown:
        show_source(trace)
    show_text(_score(trace), small=True)
    if trace.alpha is None:
        show_text(_NO_ALPHA, small=True)


def _missing(*, kind: Kind, view: View) -> str:
    chosen = getattr(view, kind)
    languages = " → ".join(view.languages.names)
    return f"{chosen} cannot be used." if chosen else f"There is no {kind} model for {languages}."


def _cut(trace: Trace) -> tuple[str, ...]:
    if not trace.truncated:
        return ()
    return (f"Cut: after {len(trace.target_pieces)} pieces there was still no end mark.",)


def _score(trace: Trace) -> str:
    score = f"{trace.score:.2f}".replace("-", "−")
    return f"{trace.model} · beam {trace.beam} · log p {score} nats a piece"
