"""What is worth keeping: the models in memory, and the Traces that were asked for."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from attention_core.config import MODELS_FOLDER
from attention_core.explorer import Explorer, UnknownModelError
from attention_core.model.checkpoint import CheckpointError
from attention_core.trace import Trace
from attention_core.utils.device import share_processor
from pages.shared.state.view import Evidence

TRACES = 256  # a few hundred kB each


def models_folder() -> Path:
    """Where the models are: ATTENTION_MODELS if set, else those that came with the project."""
    return Path(os.environ.get("ATTENTION_MODELS") or MODELS_FOLDER)


def explorer() -> Explorer:
    """The models, loaded once for everybody, and again when a folder has changed."""
    folder = models_folder()
    cards = sorted(folder.glob("*/card.json"))
    return _explorer(folder=folder, stamp=tuple((str(c), c.stat().st_mtime_ns) for c in cards))


@st.cache_resource(show_spinner=False, max_entries=2)
def _explorer(*, folder: Path, stamp: tuple[tuple[str, int], ...]) -> Explorer:
    share_processor()
    return Explorer(models=folder)


def preload(*, explorer: Explorer, names: Iterable[str]) -> None:
    """Read models before they are needed, while a person is still typing."""
    for name in names:
        # Whoever translates hears about a fault; until then it is only listed.
        with contextlib.suppress(CheckpointError, UnknownModelError):
            explorer.load(name)


@st.cache_data(show_spinner="Translating …", max_entries=TRACES)
def translated(*, _explorer: Explorer, model: str, digest: str, sentence: str, beam: int) -> Trace:
    """The Trace of a sentence, decoded the first time that it is asked for.

    Raises:
        SentenceError, CheckpointError, UnknownModelError: as `Explorer.translate`.
    """
    return _explorer.translate(model=model, sentence=sentence, beam=beam)


@st.cache_data(show_spinner="Searching …", max_entries=TRACES // 8)
def hypotheses(
    *, _explorer: Explorer, model: str, digest: str, sentence: str, beam: int
) -> tuple[Trace, ...]:
    """Traces of all that the beam search found for a sentence, best first.

    Raises:
        SentenceError, CheckpointError, UnknownModelError: as `Explorer.hypotheses`.
    """
    return _explorer.hypotheses(model=model, sentence=sentence, beam=beam)


@st.cache_data(show_spinner="Forcing …", max_entries=TRACES)
def forced(*, _explorer: Explorer, model: str, digest: str, sentence: str, target: str) -> Trace:
    """The Trace of a model that is made to write a given translation.

    Raises:
        SentenceError, CheckpointError, UnknownModelError: as `Explorer.force`.
    """
    return _explorer.force(model=model, sentence=sentence, target=target)


def evidence(trace: Trace, *, way: Evidence) -> NDArray[np.float32]:
    """What each word of a translation came from, worked out once a translation.

    Returns:
        As `Explorer.posterior`, over pieces, or as `Explorer.occlusion`, over words.

    Raises:
        CheckpointError, UnknownModelError: as these.
    """
    return _evidence(
        _trace=trace,
        way=way,
        model=trace.model,
        digest=trace.digest,
        sentence=trace.source,
        target=repr(trace.target_pieces),  # tells it from others of the sentence
    )


@st.cache_data(show_spinner="Asking the model what each word came from …", max_entries=TRACES)
def _evidence(
    *, _trace: Trace, way: Evidence, model: str, digest: str, sentence: str, target: str
) -> NDArray[np.float32]:
    if way == "posterior":
        return explorer().posterior(_trace)
    return explorer().occlusion(_trace)
