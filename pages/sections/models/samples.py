"""Sentences in the models' cards, with each model's translation."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from attention_core.explorer import ModelInfo
from pages.shared.display.messages import show_text


def show_samples(models: Sequence[ModelInfo]) -> None:
    """Show a table with a column for each model; nothing if no card has samples."""
    rows: dict[str, dict[str, str]] = {}
    for info in models:
        for sample in info.card.samples:
            words = str(len(sample.source.split()))
            row = rows.setdefault(sample.source, {"English": sample.source, "words": words})
            row[info.name] = sample.translation
    if not rows:
        return
    with st.expander(f"{len(rows)} sentences, short and long, as each model translates them"):
        show_text("As they come out of the models: nothing chosen, nothing corrected.")
        st.table(pd.DataFrame(rows.values()).fillna("").set_index("English"))
