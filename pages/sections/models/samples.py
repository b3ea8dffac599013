"""Sentences in the models' cards, with what each model made of them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from attention_core.explorer import ModelInfo
from pages.shared.display.messages import say
from pages.shared.display.model_captions import rows_in


def show_samples(models: Sequence[ModelInfo]) -> None:
    """A table, a column a model; nothing if no card has any."""
    rows: dict[str, dict[str, str]] = {}
    for info in models:
        for found in rows_in(info.card.get("samples")):
            source, written = str(found.get("source", "")), str(found.get("translation", ""))
            row = rows.setdefault(source, {"English": source, "words": str(len(source.split()))})
            row[info.name] = written
    if not rows:
        return
    with st.expander(f"{len(rows)} sentences, short and long, as each model translates them"):
        say("As they come out of the models: nothing chosen, nothing corrected.")
        st.table(pd.DataFrame(rows.values()).fillna("").set_index("English"))
