"""How good a model is, as its card says: translations on sentences kept out, α on gold links."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared.display.model_captions import alignment, part, quality


def show_quality(card: Mapping[str, Any]) -> None:
    """A table of each, where the card has any."""
    _show_table(
        "Quality on sentences kept out of training",
        columns={"set": "test", "sentences": "n", "BLEU": "bleu", "chrF++": "chrf"},
        rows=[
            {**row, "signatures": " ; ".join(map(str, part(row, name="signatures").values()))}
            for row in quality(card)
        ],
        places=1,
        last="signatures",
    )
    _show_table(
        "Links of words against gold ones, the largest weight of each Hindi word (AER: lower is "
        "better)",
        columns={
            "set": "gold",
            "sentences": "n",
            "links made from": "from",
            "AER": "aer",
            "precision": "precision",
            "recall": "recall",
        },
        rows=alignment(card),
        places=3,
    )


def _show_table(
    title: str,
    *,
    columns: Mapping[str, str],
    rows: list[dict[str, Any]],
    places: int,
    last: str = "",
) -> None:
    """Rows of a card under a caption; numbers with so many decimal places."""
    if not rows:
        return
    shown = {**columns, **({last: last} if last else {})}
    table = pd.DataFrame([{name: row.get(key) for name, key in shown.items()} for row in rows])
    fractions = [name for name in table.columns if table[name].dtype.kind == "f"]
    st.caption(title)
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format=f"%.{places}f") for name in fractions
        },
    )
