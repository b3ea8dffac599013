"""Length: quality against sentence length, on the test sets and on a person's own file."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from attention_core.explorer import ModelInfo
from pages.sections.length.length_curves import metric_setting, show_curves
from pages.sections.length.own_file import OWN, WHOSE, current_run, show_own_pairs
from pages.sections.length.own_progress import show_progress
from pages.sections.length.own_results import show_results
from pages.sections.length.shipped_pairs import show_shipped_pairs
from pages.sections.length.test_sets import RecordedSet, outdated_models, recorded_sets
from pages.shared.controls.language_settings import pair_setting
from pages.shared.controls.page_title import show_title
from pages.shared.display.messages import show_notice, show_notices, show_text
from pages.shared.display.model_faults import show_faults
from pages.shared.state.loaded_models import explorer
from pages.shared.state.page_entry import run_page
from pages.shared.state.session import current_view, update_from_widget, widget_key
from pages.shared.state.view import View, of_pair

_FILES: Final[Mapping[str, str]] = {"held out": "Test sets", OWN: "Your own file"}


def page() -> None:
    """Show the scores in the cards, or those of a person's own file."""
    models = explorer().models()
    view, notes = current_view(models=models)
    show_title(
        title="Quality by sentence length",
        about="Without attention, one vector holds the whole sentence; a long one overloads it.",
        more="With attention, a model can look back at every word when it needs it. If that helps, "
        "the lines of the vanilla models fall as sentences grow, and the others hold.",
    )
    show_notices(notes)
    show_faults(models)
    named = of_pair(models, pair=view.pair)
    with st.container(horizontal=True, gap="medium"):
        pair_setting(view=view, models=models)
        own = _own_file_setting()
        metric_setting(view=view)
        chosen = None if own else _test_set_setting(named, view=view)
    if own:
        show_own_pairs(explorer=explorer(), models=named, view=view)
        run = current_run()
        if run is not None and run.running:
            show_progress(run)
        elif run is not None:
            show_results(run=run, models=models, view=view)
    elif chosen is not None:
        _show_test_set(chosen, models=models, view=view)
    else:
        languages = " → ".join(view.languages.names)
        show_notice(
            f"No model for {languages} has figures by sentence length in its card: write them "
            "with “python -m attention_core evaluate --record”, or measure a file of your own.",
            kind="hint",
        )


def _own_file_setting() -> bool:
    """Show the choice of sentences; returns whether it is a person's own file."""
    return (
        st.segmented_control(
            "Sentences",
            list(_FILES),
            default="held out",
            required=True,
            format_func=_FILES.__getitem__,
            key=WHOSE,
            persist_state="session",
        )
        == OWN
    )


def _test_set_setting(models: Sequence[ModelInfo], *, view: View) -> RecordedSet | None:
    """Show the choice of test sets; returns None if the cards have none."""
    sets = recorded_sets(models)
    if not sets:
        return None
    file = view.test if view.test in sets else next(iter(sets))
    if view.test not in ("", file):
        show_notice(f"No card has figures of “{view.test[:80]}”: this page shows {file}.")
    st.selectbox(
        "Test set",
        list(sets),
        format_func=lambda name: sets[name].label,
        key=widget_key(field="test", view=dataclasses.replace(view, test=file)),
        on_change=update_from_widget,
        args=("test",),
        width=480,
    )
    return sets[file]


def _show_test_set(chosen: RecordedSet, *, models: Sequence[ModelInfo], view: View) -> None:
    """Show the figure of one test set, from the cards."""
    show_curves(
        measurements=chosen.measurements,
        metric=view.metric,
        models=[info.name for info in models],
        source=view.languages.names[0],
        key="length-shipped",
    )
    show_text(chosen.caption(view.metric), small=True)
    show_shipped_pairs(chosen, explorer=explorer(), models=models, view=view)
    if outdated := outdated_models(chosen, models=models):
        show_notice(
            f"The figures of {', '.join(outdated)} are those of other weights than are here now: "
            "measure again with “python -m attention_core evaluate --record”."
        )


run_page(page)
