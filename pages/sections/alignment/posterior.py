"""The posterior on a page: what is known of j once y_i is there, beside α, which came before."""

import dataclasses

import numpy as np
import streamlit as st

from attention_core.analysis.labelled_matrix import LabelledMatrix, labelled_matrix
from attention_core.figures.heatmap import ALPHA
from attention_core.text.words import merge_to_words
from attention_core.trace import Array, Trace
from pages.shared.display.heatmap import show_cells
from pages.shared.display.hindi_text import speller
from pages.shared.display.messages import say
from pages.shared.state.caches import evidence
from pages.shared.state.view import View

_SHADING = dataclasses.replace(ALPHA, name="p(j | y_i)", ticks={**ALPHA.ticks, 0.0: "p = 0"})


def word_posterior(trace: Trace) -> Array:
    """p(j | y_i) of a Trace with α, over words: source summed, target averaged, as for α."""
    return merge_to_words(
        alpha=evidence(trace, way="posterior"),
        source_words=trace.source_words,
        target_words=trace.target_words,
    )


def show_posterior(*, trace: Trace, view: View) -> None:
    """A heatmap of p(j | y_i), and where it moves away from α."""
    st.subheader("What each word came from", anchor=False)
    say(
        "α_i is reckoned before word i is chosen: it says where the model looked for it. Taken as "
        "the prior of a choice of one state h_j, Bayes’ rule tells where the word then came from: "
        "p(j | y_i) = α_ij p(y_i | h_j) / Σ_k α_ik p(y_i | h_k), with p(y_i | h_j) what the "
        "decoder says at step i if its c_i is h_j alone (posterior attention; Shankar and "
        "Sarawagi 2019)."
    )
    looked = labelled_matrix(trace=trace, grain=view.grain, spell=speller(view))
    pieces = view.grain == "pieces"
    weights = evidence(trace, way="posterior") if pieces else word_posterior(trace)
    came = dataclasses.replace(looked, weights=weights)
    remark = _compared(looked=looked, came=came)
    show_cells(came, shading=_SHADING, key="-posterior", remark=remark)


def _compared(*, looked: LabelledMatrix, came: LabelledMatrix) -> str:
    """In how many rows both are largest at the same place, and the row where they differ most."""
    saw, found = looked.weights.argmax(axis=1), came.weights.argmax(axis=1)
    same = int((saw == found).sum())
    text = f"Of {len(saw)} rows, {same} have both at their largest in the same column."
    if same < len(saw):
        gain = came.weights.max(axis=1) - came.weights[np.arange(len(saw)), saw]
        i = int(gain.argmax())
        text += (
            f" They are furthest apart in row {i + 1}: before “{came.rows[i]}” is written, most α "
            f"is on “{came.columns[saw[i]]}” ({looked.weights[i, saw[i]]:.2f}); once it is there, "
            f"“{came.columns[found[i]]}” is the likeliest origin ({came.weights[i, found[i]]:.2f})."
        )
    return text
