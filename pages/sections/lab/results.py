"""The original and the changed translation side by side, in words and in numbers."""

import dataclasses
import json

import numpy as np
import pandas as pd
import streamlit as st

from attention_core.analysis.comparison import (
    common_subsequence,
    first_difference,
    translation_words,
)
from attention_core.analysis.integrity import integrity_checks
from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.figures.alignment_view import Options, cell_size
from attention_core.figures.trace_document import alpha_weights
from attention_core.trace import Trace
from pages.shared.controls.settings import grain_setting
from pages.shared.controls.trace_download import trace_download
from pages.shared.display.alignment_view import Headings, show_alignment_view
from pages.shared.display.marked_words import label, minus, show_marked
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.number_table import show_number_table, weights_table
from pages.shared.display.target_text import speller
from pages.shared.state.view import View


def show_results(*, own: Trace, changed: Trace, view: View) -> None:
    """Both translations, Δ log p, both rows of α of the step, both matrices, and files.

    Args:
        own: the translation without changes.
        changed: with them; the same Trace if there are none.
        view: step, letters and grain.
    """
    st.subheader("What becomes of it", anchor=False)
    _show_words(own=own, changed=changed, view=view)
    if own.alpha is not None and changed.alpha is not None:
        _show_rows(own=own, changed=changed, view=view)
        _show_matrices(own=own, changed=changed, view=view)
    if changed.changes:
        holds = all(check["holds"] for check in integrity_checks(changed))
        names = ", ".join(check["name"] for check in integrity_checks(changed))
        if holds:
            show_text(f"Checked for what was used: {names}.", small=True)
        else:
            show_notice(f"A check of what was used fails; these were made: {names}.", kind="fault")
    _show_downloads(own=own, changed=changed)


def _show_words(*, own: Trace, changed: Trace, view: View) -> None:
    """Both translations, with marks on the words that only one of them has."""
    if not changed.changes:
        everything = set(range(len(translation_words(own))))
        with st.container(border=True):
            show_marked(trace=own, same=everything, heading="Original", view=view)
        show_notice("Change something above: the result appears beside this.", kind="hint")
        return
    words = [[word.text for word in translation_words(trace)] for trace in (own, changed)]
    same = common_subsequence(*words)
    count = len(changed.changes)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        show_marked(trace=own, same={a for a, _ in same}, heading="Original", view=view)
    with right, st.container(border=True, height="stretch"):
        show_marked(
            trace=changed,
            same={b for _, b in same},
            heading=f"Edited · {count} change{'s' * (count > 1)}",
            view=view,
        )
    show_text(_difference(own=own, changed=changed, view=view))


def _difference(*, own: Trace, changed: Trace, view: View) -> str:
    """Where the two first differ, and Δ log p, in a sentence."""
    at = first_difference(own.target_pieces, changed.target_pieces)
    place = "The pieces are the same."
    if at is not None:
        pair = [
            f"“{label(t.target_pieces[at], view=view)}”" if at < len(t.target_pieces) else "nothing"
            for t in (own, changed)
        ]
        place = f"They first differ at step {at + 1}: {pair[0]} and {pair[1]}."
    sums = [float(trace.logprob.astype(np.float64).sum()) for trace in (own, changed)]
    return (
        f"{place} Δ log p = {minus(sums[1])} − ({minus(sums[0])}) = {minus(sums[1] - sums[0])} "
        f"nats in all, {minus(changed.score - own.score)} a piece; each is what the model gives "
        "its own translation, the edited one under the changes."
    )


def _show_rows(*, own: Trace, changed: Trace, view: View) -> None:
    """α of the view's step, in the original and in the edited translation."""
    step = view.step
    rows = {}
    for name, trace in _named(own=own, changed=changed):
        if trace.alpha is not None and step <= len(trace.target_pieces):
            starts = [word.start for word in trace.source_words]
            piece = label(trace.target_pieces[step - 1], view=view)
            summed = np.add.reduceat(trace.alpha[step - 1].astype(np.float64), starts)
            rows[f"{name}: {piece}"] = summed
    if not rows:
        return
    names = [f"{k}  {label(word.text, view=view)}" for k, word in enumerate(own.source_words)]
    st.dataframe(
        pd.DataFrame(rows, index=pd.Index(names, name=f"α of step {step}, by source word")),
        column_config={
            name: st.column_config.ProgressColumn(format="%.3f", min_value=0.0, max_value=1.0)
            for name in rows
        },
        width="content",
    )


def _show_matrices(*, own: Trace, changed: Trace, view: View) -> None:
    """Both matrices in drawings of one scale, the edited one marked as such."""
    with st.container(horizontal=True, gap="medium"):
        grain_setting(view=view)
    traces = _named(own=own, changed=changed)
    matrices = [
        labelled_matrix(trace=trace, grain=view.grain, spell=speller(view)) for _, trace in traces
    ]
    size = cell_size(
        rows=max(len(matrix.rows) for matrix in matrices),
        columns=max(len(matrix.columns) for matrix in matrices),
    )
    for (name, trace), matrix, column in zip(
        traces, matrices, st.columns(len(traces)), strict=True
    ):
        weights = alpha_weights(trace=trace, grain=view.grain)
        if trace.changes:
            weights = dataclasses.replace(weights, about="α as it was used under the changes.")
        with column:
            show_alignment_view(
                trace=trace,
                view=view,
                matrices=[weights],
                headings=Headings(target=f"{name} translation"),
                options=Options(cell=size),
                key=f"alignment_view.{name}",
            )
            show_number_table(weights_table(matrix), key=f"lab.matrix.{name}")


def _named(*, own: Trace, changed: Trace) -> list[tuple[str, Trace]]:
    """The original and, if there is one, the edited Trace."""
    return [("Original", own)] + [("Edited", changed)] * bool(changed.changes)


def _show_downloads(*, own: Trace, changed: Trace) -> None:
    with st.container(horizontal=True):
        if changed.changes:
            trace_download(
                changed,
                label="Download the edited Trace as JSON",
                file_name=f"{changed.model}-edited.json",
            )
            st.download_button(
                "Download the changes as JSON",
                data=json.dumps(
                    [change.to_json() for change in changed.changes], ensure_ascii=False, indent=1
                ),
                file_name="changes.json",
                mime="application/json",
                icon=":material/download:",
                on_click="ignore",
            )
        trace_download(own, label="Download the original as JSON", file_name=f"{own.model}.json")
