"""Make it longer: a growing sentence on a page, each of its steps through both models."""

import dataclasses
from collections.abc import Sequence

import streamlit as st

from attention_core.config import KINDS
from pages.sections.compare.growing_sentence import (
    GrowthStep,
    growth_step,
    growth_table,
    what_changed,
)
from pages.shared.controls.examples import CLAUSES, GROWING_SENTENCES
from pages.shared.controls.page_title import show_title
from pages.shared.controls.settings import settings_chip
from pages.shared.display.marked_words import show_marked
from pages.shared.display.messages import escaped, show_notice, show_notices, show_text
from pages.shared.display.model_faults import show_faults
from pages.shared.display.number_table import show_number_table
from pages.shared.state.loaded_models import explorer
from pages.shared.state.model_examples import ENGLISH
from pages.shared.state.sentence_traces import SentenceTraces
from pages.shared.state.session import current_view, update_view
from pages.shared.state.view import View


@dataclasses.dataclass(frozen=True, kw_only=True)
class Growth:
    """The steps so far, the shortest sentence first."""

    view: View
    steps: Sequence[GrowthStep]


def show_growth_head(*, title: str, about: str) -> Growth:
    """Draw the head of the page, the sentence and its buttons; translate every step."""
    models = explorer().models()
    view, notes = current_view(models=models)
    number = view.growth_step
    show_title(title=title, about=about)
    if view.languages.source != ENGLISH:
        source, _ = view.languages.names
        settings_chip(view=view, models=models)
        show_notices(notes)
        show_notice(
            f"The sentence that grows here is in English, and these models read {source}: "
            "compare two sentences of yours instead, the second one with a clause more."
        )
        return Growth(view=view, steps=())
    with st.container(border=True):
        _show_sentence(number, role="status")
        with st.container(horizontal=True):
            st.button(
                "Make it longer",
                type="primary",
                icon=":material/add:",
                disabled=number == len(GROWING_SENTENCES),
                on_click=update_view,
                kwargs={"growth_step": number + 1},
            )
            st.button(
                "Start again",
                on_click=update_view,
                kwargs={"growth_step": 1},
                disabled=number == 1,
            )
            settings_chip(view=view, models=models)
    show_notices(notes)
    steps: list[GrowthStep] = []
    for k, sentence in enumerate(GROWING_SENTENCES[:number], start=1):
        traces = SentenceTraces.translated(dataclasses.replace(view, sentence=sentence))
        before = steps[-1] if steps else None
        steps.append(growth_step(k, traces=traces.available, before=before))
    show_faults(explorer().models())  # loading a model can reveal a fault
    return Growth(view=view, steps=steps)


def _show_sentence(number: int, *, role: str = "") -> None:
    """The sentence of a step, with its new clause marked.

    Args:
        number: of the step, from 1.
        role: of the paragraph; screen readers read out a "status" when it changes.
    """
    before, new = "".join(CLAUSES[: number - 1]), CLAUSES[number - 1]
    words = len(GROWING_SENTENCES[number - 1].split())
    show_text(f"Sentence {number} of {len(GROWING_SENTENCES)} · {words} words", small=True)
    new = f"<mark>{escaped(new)}</mark>" if before else escaped(new)
    attribute = f'role="{role}"' if role else ""
    st.html(f'<p class="growing-sentence" lang="en" {attribute}>{escaped(before)}{new}.</p>')


def show_growth(growth: Growth) -> None:
    """What changed, in numbers; then every step so far, the newest on top."""
    if not any(step.traces for step in growth.steps):
        return
    show_text(what_changed(growth.steps))
    for step in reversed(growth.steps):
        with st.container(border=True):
            _show_step(step, view=growth.view)
    if len(growth.steps) > 1:
        show_text(
            "Marked and underlined: words that the model’s translation of the shorter sentence "
            "does not have in the same order. Overlap: the share of that translation’s words that "
            "are still there in the same order. It is no measure of quality: a model can also "
            "repeat what is wrong.",
            small=True,
        )
    show_number_table(growth_table(growth.steps), hide_index=True)


def _show_step(step: GrowthStep, *, view: View) -> None:
    _show_sentence(step.number)
    for kind, column in zip(KINDS, st.columns(2), strict=True):
        with column:
            if kind not in step.traces:
                show_text(f"There is no {kind} model to show here.")
                continue
            share = step.overlap.get(kind)
            overlap = "" if share is None else f" · overlap with the one before {share:.0%}"
            show_marked(
                trace=step.traces[kind],
                same=step.common[kind],
                heading=("With attention" if kind == "attention" else "Vanilla") + overlap,
                view=view,
            )
