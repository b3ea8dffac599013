"""Edit α of one step: bars for each source word, and presets."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from attention_core.figures.component_files import component_css, component_js
from attention_core.interventions import ChangeError, SetAlpha
from attention_core.trace import Trace
from pages.sections.lab.change_list import add_change, current_changes
from pages.sections.lab.word_labels import distinct
from pages.shared.display.marked_words import label
from pages.shared.display.messages import show_text
from pages.shared.state.view import View

_KEY = "weight_bars"
_component = st.components.v2.component(
    "weight_bars",
    html='<div class="weight-bars-root"></div>',
    css=component_css("weight_bars"),
    js=component_js("weight_bars", scripts=("weight_bars",)),
)


def show_alpha_editor(*, trace: Trace, step: int, view: View) -> None:
    """Presets and bars; a change is made as soon as the bars rest.

    Args:
        trace: the translation as it stands, of an attention model.
        step: i, from 1.
        view: the changes, letters and spelling.
    """
    names = [label(word.text, view=view) for word in trace.source_words]
    rows = _rows_by_words(trace)
    _show_presets(names=names, rows=rows, step=step, view=view)
    used = [round(float(weight), 3) for weight in rows[step - 1]]
    _component(
        key=_KEY,
        data={
            "key": repr((trace.digest, trace.beam, trace.source, step)),
            "step": step,
            "words": names,
            "weights": _typed(view=view, step=step, words=len(names)) or used,
        },
        on_weights_change=_store,
    )
    show_text(
        "A weight is of a whole word. Its pieces share it as the model had shared it, or evenly "
        "if it had given them none.",
        small=True,
    )


def moved_by_one(row: Sequence[float]) -> list[float]:
    """The weights, each on the next word; the last word's on the first."""
    return [row[-1], *row[:-1]]


def _show_presets(
    *, names: Sequence[str], rows: Sequence[Sequence[float]], step: int, view: View
) -> None:
    row, count = rows[step - 1], len(names)
    presets: dict[str, list[float]] = {"Uniform": [1.0] * count}
    if step > 1:
        presets["The row above"] = list(rows[step - 2])
    presets["Moved by one"] = moved_by_one(row)
    key = f"lab.one.{step}.{view.changes}"
    st.pills(
        f"All of α of step {step} on one word",
        range(count),
        format_func=distinct(names).__getitem__,
        key=key,
        wrap=True,
        on_change=_store_one,
        args=(key, step),
    )
    with st.container(horizontal=True):
        for name, weights in presets.items():
            st.button(name, on_click=_set, args=(step, weights), key=f"lab.preset.{name}")


def _rows_by_words(trace: Trace) -> list[list[float]]:
    """α of every step, pieces of a source word summed: [I, source words]."""
    assert trace.alpha is not None, "a vanilla model has no α"
    starts = [word.start for word in trace.source_words]
    rows: list[list[float]] = np.add.reduceat(
        trace.alpha.astype(np.float64), starts, axis=1
    ).tolist()
    return rows


def _typed(*, view: View, step: int, words: int) -> list[float] | None:
    """The weights as they were typed, if the last change of α at this step is in the list."""
    try:
        changes = current_changes(view)
    except ChangeError:
        return None
    for change in reversed(changes):
        if isinstance(change, SetAlpha) and change.step == step:
            weights = dict(change.weights)
            return [weights.get(k, 0.0) for k in range(words)]
    return None


def _set(step: int, weights: Sequence[float]) -> None:
    pairs = tuple((k, float(weight)) for k, weight in enumerate(weights) if weight > 0)
    if pairs:
        add_change(SetAlpha(step=step, weights=pairs))


def _store() -> None:
    report = st.session_state[_KEY].get("weights")
    if report:
        _set(int(report["step"]), [float(weight) for weight in report["weights"]])


def _store_one(key: str, step: int) -> None:
    word = st.session_state[key]
    if word is not None:
        _set(step, [float(k == word) for k in range(word + 1)])
