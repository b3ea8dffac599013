"""Length: how quality holds, or falls, as sentences grow; on the test sets and on your own file."""

from collections.abc import Sequence

import streamlit as st

from attention_core.explorer import ModelInfo
from attention_core.lengths import Metric
from pages.shared.caches import explorer
from pages.shared.entry import run_page
from pages.shared.faults import show_faults
from pages.shared.held_out import HeldOut, held_out_sets, stale
from pages.shared.length_curves import metric_setting, show_curves
from pages.shared.notices import notice, notices, say
from pages.shared.visit import current_view


def page() -> None:
    """Figures from the cards, then what a person has measured."""
    models = explorer().models()
    _, notes = current_view(models=models)
    st.title("Quality by sentence length", anchor=False)
    say(
        "A model without attention carries the whole sentence in one vector, and a long sentence "
        "overloads it. With attention it can look back at every word when it needs it. If that is "
        "so, the lines of the vanilla models fall as sentences grow, and the others hold."
    )
    notices(notes)
    show_faults(models)
    with st.container(horizontal=True, gap="medium"):
        metric = metric_setting()
        chosen = _test_set_setting(models)
    if chosen:
        _show_shipped(chosen, models=models, metric=metric)


def _test_set_setting(models: Sequence[ModelInfo]) -> HeldOut | None:
    """The test set that was chosen; None if the cards know of none."""
    sets = held_out_sets(models)
    if not sets:
        notice("No model here has figures by sentence length in its card.", kind="hint")
        return None
    file = st.selectbox(
        "Test set",
        list(sets),
        format_func=lambda name: sets[name].label,
        key="length.test",
        persist_state="session",
        width=480,
    )
    return sets[file]


def _show_shipped(chosen: HeldOut, *, models: Sequence[ModelInfo], metric: Metric) -> None:
    """The figure of one test set, as the cards have it."""
    show_curves(
        measurements=chosen.measurements,
        metric=metric,
        models=[info.name for info in models],
        key="length-shipped",
    )
    say(_caption(chosen, metric=metric), small=True)
    if changed := stale(chosen, models=models):
        notice(
            f"The figures of {', '.join(changed)} were measured on other weights than it has now: "
            "measure again with “python -m attention_core evaluate --record”."
        )


def _caption(chosen: HeldOut, *, metric: Metric) -> str:
    """What was measured, how, and when."""
    found = chosen.measurements
    beams = ", ".join(sorted({str(one.beam) for one in found if one.beam}))
    signatures = sorted({one.signatures[metric] for one in found if metric in one.signatures})
    beam = f", beam {beams}" if beams else ""
    how = f" Signature: {'; '.join(signatures)}." if signatures else ""
    return (
        f"{chosen.file}: {chosen.what}, {found[0].n:,} sentences kept out of training{beam}.{how} "
        "Measured when the models were made; the figures are those of their cards. The sentences "
        "themselves are not part of this project, so they cannot be listed here: measure a file "
        "of your own to see which sentences make a point."
    )


run_page(page)
