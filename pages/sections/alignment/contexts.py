"""The inspector of c_i: which h_j a context is made of, and how it moves from step to step."""

import dataclasses

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
from attention_core.figures.diagnostics_charts import PARTS, composition, movement, parts
from attention_core.trace import Trace
from pages.shared.display.heatmap import show_figure
from pages.shared.display.hindi_text import speller
from pages.shared.display.messages import notice, say
from pages.shared.state.session import choose_from, control
from pages.shared.state.view import View


def show_contexts(*, trace: Trace, view: View) -> None:
    """Figures and numbers of every context, one of them chosen."""
    shown = labelled_matrix(trace=trace, grain="pieces", spell=speller(view))
    view = _with_a_step_there_is(view=view, steps=len(shown.rows))
    st.selectbox(
        "Step i, and the piece it writes",
        range(1, len(shown.rows) + 1),
        format_func=lambda i: f"{i} · {shown.rows[i - 1]}",
        key=control(field="step", view=view),
        on_change=choose_from,
        args=("step",),
        filter_mode=None,
        width=320,
    )
    shares = context_shares(alpha=shown.weights, memory=trace.memory, contexts=trace.contexts)
    cosines = context_cosines(memory=trace.memory, contexts=trace.contexts)
    _show_chosen(matrix=shown, shares=shares, cosines=cosines, step=view.step)
    _show_all(matrix=shown, shares=shares, step=view.step)
    _show_moves(trace=trace, matrix=shown, step=view.step)


def _with_a_step_there_is(*, view: View, steps: int) -> View:
    if view.step <= steps:
        return view
    notice(f"There is no step {view.step}: this translation has {steps}. This is step {steps}.")
    return dataclasses.replace(view, step=steps)


def _show_chosen(*, matrix: LabelledMatrix, shares: Matrix, cosines: Matrix, step: int) -> None:
    say(
        "c_i is the sum of all α_ij h_j. The share of one of them is its part along c_i itself, "
        "α_ij (h_j · c_i) / ‖c_i‖²: because they add up to c_i, their shares add up to 1. A share "
        "below 0 pulls against the others; one far from its α_ij has an h_j that is long or "
        "short, or points elsewhere. h_j belongs to pieces, so this is always in pieces."
    )
    row, alpha = shares[step - 1], matrix.weights[step - 1]
    first = np.argsort(-row, kind="stable")[:PARTS]
    largest = ", ".join(f"{matrix.columns[j]} {row[j]:.2f} (α {alpha[j]:.2f})" for j in first)
    show_figure(
        parts(
            alpha=alpha,
            shares=row,
            cosines=cosines[step - 1],
            columns=matrix.columns,
        ),
        key="-parts",
        says=f"Bars of the shares of every h_j in c at step {step}, which writes "
        f"{matrix.rows[step - 1]}. The largest: {largest}. Below them the cosines of c with "
        f"every h_j, from {cosines[step - 1].min():.2f} to {cosines[step - 1].max():.2f}.",
    )
    with st.expander("The same numbers as a table"):
        st.dataframe(
            pd.DataFrame(
                {
                    "source piece": matrix.columns,
                    "α": alpha,
                    "share": row,
                    "cosine": cosines[step - 1],
                },
                index=pd.RangeIndex(1, len(row) + 1, name="j"),
            ),
            column_config={
                name: st.column_config.NumberColumn(format="%.4f")
                for name in ("α", "share", "cosine")
            },
        )


def _show_all(*, matrix: LabelledMatrix, shares: Matrix, step: int) -> None:
    say(
        f"What every c_i is made of: its {min(PARTS, len(matrix.columns))} largest shares with "
        "their source pieces, then the sum of all the others. The chosen step is framed."
    )
    top = shares.max(axis=1)
    show_figure(
        composition(shares=shares, rows=matrix.rows, columns=matrix.columns, chosen=step),
        key="-composition",
        says=f"Bars of the shares of h_j in every c, {len(matrix.rows)} steps. The largest share "
        f"of a step is between {top.min():.2f} and {top.max():.2f}, {np.median(top):.2f} in the "
        "middle.",
    )


def _show_moves(*, trace: Trace, matrix: LabelledMatrix, step: int) -> None:
    if len(matrix.rows) < 2:
        say("There is one step only, so c_i does not move.")
        return
    distances, turns = context_moves(trace.contexts)
    say(
        "How c_i moves: the distance ‖c_i − c_i-1‖ to the context of the step before, and the "
        "cosine of the two, 1 where it keeps its direction. Without attention both figures would "
        "be flat, at 0 and at 1: there is one c."
    )
    furthest = int(distances.argmax())
    show_figure(
        movement(distances=distances, cosines=turns, rows=matrix.rows, chosen=step),
        key="-movement",
        says=f"How far c moves at each step, and its cosine with the c before. It moves furthest "
        f"at step {furthest + 2}, {matrix.rows[furthest + 1]}: {distances[furthest]:.2f}, cosine "
        f"{turns[furthest]:.2f}; the mean distance is {distances.mean():.2f}.",
    )
    with st.expander("The same numbers as a table"):
        st.dataframe(
            pd.DataFrame(
                {"target piece": matrix.rows[1:], "distance": distances, "cosine": turns},
                index=pd.RangeIndex(2, len(matrix.rows) + 1, name="i"),
            ),
            column_config={
                name: st.column_config.NumberColumn(format="%.4f")
                for name in ("distance", "cosine")
            },
        )
