"""The files of pairs that a model is trained on, and their licences."""

import pandas as pd
import streamlit as st

from attention_core.model.card import ModelCard
from pages.shared.display.model_captions import kind_of_text


def show_training_data(card: ModelCard) -> None:
    """Show the files of training pairs and their licences."""
    if not card.files:
        return
    rows = [
        {
            "file": row.file,
            "what": kind_of_text(row.file),
            "pairs": row.pairs,
            "weight": row.weight,
            "licence": row.licence,
            "origin": row.origin,
        }
        for row in card.files
    ]
    with st.expander(f"Training data and licences ({len(rows)} files)"):
        st.dataframe(pd.DataFrame(rows), hide_index=True)
