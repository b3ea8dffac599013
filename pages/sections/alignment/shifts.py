"""Shift by one on a page: whether α fits better moved by a row or a column."""

import numpy as np
import pandas as pd
import streamlit as st

from attention_core.alignment.extraction import undo_shift
from attention_core.alignment.gold import link_quality
from attention_core.analysis.diagnostics import Matrix, diagonal_distance
from attention_core.trace import Trace
from pages.sections.alignment.word_links import Linked
from pages.shared.display.messages import say

# Where α is moved to: (rows, columns) as `unshifted` takes them.
_MOVES = {
    "as it is": (0, 0),
    "one row up": (1, 0),
    "one row down": (-1, 0),
    "one column to the left": (0, 1),
    "one column to the right": (0, -1),
}


def show_shifts(*, trace: Trace, linked: Linked) -> None:
    """Does α stand a row or a column off? Without gold links there is only a weak sign of it."""
    st.markdown("#### Shift by one")
    say(
        "Does α fit better moved one row or one column? Some decoders look at what they need "
        "next, or at what they have just used (Koehn and Knowles 2017, Six Challenges for Neural "
        "Machine Translation). Over whole words; what is moved beyond the edge is dropped, and for "
        "the distance what is left of a row is made to sum to 1."
    )
    table = _shifts(trace=trace, linked=linked)
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format="%.4f") for name in table.columns[1:]
        },
    )
    nearest = table["distance from the diagonal"]
    if nearest.notna().any():
        say(f"Nearest to the diagonal: {table['α moved'][int(nearest.idxmin())]}.")
    say(
        "Distance from the diagonal: (1/I) Σ_ij α_ij |i/I − j/J| over words, end marks left out, 0 "
        "to 1. It only stands in for gold links, and poorly for two languages that order their "
        "words as differently as English and Hindi.",
        small=True,
    )
    if linked.gold is None:
        say("Give gold links (under Gold links) to have the AER of every move as well.", small=True)
    else:
        best = table["α moved"][int(table["AER"].idxmin())]
        say(f"Least AER against your gold links, by {linked.rule}: {best}.")


def _shifts(*, trace: Trace, linked: Linked) -> pd.DataFrame:
    whole = trace.word_alpha
    assert whole is not None
    rows = []
    for name, (down, across) in _MOVES.items():
        moved: Matrix = undo_shift(whole, rows=down, columns=across)[: len(linked.targets)]
        row = {"α moved": name, "distance from the diagonal": diagonal_distance(moved[:, :-1])}
        if linked.gold is not None:
            looking = np.flatnonzero(moved.any(axis=1))
            links = frozenset((s, t) for s, t in linked.rule.links(moved) if t in looking)
            row["AER"] = link_quality(pairs=[(links, linked.gold)]).aer
        rows.append(row)
    return pd.DataFrame(rows)
