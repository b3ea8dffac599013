"""One context for all steps, and energies between "as it is" and "uniform"."""

from typing import Final

import streamlit as st

from attention_core.interventions import ChangeError, Context, FreezeContext, ScaleEnergies
from pages.sections.lab.change_list import current_changes, put_change
from pages.shared.display.messages import show_text
from pages.shared.state.view import View

_NAMES: Final = {
    "": "A new cᵢ at every step",
    "first": "c of step 1",
    "mean": "The mean of all hⱼ",
}


def show_context_freezer(*, view: View) -> None:
    """The choice of a context, the slider, and what they mean."""
    context, factor = _present(view)
    key, slider = f"lab.freeze.{view.changes}", f"lab.sharpen.{view.changes}"
    st.segmented_control(
        "The context",
        list(_NAMES),
        default=context,
        required=True,
        format_func=_NAMES.__getitem__,
        key=key,
        on_change=_store_context,
        args=(key,),
    )
    st.slider(
        "Energies times τ: from uniform α at 0 to α as it is at 1",
        0.0,
        1.0,
        min(factor, 1.0),
        0.05,
        key=slider,
        on_change=_store_factor,
        args=(slider,),
    )
    show_text(
        "With one c for all steps the model is left with what the vanilla model has: one vector, "
        "whatever the length of the sentence. Its weights were trained with a new c_i at each "
        "step, so this shows how much it relies on that, and not what training without would give. "
        "The mean of all h_j is Σ α_ij h_j with uniform α. A model with a lexical output gets the "
        "same weights there.",
        small=True,
    )


def _present(view: View) -> tuple[str, float]:
    context, factor = "", 1.0
    try:
        changes = current_changes(view)
    except ChangeError:
        return context, factor
    for change in changes:
        if isinstance(change, FreezeContext):
            context = "first" if change.context == "first" else "mean"
        elif isinstance(change, ScaleEnergies):
            factor *= change.factor
    return context, factor


def _store_context(key: str) -> None:
    names: dict[str, Context] = {"first": "first", "mean": "mean"}
    context = names.get(st.session_state[key])
    put_change(None if context is None else FreezeContext(context=context), kind=FreezeContext)


def _store_factor(key: str) -> None:
    factor = float(st.session_state[key])
    put_change(None if factor == 1 else ScaleEnergies(factor=factor), kind=ScaleEnergies)
