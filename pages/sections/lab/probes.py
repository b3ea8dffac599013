"""The probes of the view's models: loaded once, and what they find in a sentence."""

import dataclasses
from collections.abc import Sequence
from typing import Final

import streamlit as st

from attention_core.errors import UserError
from attention_core.explorer import Explorer, ModelInfo
from attention_core.probe.findings import Findings, find_words
from attention_core.probe.folder import ProbeError, StoredProbe, read_probe
from attention_core.probe.measurement import ProbeMeasurement
from attention_core.probe.vectors import READINGS, Reading
from attention_core.utils.json_values import text_in
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View

_SENTENCES: Final = 256  # whose findings are kept, a few kB each


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProbedModel:
    """A model, and the vectors of it that a probe reads."""

    model: str
    reading: Reading


def probed_models(view: View) -> tuple[ProbedModel, ...]:
    """The view's models with each of their readings, vanilla first."""
    named = (("vanilla", view.vanilla), ("attention", view.attention))
    return tuple(
        ProbedModel(model=model, reading=reading)
        for kind, model in named
        if model
        for reading in READINGS[kind]
    )


def findings(probed: ProbedModel, *, sentence: str, models: Sequence[ModelInfo]) -> Findings:
    """What a probe finds in a sentence, read once for each.

    Raises:
        ProbeError: the model has no such probe, or it cannot be used.
        CheckpointError, UnknownModelError: as `Explorer.load`.
    """
    cards = (info.card for info in models if info.name == probed.model)
    rows = (row for card in cards for row in card.probes if row.get("probe") == probed.reading)
    stamp = next((text_in(row.get("sha256")) for row in rows), "")
    return _findings(
        _explorer=explorer(),
        model=probed.model,
        reading=probed.reading,
        stamp=stamp,
        sentence=sentence,
    )


def measurements(models: Sequence[ModelInfo]) -> tuple[ProbeMeasurement, ...]:
    """The figures of all probes in the cards of usable models, vanilla models first."""
    rows = [
        found
        for info in sorted(models, key=lambda info: info.kind != "vanilla")
        if not info.fault
        for row in info.card.probes
        if (found := ProbeMeasurement.from_json(row, model=info.name)) is not None
    ]
    return tuple(rows)


def probe_faults(view: View, *, models: Sequence[ModelInfo]) -> dict[ProbedModel, str]:
    """Why a probe of the view's models cannot be used, for those of which that is so."""
    faults = {}
    for probed in probed_models(view):
        try:
            findings(probed, sentence=view.sentence, models=models)
        except UserError as error:
            faults[probed] = str(error)
    return faults


@st.cache_data(show_spinner=False, max_entries=_SENTENCES)
def _findings(
    *, _explorer: Explorer, model: str, reading: Reading, stamp: str, sentence: str
) -> Findings:
    return find_words(
        checkpoint=_explorer.load(model),
        probe=_probe(_explorer=_explorer, model=model, reading=reading, stamp=stamp),
        sentence=sentence,
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _probe(*, _explorer: Explorer, model: str, reading: Reading, stamp: str) -> StoredProbe:
    """A probe, verified; read again when the card names another file (`stamp`)."""
    if not stamp:
        raise ProbeError(f"{model} has no probe of this kind")
    return read_probe(folder=_explorer.folder(model), reading=reading)
