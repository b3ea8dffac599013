"""The contexts c_i: the share of each h_j in them, and how they move from step to step."""

import dataclasses
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from attention_core.analysis.diagnostics import (
    Matrix,
    context_cosines,
    context_moves,
    context_shares,
)
from attention_core.analysis.labelled_matrix import LabelledMatrix, labelled_matrix
from attention_core.figures.diagnostics_charts import (
    LARGEST_SHARES,
    composition_chart,
    context_chart,
    movement_chart,
)
from attention_core.text.scripts import isolated
from attention_core.trace import Trace
from pages.sections.alignment.charts import show_chart
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.number_table import show_number_table
from pages.shared.display.target_text import speller
from pages.shared.state.session import update_from_widget, widget_key
from pages.shared.state.view import View


def show_contexts(*, trace: Trace, view: View) -> None:
    """Figures and numbers of every context, with more of the one at the chosen step."""
    shown = labelled_matrix(trace=trace, grain="pieces", spell=speller(view))
    view = _with_existing_step(view=view, steps=len(shown.rows))
    st.selectbox(
        "Step i, and the piece it writes",
        range(1, len(shown.rows) + 1),
        format_func=lambda i: f"{i} · {isolated(shown.rows[i - 1])}",
        key=widget_key(field="step", view=view),
        on_change=update_from_widget,
        args=("step",),
        filter_mode=None,
        width=320,
    )
    shares = context_shares(alpha=shown.weights, memory=trace.memory, contexts=trace.contexts)
    cosines = context_cosines(memory=trace.memory, contexts=trace.contexts)
    _show_chosen(matrix=shown, shares=shares, cosines=cosines, step=view.step)
    _show_all(matrix=shown, shares=shares, step=view.step)
    _show_moves(trace=trace, matrix=shown, step=view.step)


def _with_existing_step(*, view: View, steps: int) -> View:
    if view.step <= steps:
        return view
    show_notice(
        f"There is no step {view.step}: this translation has {steps}. This is step {steps}."
    )
    return dataclasses.replace(view, step=steps)


def _show_chosen(*, matrix: LabelledMatrix, shares: Matrix, cosines: Matrix, step: int) -> None:
    show_text(
        "c_i is the sum of all α_ij h_j. The share of one of them is its projection on c_i, "
        "α_ij (h_j · c_i) / ‖c_i‖²: because they add up to c_i, their shares add up to 1. A share "
        "below 0 has an h_j that points away from c_i; one far from its α_ij has an h_j that is "
        "long or short, or points in another direction. Each h_j belongs to a piece, so this is "
        "always in pieces."
    )
    row, alpha = shares[step - 1], matrix.weights[step - 1]
    first = np.argsort(-row, kind="stable")[:LARGEST_SHARES]
    largest = ", ".join(f"{matrix.columns[j]} {row[j]:.2f} (α {alpha[j]:.2f})" for j in first)
    show_chart(
        partial(
            context_chart,
            alpha=alpha,
            shares=row,
            cosines=cosines[step - 1],
            columns=matrix.columns,
        ),
        bars=len(row),
        noun="source pieces",
        near=int(first[0]) + 1,
        key="parts",
        description=f"Bars of the shares of every h_j in c at step {step}, which writes "
        f"{matrix.rows[step - 1]}. The largest: {largest}. Below them the cosines of c with "
        f"every h_j, from {cosines[step - 1].min():.2f} to {cosines[step - 1].max():.2f}.",
    )
    show_number_table(
        pd.DataFrame(
            {
                "source piece": matrix.columns,
                "α": alpha,
                "share": row,
                "cosine": cosines[step - 1],
            },
            index=pd.RangeIndex(1, len(row) + 1, name="j"),
        ),
        decimals={"α": 4, "share": 4, "cosine": 4},
    )


def _show_all(*, matrix: LabelledMatrix, shares: Matrix, step: int) -> None:
    show_text(
        f"What every c_i is made of: its {min(LARGEST_SHARES, len(matrix.columns))} largest shares "
        "with their source pieces, then the sum of all the others. The chosen step is framed."
    )
    top = shares.max(axis=1)
    show_chart(
        partial(
            composition_chart,
            shares=shares,
            rows=matrix.rows,
            columns=matrix.columns,
            chosen=step,
        ),
        bars=len(matrix.rows),
        noun="steps",
        near=step,
        key="composition",
        description=f"Bars of the shares of h_j in every c, {len(matrix.rows)} steps. The largest "
        f"share of a step is between {top.min():.2f} and {top.max():.2f}, with a median of "
        f"{np.median(top):.2f}.",
    )


def _show_moves(*, trace: Trace, matrix: LabelledMatrix, step: int) -> None:
    if len(matrix.rows) < 2:
        show_text("There is one step only, so c_i does not move.")
        return
    distances, cosines = context_moves(trace.contexts)
    show_text(
        "How c_i moves: the distance ‖c_i − c_i-1‖ to the context of the step before, and the "
        "cosine of the two, 1 where it keeps its direction. Without attention both curves would "
        "be flat, at 0 and at 1, since there is only one c."
    )
    furthest = int(distances.argmax())
    show_chart(
        partial(
            movement_chart,
            distances=distances,
            cosines=cosines,
            rows=matrix.rows,
            chosen=step,
        ),
        bars=len(matrix.rows),
        noun="steps",
        near=step,
        key="movement",
        description="How far c moves at each step, and its cosine with the c before. It moves "
        f"furthest at step {furthest + 2}, {matrix.rows[furthest + 1]}: "
        f"{distances[furthest]:.2f}, cosine {cosines[furthest]:.2f}; the mean distance is "
        f"{distances.mean():.2f}.",
    )
    show_number_table(
        pd.DataFrame(
            {"target piece": matrix.rows[1:], "distance": distances, "cosine": cosines},
            index=pd.RangeIndex(2, len(matrix.rows) + 1, name="i"),
        ),
        decimals={"distance": 4, "cosine": 4},
    )
