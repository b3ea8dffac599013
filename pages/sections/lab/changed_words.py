"""The original and the changed translation in words, and where they first differ."""

import numpy as np
import streamlit as st

from attention_core.analysis.comparison import (
    common_subsequence,
    first_difference,
    translation_words,
)
from attention_core.trace import Trace
from pages.shared.display.marked_words import label, minus, show_marked
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.view import View


def show_words(*, own: Trace, changed: Trace, view: View) -> None:
    """Both translations, with marks on the words that only one of them has."""
    if not changed.changes:
        everything = set(range(len(translation_words(own))))
        with st.container(border=True):
            show_marked(trace=own, same=everything, heading="Original", view=view)
        show_notice("Change something: what becomes of it appears here.", kind="hint")
        return
    words = [[word.text for word in translation_words(trace)] for trace in (own, changed)]
    same = common_subsequence(*words)
    count = len(changed.changes)
    with st.container(border=True):
        show_marked(trace=own, same={a for a, _ in same}, heading="Original", view=view)
    with st.container(border=True):
        show_marked(
            trace=changed,
            same={b for _, b in same},
            heading=f"Edited · {count} change{'s' * (count > 1)}",
            view=view,
        )


def show_difference(*, own: Trace, changed: Trace, view: View) -> None:
    """Where the two first differ, and Δ log p, in a sentence; nothing if nothing is changed."""
    if not changed.changes:
        return
    at = first_difference(own.target_pieces, changed.target_pieces)
    place = "The pieces are the same."
    if at is not None:
        pair = [
            f"“{label(t.target_pieces[at], view=view)}”" if at < len(t.target_pieces) else "nothing"
            for t in (own, changed)
        ]
        place = f"They first differ at step {at + 1}: {pair[0]} and {pair[1]}."
    sums = [float(trace.logprob.astype(np.float64).sum()) for trace in (own, changed)]
    show_text(
        f"{place} Δ log p = {minus(sums[1])} − ({minus(sums[0])}) = {minus(sums[1] - sums[0])} "
        f"nats in all, {minus(changed.score - own.score)} a piece; each is what the model gives "
        "its own translation, the edited one under the changes."
    )
