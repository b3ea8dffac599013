"""A test set that comes with the project: measured here and now, to read its sentences."""

from collections.abc import Sequence

import streamlit as st

from attention_core.data.pairs import read_pairs
from attention_core.explorer import Explorer, ModelInfo
from attention_core.text.languages import ENGLISH_HINDI
from pages.sections.length.own_file import OWN, WHOSE, start_job
from pages.sections.length.test_sets import RecordedSet
from pages.shared.state.view import View

_BEAM = 5  # as in the cards


def show_shipped_pairs(
    chosen: RecordedSet, *, explorer: Explorer, models: Sequence[ModelInfo], view: View
) -> None:
    """Show the button that measures the set, if its sentences come with the project."""
    usable = {info.name for info in models if info.kind and not info.fault}
    names = [row.model for row in chosen.measurements if row.model in usable]
    if chosen.path is not None and names:
        st.button(
            "Measure it here and read every translation",
            icon=":material/play_arrow:",
            on_click=_measure,
            kwargs={"chosen": chosen, "explorer": explorer, "models": names, "view": view},
        )


def _measure(*, chosen: RecordedSet, explorer: Explorer, models: Sequence[str], view: View) -> None:
    assert chosen.path is not None
    pairs = read_pairs(chosen.path)
    if view.languages != ENGLISH_HINDI:  # a model of the way back
        pairs = tuple(pair.swapped() for pair in pairs)
    start_job(explorer=explorer, models=models, test=chosen.file, pairs=pairs, beam=_BEAM)
    st.session_state[WHOSE] = OWN
