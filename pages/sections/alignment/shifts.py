"""Shift by one: whether α fits better after a move by a row or a column."""

import numpy as np
import pandas as pd
import streamlit as st

from attention_core.aligned_sentence import AlignedSentence
from attention_core.alignment.extraction import SHIFTS, undo_shift
from attention_core.alignment.gold import link_quality
from attention_core.analysis.diagnostics import Matrix, diagonal_distance
from pages.sections.alignment.word_links import WordLinks
from pages.shared.display.messages import show_text


def show_shifts(*, sentence: AlignedSentence, links: WordLinks) -> None:
    """The distance from the diagonal after each move; with gold links, the AER as well."""
    st.markdown("#### Shift by one")
    show_text(
        "Does α fit better moved one row or one column? Some decoders look at what they need "
        "next, or at what they have just used (Koehn and Knowles 2017, Six Challenges for Neural "
        "Machine Translation). Over whole words; weights moved beyond the edge are dropped, and "
        "for the distance the remaining weights of a row are scaled to sum to 1."
    )
    table = _shifts(sentence=sentence, links=links)
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format="%.4f") for name in table.columns[1:]
        },
    )
    nearest = table["distance from the diagonal"]
    if nearest.notna().any():
        show_text(f"Nearest to the diagonal: {table['α moved'][int(nearest.idxmin())]}.")
    show_text(
        "Distance from the diagonal: (1/I) Σ_ij α_ij |i/I − j/J| over words, end marks left out, 0 "
        "to 1. It is only a substitute for gold links, and a poor one where the word orders of the "
        "two languages differ.",
        small=True,
    )
    if links.gold is None:
        show_text(
            "Give gold links (under Gold links) to have the AER of every move as well.", small=True
        )
    else:
        alone = ", of α in one direction" * bool(links.combined)
        best = table["α moved"][int(table["AER"].idxmin())]
        show_text(f"Least AER against your gold links, by {links.rule}{alone}: {best}.")


def _shifts(*, sentence: AlignedSentence, links: WordLinks) -> pd.DataFrame:
    word_alpha = sentence.word_alpha
    assert word_alpha is not None
    assert links.rule is not None
    if not sentence.source_has_end:  # a column for what is moved beyond the edge
        word_alpha = np.pad(word_alpha, ((0, 0), (0, 1)))
    rows = []
    for shift, name in SHIFTS.items():
        moved: Matrix = undo_shift(word_alpha, **shift._asdict())[: len(links.targets)]
        row = {"α moved": name, "distance from the diagonal": diagonal_distance(moved[:, :-1])}
        if links.gold is not None:
            weighted = np.flatnonzero(moved.any(axis=1))
            predicted = frozenset((s, t) for s, t in links.rule.links(moved) if t in weighted)
            row["AER"] = link_quality(pairs=[(predicted, links.gold)]).aer
        rows.append(row)
    return pd.DataFrame(rows)
