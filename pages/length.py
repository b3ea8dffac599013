"""Length: how quality holds, or falls, as sentences grow; on the test sets and on your own file."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from attention_core.evaluation.measurement import Metric
from attention_core.explorer import ModelInfo
from pages.sections.length.length_curves import metric_setting, show_curves
from pages.sections.length.own_file import current_run, show_own_pairs
from pages.sections.length.own_progress import show_progress
from pages.sections.length.own_results import show_results
from pages.sections.length.test_sets import HeldOut, held_out_sets, stale
from pages.shared.display.messages import notice, notices, say
from pages.shared.display.model_faults import show_faults
from pages.shared.state.caches import explorer
from pages.shared.state.page_entry import run_page
from pages.shared.state.session import choose_from, control, current_view
from pages.shared.state.view import View

_WHOSE: Final[Mapping[str, str]] = {"held out": "Test sets", "own": "Your own file"}


def page() -> None:
    """Figures from the cards, or those of a file that a person gives."""
    found = explorer()
    models = found.models()
    view, notes = current_view(models=models)
    st.title("Quality by sentence length", anchor=False)
    say(
        "A model without attention carries the whole sentence in one vector, and a long sentence "
        "overloads it. With attention it can look back at every word when it needs it. If that is "
        "so, the lines of the vanilla models fall as sentences grow, and the others hold."
    )
    notices(notes)
    show_faults(models)
    with st.container(horizontal=True, gap="medium"):
        own = _whose_setting()
        metric_setting(view=view)
        chosen = None if own else _held_out_setting(models, view=view)
    if own:
        show_own_pairs(found=found, models=models, view=view)
        run = current_run()
        if run is not None and run.running:
            show_progress(run)
        elif run is not None:
            show_results(run=run, models=models, view=view)
    elif chosen is not None:
        _show_held_out(chosen, models=models, metric=view.metric)
    else:
        notice("No model here has figures by sentence length in its card.", kind="hint")


def _whose_setting() -> bool:
    """Whether to measure a person's own file, or to show what was measured before."""
    return (
        st.segmented_control(
            "Sentences",
            list(_WHOSE),
            default="held out",
            required=True,
            format_func=_WHOSE.__getitem__,
            key="length.whose",
            persist_state="session",
        )
        == "own"
    )


def _held_out_setting(models: Sequence[ModelInfo], *, view: View) -> HeldOut | None:
    """The test set that was chosen; None if the cards know of none."""
    sets = held_out_sets(models)
    if not sets:
        return None
    file = view.test if view.test in sets else next(iter(sets))
    if view.test not in ("", file):
        notice(f"No card has figures of “{view.test[:80]}”: this page shows {file}.")
    st.selectbox(
        "Test set",
        list(sets),
        format_func=lambda name: sets[name].label,
        key=control(field="test", view=dataclasses.replace(view, test=file)),
        on_change=choose_from,
        args=("test",),
        width=480,
    )
    return sets[file]


def _show_held_out(chosen: HeldOut, *, models: Sequence[ModelInfo], metric: Metric) -> None:
    """The figure of one test set, as the cards have it."""
    show_curves(
        measurements=chosen.measurements,
        metric=metric,
        models=[info.name for info in models],
        key="length-shipped",
    )
    say(chosen.caption(metric), small=True)
    if changed := stale(chosen, models=models):
        notice(
            f"The figures of {', '.join(changed)} are those of other weights than are here now: "
            "measure again with “python -m attention_core evaluate --record”."
        )


run_page(page)
