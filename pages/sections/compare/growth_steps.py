"""Make it longer: the ladder on a page, every rung of it through both models."""

import dataclasses
from collections.abc import Sequence

import streamlit as st

from attention_core.config import KINDS
from pages.sections.compare.growing_sentence import (
    CLAUSES,
    LADDER,
    Rung,
    ladder_table,
    rung_after,
    what_changed,
)
from pages.shared.controls.page_head import trace_of
from pages.shared.controls.settings import decoding_settings, letters_setting
from pages.shared.display.marked_words import show_marked
from pages.shared.display.messages import escaped, notices, say
from pages.shared.display.model_faults import show_faults
from pages.shared.state.caches import explorer
from pages.shared.state.session import choose, current_view
from pages.shared.state.view import View


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
