"""What is worth keeping: the models in memory, and the Traces that were asked for."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from attention_core.checkpoint import CheckpointError
from attention_core.explorer import MODELS, Explorer, UnknownModelError
from attention_core.trace import Trace

TRACES = 256  # a few hundred kB each


def models_folder() -> Path:
    """Where the models are: ATTENTION_MODELS if set, else those that came with the project."""
    return Path(os.environ.get("ATTENTION_MODELS") or MODELS)


def explorer() -> Explorer:
    """The models, loaded once for everybody, and again when a folder has changed."""
    folder = models_folder()
    cards = sorted(folder.glob("*/card.json"))
    return _explorer(folder=folder, stamp=tuple((str(c), c.stat().st_mtime_ns) for c in cards))


@st.cache_resource(show_spinner=False, max_entries=2)
def _explorer(*, folder: Path, stamp: tuple[tuple[str, int], ...]) -> Explorer:
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


@st.cache_data(show_spinner="Asking each state for the word …", max_entries=TRACES)
def posterior(
    *, _explorer: Explorer, _trace: Trace, model: str, digest: str, sentence: str, target: str
) -> NDArray[np.float32]:
    """Where each piece of a translation came from, now that it is known: [I, J].

    Args:
        target: tells the translation, piece by piece, from others of the sentence.

    Raises:
        CheckpointError, UnknownModelError: as `Explorer.posterior`.
    """
    return _explorer.posterior(_trace)


@st.cache_data(show_spinner="Hiding one word after another …", max_entries=TRACES)
def occluded(
    *, _explorer: Explorer, _trace: Trace, model: str, digest: str, sentence: str, target: str
) -> NDArray[np.float32]:
    """How much each target word hangs on each source word, worked out once a translation.

    Args:
        target: tells the translation, piece by piece, from others of the sentence.

    Raises:
        CheckpointError, UnknownModelError: as `Explorer.occlusion`.
    """
    return _explorer.occlusion(_trace)
