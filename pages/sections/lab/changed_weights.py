"""α of the original and of the changed translation: the rows of one step, and both matrices."""

import dataclasses

import numpy as np
import pandas as pd
import streamlit as st

from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.figures.alignment_view import Options, cell_size
from attention_core.figures.trace_document import alpha_weights
from attention_core.trace import Trace
from pages.shared.controls.settings import grain_setting
from pages.shared.display.alignment_view import Headings, show_alignment_view
from pages.shared.display.marked_words import label
from pages.shared.display.number_table import show_number_table, weights_table
from pages.shared.display.target_text import speller
from pages.shared.state.view import View


def show_rows(*, own: Trace, changed: Trace, view: View) -> None:
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


def show_matrices(*, own: Trace, changed: Trace, view: View) -> None:
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
