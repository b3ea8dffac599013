"""Translate: two models' Hindi side by side, and α of the one that looks back."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from attention_core.checkpoint import CheckpointError
from attention_core.explorer import (
    Explorer,
    ModelInfo,
    SentenceError,
    UnknownModelError,
    mostly_english,
)
from attention_core.figures import grid
from attention_core.trace import Trace
from pages.shared.address import KINDS, Kind, View
from pages.shared.caches import explorer, models_folder, translated
from pages.shared.heatmap import show_heatmap
from pages.shared.letters import show_hindi, show_source, speller
from pages.shared.notices import notice, notices, say
from pages.shared.provenance import honest_caption
from pages.shared.reading import what_to_look_at
from pages.shared.sentence import examples_menu, sentence_box
from pages.shared.settings import decoding_settings, grain_setting, letters_setting
from pages.shared.visit import current_view
from pages.shared.weights import show_numbers

_ABOUT: Final[Mapping[Kind, str]] = {
    "attention": "With attention · a new c_i = Σ α_ij h_j at every step",
    "vanilla": "Vanilla · one fixed c at every step",
}


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
        _show_faults(models)
        notice("Type an English sentence above, or pick an example to begin with.", kind="hint")
    say(
        honest_caption([info for info in models if info.name in (view.attention, view.vanilla)]),
        small=True,
    )


def _show(*, found: Explorer, models: Sequence[ModelInfo], view: View) -> None:
    """Everything there is to say about one sentence."""
    try:
        traces = {kind: _trace(found=found, models=models, view=view, kind=kind) for kind in KINDS}
    except SentenceError as error:
        notice(f"This cannot be translated: {error}.")
        return
    _show_faults(found.models())  # again: a fault can come to light when a model is read
    if not mostly_english(view.sentence):
        notice("Most of this is not in Latin letters, and the models have only read English.")
    for kind, column in zip(KINDS, st.columns(2), strict=True):
        with column, st.container(border=True, height="stretch"):
            _show_translation(trace=traces[kind], kind=kind, view=view)
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


def _show_translation(*, trace: Trace | None, kind: Kind, view: View) -> None:
    """One model's Hindi, with whatever has to be known about it."""
    say(_ABOUT[kind], small=True)
    if trace is None:
        chosen = getattr(view, kind)
        say(f"{chosen} cannot be used." if chosen else f"There is no {kind} model here.")
        return
    show_hindi(trace.translation, view=view)
    if trace.truncated:
        notice(f"Cut: after {len(trace.target_pieces)} pieces there was still no end mark.")
    if trace.unknown:
        show_source(trace)
    per_piece = f"{trace.score:.2f} nats a piece"
    say(f"{trace.model} · beam {trace.beam} · mean log-probability {per_piece}", small=True)
    if trace.alpha is None:
        say(
            "No heatmap for this one: it has no α. It reads the sentence into one vector c, the "
            "same at every step, and writes every word from that.",
            small=True,
        )


def _show_alpha(*, trace: Trace, view: View) -> None:
    """The heatmap of one Trace, how to read it, and its numbers."""
    st.subheader("Where it looked", anchor=False)
    with st.container(horizontal=True, gap="large"):
        grain_setting(view=view)
        letters_setting(view=view)
    shown = grid(trace=trace, grain=view.grain, spell=speller(view))
    say(what_to_look_at(trace=trace, grid=shown))
    show_heatmap(trace=trace, grid=shown)
    show_numbers(trace=trace, grid=shown)


def _show_faults(models: Sequence[ModelInfo]) -> None:
    for info in models:
        if info.fault:
            notice(f"This model cannot be used: {info.fault}.", kind="fault")
    if not any(info.kind and not info.fault for info in models):
        notice(
            f"There is no model to translate with in {models_folder()}. Train one with "
            "“python -m attention_core train”, or copy a model folder there, and reload this page.",
            kind="fault",
        )


page()
