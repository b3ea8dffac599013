"""The posterior: the probability of each j after y_i is known, compared with α, the prior."""

import dataclasses

import numpy as np
import streamlit as st

from attention_core.analysis.labelled_matrix import LabelledMatrix, labelled_matrix
from attention_core.figures.trace_document import posterior_weights
from attention_core.trace import Trace
from pages.sections.alignment.matrix_view import show_matrix
from pages.shared.display.messages import show_text
from pages.shared.display.number_table import show_number_table, weights_table
from pages.shared.display.target_text import speller
from pages.shared.display.trace_weights import posterior_values
from pages.shared.state.view import View


def show_posterior(*, trace: Trace, view: View) -> None:
    """How p(j | y_i) is computed, its drawing, and how it differs from α."""
    st.subheader("What each word came from", anchor=False)
    show_text(
        "α_i is computed before word i is chosen: it says where the model looked for it. With α_i "
        "as the prior of a choice of one state h_j, Bayes’ rule gives where the word came from: "
        "p(j | y_i) = α_ij p(y_i | h_j) / Σ_k α_ik p(y_i | h_k), where p(y_i | h_j) is the "
        "probability of y_i at step i if c_i is h_j alone (posterior attention; Shankar and "
        "Sarawagi 2019). The drawing above shows it as well: choose Posterior there."
    )
    alpha = labelled_matrix(trace=trace, grain=view.grain, spell=speller(view))
    values = posterior_values(trace=trace, grain=view.grain)
    posterior = dataclasses.replace(alpha, weights=values)
    show_matrix(trace=trace, view=view, weights=posterior_weights(values))
    show_text(_comparison(alpha=alpha, posterior=posterior))
    show_number_table(weights_table(posterior), key="posterior")


def _comparison(*, alpha: LabelledMatrix, posterior: LabelledMatrix) -> str:
    """In how many rows both are largest in one column, and the row in which they differ most."""
    before, after = alpha.weights.argmax(axis=1), posterior.weights.argmax(axis=1)
    same = int((before == after).sum())
    text = f"In {same} of {len(before)} rows both are largest in the same column."
    if same < len(before):
        gain = posterior.weights.max(axis=1) - posterior.weights[np.arange(len(before)), before]
        i = int(gain.argmax())
        text += (
            f" They differ most in row {i + 1}: before “{alpha.rows[i]}” is written, most α is on "
            f"“{alpha.columns[before[i]]}” ({alpha.weights[i, before[i]]:.2f}); after it is "
            f"written, “{alpha.columns[after[i]]}” is its likeliest source "
            f"({posterior.weights[i, after[i]]:.2f})."
        )
    return text
