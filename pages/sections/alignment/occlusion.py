"""Occlusion: which source words each target word depends on, compared with α."""

import dataclasses

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from attention_core.analysis.labelled_matrix import LabelledMatrix, labelled_matrix
from attention_core.figures.alignment_view import Weights
from attention_core.text.languages import language_name
from attention_core.trace import Trace
from pages.sections.alignment.matrix_view import show_matrix
from pages.shared.display.messages import show_text
from pages.shared.display.number_table import show_number_table, weights_table
from pages.shared.display.target_text import speller
from pages.shared.state.caches import evidence
from pages.shared.state.view import View


def show_occlusion(*, trace: Trace, view: View) -> None:
    """A heatmap of what hiding each source word costs each target word, compared with α."""
    st.subheader("What each word depends on", anchor=False)
    target = language_name(trace.languages.target)
    show_text(
        "α says where the model looked. To see what it used, each word of your sentence is hidden "
        "in turn (its pieces become the unknown piece) and the model is forced to write the same "
        f"{target}: d_ij = log p(y_i | x) − log p(y_i | x without word j), in nats, is how much "
        "word i depends on word j (prediction difference; Li et al. 2019, On the Word Alignment "
        "from Neural Machine Translation). Whole words only."
    )
    drops = evidence(trace, method="occlusion")
    alpha = labelled_matrix(trace=trace, grain="words", spell=speller(view))
    occlusion = dataclasses.replace(alpha, weights=drops)
    show_matrix(trace=trace, view=dataclasses.replace(view, grain="words"), weights=_weights(drops))
    show_text(_comparison(alpha=alpha, occlusion=occlusion))
    show_number_table(weights_table(occlusion), key="occlusion")


def _weights(drops: NDArray[np.float32]) -> Weights:
    """One colour where hiding a word lowers the probability, another where it raises it."""
    most = max(float(np.abs(drops).max()), 1e-6)
    return Weights(
        name="occlusion",
        label="Occlusion",
        symbol="d",
        about="Occlusion: how much less likely the target word is without the source word.",
        verbs=("needed", "mattered to"),
        values=drops,
        low=-most,
        high=most,
        unit="nats",
        sums_to_one=False,
    )


def _comparison(*, alpha: LabelledMatrix, occlusion: LabelledMatrix) -> str:
    """In how many rows both are largest in one column; the end mark is never hidden."""
    attended = alpha.weights[:, :-1].argmax(axis=1)
    used = occlusion.weights[:, :-1].argmax(axis=1)
    rows = [i for i, row in enumerate(occlusion.weights[:, :-1]) if row.max() > 0]
    same = [i for i in rows if attended[i] == used[i]]
    if not rows:
        return "No word of the translation becomes less likely, whichever word is hidden."
    text = (
        f"Of {len(rows)} rows, {len(same)} have their largest α on the word that they depend on "
        "most."
    )
    different = [i for i in rows if i not in same]
    if different:
        i = max(different, key=lambda i: float(occlusion.weights[i].max()))
        text += (
            f" Look at row {i + 1}: “{alpha.rows[i]}” looks at “{alpha.columns[attended[i]]}” "
            f"({alpha.weights[i, attended[i]]:.2f}) and depends on “{alpha.columns[used[i]]}” "
            f"({occlusion.weights[i, used[i]]:.1f} nats): h_j describes the words around j, too."
        )
    return text
