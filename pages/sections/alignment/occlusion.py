"""Occlusion on a page: what each word hung on, beside where the model looked."""

import dataclasses

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from attention_core.analysis.labelled_matrix import LabelledMatrix, labelled_matrix
from attention_core.figures.heatmap import Shading
from attention_core.trace import Trace
from pages.shared.display.heatmap import show_cells
from pages.shared.display.hindi_text import speller
from pages.shared.display.messages import say
from pages.shared.state.caches import evidence
from pages.shared.state.view import View


def show_occlusion(*, trace: Trace, view: View) -> None:
    """A heatmap of what hiding each source word costs each target word, and how α compares."""
    st.subheader("What each word hung on", anchor=False)
    say(
        "α says where the model looked. To see what it used, each word of your sentence is hidden "
        "in turn (its pieces become the unknown piece) and the model is made to write the same "
        "Hindi: d_ij = log p(y_i | x) − log p(y_i | x without word j), in nats, is how much "
        "word i hung on word j (prediction difference; Li et al. 2019, On the Word Alignment from "
        "Neural Machine Translation). Whole words only."
    )
    drops = evidence(trace, way="occlusion")
    words = labelled_matrix(trace=trace, grain="words", spell=speller(view))
    shown = dataclasses.replace(words, weights=drops)
    remark = _compared(looked=words, hung=shown)
    show_cells(shown, shading=_shading(drops), key="-occlusion", remark=remark)


def _shading(drops: NDArray[np.float32]) -> Shading:
    """Blue where a word is missed, red where the model is better off without it."""
    most = max(float(np.abs(drops).max()), 1e-6)
    ticks = {-most: f"{-most:.1f}", 0.0: "0", most: f"{most:.1f} nats"}
    return Shading(name="drop in nats", low=-most, high=most, colours="RdBu", ticks=ticks)


def _compared(*, looked: LabelledMatrix, hung: LabelledMatrix) -> str:
    """How often α is largest where the drop is; end marks, which are never hidden, left out."""
    rows = [i for i, row in enumerate(hung.weights[:, :-1]) if row.max() > 0]
    same = [i for i in rows if looked.weights[i, :-1].argmax() == hung.weights[i, :-1].argmax()]
    if not rows:
        return "No word of the translation loses anything, whichever word is hidden."
    text = (
        f"Of {len(rows)} rows, {len(same)} have their largest α on the very word that they hang "
        "on most."
    )
    apart = [i for i in rows if i not in same]
    if apart:
        i = max(apart, key=lambda i: float(hung.weights[i].max()))
        saw, used = looked.weights[i, :-1].argmax(), hung.weights[i, :-1].argmax()
        text += (
            f" Look at row {i + 1}: “{hung.rows[i]}” looks at “{looked.columns[saw]}” "
            f"({looked.weights[i, saw]:.2f}) and hangs on “{hung.columns[used]}” "
            f"({hung.weights[i, used]:.1f} nats): h_j tells of the words around j, too."
        )
    return text
