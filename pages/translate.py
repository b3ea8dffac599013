"""Translate: two models' Hindi side by side, and α of the one that looks back."""

from collections.abc import Sequence

import streamlit as st

from attention_core.checkpoint import CheckpointError
from attention_core.config import KINDS, Kind
from attention_core.explorer import (
    Explorer,
    ModelInfo,
    SentenceError,
    UnknownModelError,
    mostly_english,
)
from attention_core.figures import grid
from attention_core.trace import Trace
from pages.shared.address import View
from pages.shared.caches import explorer, preload, translated
from pages.shared.faults import show_faults
from pages.shared.heatmap import show_heatmap
from pages.shared.letters import speller
from pages.shared.notices import notice, notices, say
from pages.shared.provenance import honest_caption
from pages.shared.reading import what_to_look_at
from pages.shared.sentence import examples_menu, sentence_box
from pages.shared.settings import decoding_settings, grain_setting, letters_setting
from pages.shared.translation import show_translation
from pages.shared.visit import current_view
from pages.shared.weights import show_numbers


def page() -> None:
    """The landing page."""
    found = explorer()
    models = found.models()
    view, notes = current_view(models=models)
    st.title("See how attention translates", anchor=False)
    say(
        "Two small models write your sentence in Hindi. One looks back at your words before it "
        "writes each of its own; the other has to remember the whole sentence at once."
    )
    sentence_box(view=view)
    with st.container(horizontal=True):
        examples_menu()
        decoding_settings(view=view, models=models)
    notices(notes)
    if view.sentence.strip():
        _show(found=found, models=models, view=view)
    else:
        notice("Type an English sentence above, or pick an example to begin with.", kind="hint")
        preload(explorer=found, names=(view.attention, view.vanilla))
        show_faults(found.models())
    on_screen = [info for info in models if info.name in (view.attention, view.vanilla)]
    if caption := honest_caption(on_screen):
        say(caption, small=True)


def _show(*, found: Explorer, models: Sequence[ModelInfo], view: View) -> None:
    """Everything there is to say about one sentence."""
    try:
        traces = {kind: _trace(found=found, models=models, view=view, kind=kind) for kind in KINDS}
    except SentenceError as error:
        notice(f"This cannot be translated: {error}.")
        return
    show_faults(found.models())  # again: a fault can come to light when a model is read
    if not mostly_english(view.sentence):
        notice("Most of this is not in Latin letters, and the models have only read English.")
    for kind, column in zip(KINDS, st.columns(2), strict=True):
        with column, st.container(border=True, height="stretch"):
            show_translation(trace=traces[kind], kind=kind, view=view)
    looking_back = traces["attention"]
    if looking_back is not None:
        _show_alpha(trace=looking_back, view=view)


def _trace(*, found: Explorer, models: Sequence[ModelInfo], view: View, kind: Kind) -> Trace | None:
    """The Trace of the model chosen for this kind; none if it cannot be used."""
    name = getattr(view, kind)
    digests = {info.name: info.digest for info in models}
    try:
        return translated(
            _explorer=found,
            model=name,
            digest=digests.get(name, ""),
            sentence=view.sentence,
            beam=view.beam,
        )
    except (CheckpointError, UnknownModelError):
        return None


def _show_alpha(*, trace: Trace, view: View) -> None:
    """The heatmap of one Trace, how to read it, and its numbers."""
    st.subheader("Where it looked", anchor=False)
    with st.container(horizontal=True, gap="medium"):
        grain_setting(view=view)
        letters_setting(view=view)
    shown = grid(trace=trace, grain=view.grain, spell=speller(view))
    say(what_to_look_at(trace=trace, grid=shown))
    show_heatmap(trace=trace, grid=shown)
    show_numbers(trace=trace, grid=shown)


page()
