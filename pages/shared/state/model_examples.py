"""Example sentences of models that read another language than English, from their folders.

The project's own examples are English. For another source language there is nothing of our own
to show, but a model that was trained with this project has kept a few sentences of its dev set:
those it translated at every validation (`training.snapshots`), and those in its card.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from attention_core.explorer import ModelInfo
from attention_core.model.folders import UnknownModelError
from attention_core.text.languages import LanguagePair
from attention_core.text.scripts import count_words
from attention_core.training.snapshots import SNAPSHOTS, SentenceSnapshot
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import OPENING, of_pair

ENGLISH: Final = "en"
_MOST = 12  # sentences


def opening_sentence(languages: LanguagePair, *, models: Sequence[ModelInfo]) -> str:
    """What is shown before anything is typed; "" if there is no sentence in the language."""
    if languages.source == ENGLISH:
        return OPENING
    return next(iter(model_examples(languages, models=models)), "")


def model_examples(languages: LanguagePair, *, models: Sequence[ModelInfo]) -> tuple[str, ...]:
    """Sentences in the source language of models, from the shortest to the longest."""
    found: dict[str, None] = {}
    for info in of_pair(models, pair=str(languages)):
        found |= dict.fromkeys(sample.source for sample in info.card.samples)
        if info.digest:
            found |= dict.fromkeys(_of_snapshots(info.name))
    return tuple(sorted(found, key=count_words)[:_MOST])


def _of_snapshots(model: str) -> tuple[str, ...]:
    try:
        path = explorer().folder(model) / SNAPSHOTS
        return _first_row(str(path), modified=path.stat().st_mtime_ns)
    except (OSError, UnknownModelError):  # it was trained without snapshots, or has just gone
        return ()


@st.cache_data(show_spinner=False, max_entries=64)
def _first_row(path: str, *, modified: int) -> tuple[str, ...]:
    """The sentences of the first validation, which are those of all others."""
    with Path(path).open(encoding="utf-8") as file:
        line = file.readline()
    try:
        rows = json.loads(line)["sentences"]
        return tuple(SentenceSnapshot.from_json(row).aligned().source for row in rows)
    except (ValueError, KeyError, TypeError):  # half written
        return ()
