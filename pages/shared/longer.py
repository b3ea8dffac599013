"""Make it longer: a sentence of ours that grows by a clause at a time, through both models."""

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

import pandas as pd
import streamlit as st

from attention_core.comparison import common, written
from attention_core.config import KINDS, Kind
from attention_core.trace import Trace
from pages.shared.caches import explorer
from pages.shared.faults import show_faults
from pages.shared.marked import minus, show_marked
from pages.shared.notices import escaped, notices, say
from pages.shared.opening import trace_of
from pages.shared.settings import decoding_settings, letters_setting
from pages.shared.view import View
from pages.shared.visit import choose, current_view

# Written for this project: a beginning, and what each rung adds.
CLAUSES: Final = (
    "The king had a son",
    ", and the son loved his father's people",
    ", so he went to a village where there was no water",
    ", and he saw an old woman who was sitting under a tree with her children",
    ", and she said to him that they had walked for three days and had found nothing to drink",
    ", so he gave them his own water",
)
LADDER: Final = tuple(f"{text}." for text in accumulate(CLAUSES))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rung:
    """One sentence of the ladder through both models."""

    number: int  # from 1
    traces: Mapping[Kind, Trace | None]
    places: Mapping[Kind, frozenset[int]]  # words that the translation before has, too
    kept: Mapping[Kind, float]  # share of the translation before that is still there


@dataclasses.dataclass(frozen=True, kw_only=True)
class Climb:
    """The rungs so far, the shortest first."""

    view: View
    rungs: Sequence[Rung]


def open_ladder(*, title: str, about: str) -> Climb:
    """Draw the head of the page: the sentence so far, and the way up; translate every rung."""
    found = explorer()
    models = found.models()
    view, notes = current_view(models=models)
    st.title(title, anchor=False)
    say(about)
    with st.container(border=True):
        _show_sentence(view.rung, role="status")
        with st.container(horizontal=True):
            st.button(
                "Make it longer",
                type="primary",
                icon=":material/add:",
                disabled=view.rung == len(LADDER),
                on_click=choose,
                kwargs={"rung": view.rung + 1},
            )
            st.button("Start again", on_click=choose, kwargs={"rung": 1}, disabled=view.rung == 1)
            decoding_settings(view=view, models=models)
    notices(notes)
    rungs: list[Rung] = []
    for number in range(1, view.rung + 1):
        asked = dataclasses.replace(view, sentence=LADDER[number - 1])
        traces = {
            kind: trace_of(found=found, models=models, view=asked, kind=kind) for kind in KINDS
        }
        rungs.append(rung_after(number, traces=traces, before=rungs[-1] if rungs else None))
    show_faults(found.models())  # a fault can come to light when a model is read
    return Climb(view=view, rungs=rungs)


def _show_sentence(number: int, *, role: str = "") -> None:
    """The sentence of a rung, what is new in it marked; a status is heard when it changes."""
    before, new = "".join(CLAUSES[: number - 1]), CLAUSES[number - 1]
    words = len(LADDER[number - 1].split())
    say(f"Sentence {number} of {len(LADDER)} · {words} words", small=True)
    new = f"<mark>{escaped(new)}</mark>" if before else escaped(new)
    heard = f'role="{role}"' if role else ""
    st.html(f'<p class="ladder" lang="en" {heard}>{escaped(before)}{new}.</p>')


def rung_after(number: int, *, traces: Mapping[Kind, Trace | None], before: Rung | None) -> Rung:
    """A rung, compared with the one before; the first has nothing to differ from."""
    places: dict[Kind, frozenset[int]] = {}
    kept: dict[Kind, float] = {}
    for kind, trace in traces.items():
        if trace is None:
            continue
        words = [word.text for word in written(trace)]
        past = before.traces.get(kind) if before else None
        if past is None:
            places[kind] = frozenset(range(len(words)))
            continue
        old = [word.text for word in written(past)]
        pairs = common(old, words)
        places[kind] = frozenset(place for _, place in pairs)
        kept[kind] = len(pairs) / len(old) if old else 1.0
    return Rung(number=number, traces=traces, places=places, kept=kept)


def show_ladder(climb: Climb) -> None:
    """What can be measured, then every rung so far, the newest on top."""
    if not any(any(rung.traces.values()) for rung in climb.rungs):
        return
    with st.container(horizontal=True, gap="medium"):
        letters_setting(view=climb.view)
    say(what_changed(climb.rungs))
    for rung in reversed(climb.rungs):
        with st.container(border=True):
            _show_rung(rung, view=climb.view)
    if len(climb.rungs) > 1:
        say(
            "Marked and underlined: words that the model’s translation of the shorter sentence "
            "does not have in the same order. A model that keeps the thread changes little but the "
            "end. Kept is no measure of quality: a model can also keep what is wrong.",
            small=True,
        )
    with st.expander("The same as numbers"):
        st.dataframe(ladder_table(climb.rungs), hide_index=True)


def _show_rung(rung: Rung, *, view: View) -> None:
    _show_sentence(rung.number)
    for kind, column in zip(KINDS, st.columns(2), strict=True):
        trace = rung.traces[kind]
        with column:
            if trace is None:
                say(f"There is no {kind} model to show here.")
                continue
            share = rung.kept.get(kind)
            kept = "" if share is None else f" · kept {share:.0%} of its words from before"
            show_marked(
                trace=trace,
                same=rung.places[kind],
                heading=("With attention" if kind == "attention" else "Vanilla") + kept,
                view=view,
            )


def what_changed(rungs: Sequence[Rung]) -> str:
    """From the first rung to the newest, in numbers; nothing in it is judged."""
    first, last = rungs[0], rungs[-1]
    models = [kind for kind in KINDS if last.traces[kind] and first.traces[kind]]
    lengths = [len(LADDER[rung.number - 1].split()) for rung in (first, last)]
    if first is last:
        scores = " and ".join(f"{_score(first, kind)} ({kind})" for kind in models)
        return (
            f"A sentence of {lengths[0]} words; mean log p a piece: {scores} nats. Make it longer, "
            "and see what becomes of it."
        )
    moved = "; ".join(
        f"{kind} from {_score(first, kind)} to {_score(last, kind)}" for kind in models
    )
    losses = "; ".join(_loss(rungs, kind=kind) for kind in models)
    return (
        f"From {lengths[0]} to {lengths[1]} words, the mean log p a piece went, in nats: {moved}. "
        f"Of the words of the translation one sentence before, {losses}."
    )


def _score(rung: Rung, kind: Kind) -> str:
    trace = rung.traces[kind]
    assert trace is not None
    return minus(trace.score)


def _loss(rungs: Sequence[Rung], *, kind: Kind) -> str:
    """How much one model kept now, and where it kept least."""
    worst = min(rungs[1:], key=lambda rung: rung.kept[kind])
    least = f", and least at sentence {worst.number}: {worst.kept[kind]:.0%}"
    return f"{kind} kept {rungs[-1].kept[kind]:.0%}{least if len(rungs) > 2 else ''}"


def ladder_table(rungs: Sequence[Rung]) -> pd.DataFrame:
    """A row a rung and model."""
    return pd.DataFrame(
        {
            "sentence": rung.number,
            "English words": len(LADDER[rung.number - 1].split()),
            "model": trace.model,
            "Hindi words": len(written(trace)),
            "mean log p a piece, nats": trace.score,
            "kept": rung.kept.get(kind),
            "cut": trace.truncated,
            "unknown words": len(trace.unknown),
            "translation": trace.translation,
        }
        for rung in rungs
        for kind, trace in rung.traces.items()
        if trace
    )
