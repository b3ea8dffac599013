"""Sentences in the models' cards, with each model's translation."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from attention_core.explorer import ModelInfo
from attention_core.text.languages import LanguagePair
from attention_core.text.scripts import count_words, isolated
from pages.shared.display.messages import show_text


def show_samples(models: Sequence[ModelInfo]) -> None:
    """Show a table for each language pair, with a column for each model that has samples."""
    pairs: dict[LanguagePair, list[ModelInfo]] = {}
    for info in models:
        if info.card.samples:
            pairs.setdefault(info.card.languages, []).append(info)
    for pair, named in pairs.items():
        _show_table(named, pair=pair, several=len(pairs) > 1)


def _show_table(models: Sequence[ModelInfo], *, pair: LanguagePair, several: bool) -> None:
    source, target = pair.names
    rows: dict[str, dict[str, str]] = {}
    for info in models:
        for sample in info.card.samples:
            words = str(count_words(sample.source))
            first = {source: isolated(sample.source), "words": words}
            row = rows.setdefault(sample.source, first)
            row[info.name] = isolated(sample.translation)
    languages = f" from {source} into {target}" * several
    with st.expander(
        f"{len(rows)} sentences, short and long, as each model translates them{languages}"
    ):
        show_text("As they come out of the models: nothing chosen, nothing corrected.")
        st.table(pd.DataFrame(rows.values()).fillna("").set_index(source))
