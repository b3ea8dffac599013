"""Caches: every Trace that a page has shown, and what was asked about it."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from attention_core.alignment import both_directions
from attention_core.alignment.aligner import Weights
from attention_core.decoding.ranked_translation import RankedTranslation
from attention_core.explorer import Explorer
from attention_core.interventions import parse_changes
from attention_core.trace import Trace
from pages.shared.state.activity import doing, words_of
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import Evidence

TRACES = 256  # a few hundred kB each


def translated(
    *, _explorer: Explorer, model: str, digest: str, sentence: str, beam: int, rank: int = 1
) -> Trace:
    """The Trace of a hypothesis of a sentence's search, by default the best, decoded once.

    Raises:
        SentenceError, CheckpointError, UnknownModelError: as `Explorer.translate`.
    """
    with doing(f"{model} translates {words_of(sentence)}"):
        return _translated(
            _explorer=_explorer, model=model, digest=digest, sentence=sentence, beam=beam, rank=rank
        )


@st.cache_data(show_spinner=False, max_entries=TRACES)
def _translated(
    *, _explorer: Explorer, model: str, digest: str, sentence: str, beam: int, rank: int
) -> Trace:
    return _explorer.translate(model=model, sentence=sentence, beam=beam, rank=rank)


@st.cache_data(show_spinner="Translating with your changes …", max_entries=TRACES)
def changed_translation(
    *, _explorer: Explorer, model: str, digest: str, sentence: str, beam: int, changes: str
) -> Trace:
    """The Trace of a sentence under changes, with the tree of the search.

    Args:
        changes: JSON, as in an address.

    Raises:
        ChangeError: the changes cannot be read, or cannot be made.
        SentenceError, CheckpointError, UnknownModelError: as `Explorer.translate`.
    """
    return _explorer.translate(
        model=model, sentence=sentence, beam=beam, changes=parse_changes(changes), tree=True
    )


@st.cache_data(show_spinner=False, max_entries=16)
def vocabulary_words(*, _explorer: Explorer, model: str, digest: str) -> tuple[str, ...]:
    """The target pieces of a model that begin a word, as `Tokenizer.first_pieces`."""
    return _explorer.load(model).target.first_pieces()


def hypotheses(
    *, _explorer: Explorer, model: str, digest: str, sentence: str, beam: int
) -> tuple[RankedTranslation, ...]:
    """All hypotheses of the beam search for a sentence, best first, without their Traces.

    Raises:
        SentenceError, CheckpointError, UnknownModelError: as `Explorer.hypotheses`.
    """
    with doing(f"{model} translates {words_of(sentence)}"):
        return _hypotheses(
            _explorer=_explorer, model=model, digest=digest, sentence=sentence, beam=beam
        )


@st.cache_data(show_spinner=False, max_entries=TRACES)
def _hypotheses(
    *, _explorer: Explorer, model: str, digest: str, sentence: str, beam: int
) -> tuple[RankedTranslation, ...]:
    return _explorer.hypotheses(model=model, sentence=sentence, beam=beam)


def forced(*, _explorer: Explorer, model: str, digest: str, sentence: str, target: str) -> Trace:
    """The Trace of a given translation, forced on a model.

    Raises:
        SentenceError, CheckpointError, UnknownModelError: as `Explorer.force`.
    """
    with doing(f"{model} is forced to write {words_of(target)}"):
        return _forced(
            _explorer=_explorer, model=model, digest=digest, sentence=sentence, target=target
        )


@st.cache_data(show_spinner=False, max_entries=TRACES)
def _forced(*, _explorer: Explorer, model: str, digest: str, sentence: str, target: str) -> Trace:
    return _explorer.force(model=model, sentence=sentence, target=target)


@st.cache_data(show_spinner="Asking the model of the other direction …", max_entries=TRACES)
def weights_of_words(
    *,
    _explorer: Explorer,
    model: str,
    digest: str,
    source: tuple[str, ...],
    target: tuple[str, ...],
    weights: Weights,
) -> NDArray[np.float32]:
    """The weights of a model that is forced to write given words from given words.

    Raises:
        CheckpointError, UnknownModelError: as `Explorer.load`.
    """
    return both_directions.weights_of_words(
        checkpoint=_explorer.load(model), source=source, target=target, weights=weights
    )


def evidence(trace: Trace, *, method: Evidence) -> NDArray[np.float32]:
    """What each word of a translation depends on, computed once a translation.

    Returns:
        As `Explorer.posterior`, over pieces, or as `Explorer.occlusion`, over words.

    Raises:
        CheckpointError, UnknownModelError: as the method of Explorer.
    """
    return _evidence(
        _trace=trace,
        method=method,
        model=trace.model,
        digest=trace.digest,
        sentence=trace.source,
        target=repr(trace.target_pieces),  # differs between translations of one sentence
    )


@st.cache_data(show_spinner="Asking the model what each word came from …", max_entries=TRACES)
def _evidence(
    *, _trace: Trace, method: Evidence, model: str, digest: str, sentence: str, target: str
) -> NDArray[np.float32]:
    if method == "posterior":
        return explorer().posterior(_trace)
    return explorer().occlusion(_trace)
