"""Quality of a model in its card: translations of sentences kept out of training, and links."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from attention_core.model.card import LinkWeights, ModelCard

_WEIGHTS: Final[Mapping[LinkWeights, str]] = {
    "alpha": "α",
    "posterior": "posterior",
    "occlusion": "occlusion",
}


def show_quality(card: ModelCard) -> None:
    """Show a table of translation scores and one of link scores, where the card has them."""
    _, target = card.languages.names
    _show_table(
        "Quality on sentences kept out of training",
        rows=[
            {
                "set": row.test,
                "sentences": row.n,
                "BLEU": row.bleu,
                "chrF++": row.chrf,
                "signatures": " ; ".join(row.signatures.values()),
            }
            for row in card.scores
        ],
        places=1,
    )
    _show_table(
        f"Links of words against gold ones, the largest weight of each {target} word (AER: lower "
        "is better)",
        rows=[
            {
                "set": row.gold,
                "sentences": row.n,
                "links made from": _WEIGHTS[row.weights],
                "AER": row.aer,
                "precision": row.precision,
                "recall": row.recall,
            }
            for row in card.gold
        ],
        places=3,
    )


def _show_table(title: str, *, rows: Sequence[Mapping[str, Any]], places: int) -> None:
    """Show rows under a caption, fractions with this number of decimal places."""
    if not rows:
        return
    table = pd.DataFrame(rows)
    fractions = [name for name in table.columns if table[name].dtype.kind == "f"]
    st.caption(title)
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format=f"%.{places}f") for name in fractions
        },
    )
