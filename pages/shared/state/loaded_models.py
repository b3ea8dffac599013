"""The models of this server, loaded once for all visitors."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from attention_core.config import MODELS_FOLDER, OWN_MODELS_FOLDER, read_folders
from attention_core.explorer import Explorer
from attention_core.model.checkpoint import CARD, CheckpointError
from attention_core.model.folders import UnknownModelError, model_paths
from attention_core.utils.device import share_processor


def model_folders() -> tuple[Path, ...]:
    """Folders of models: those in ATTENTION_MODELS, else the shipped ones and one's own."""
    return read_folders(os.environ.get("ATTENTION_MODELS", "")) or (
        MODELS_FOLDER,
        OWN_MODELS_FOLDER,
    )


def explorer() -> Explorer:
    """The models, loaded once for all visitors, and again after a card has changed."""
    folders = model_folders()
    cards = [path / CARD for path in model_paths(folders).values() if (path / CARD).exists()]
    return _explorer(folders=folders, stamp=tuple((str(c), c.stat().st_mtime_ns) for c in cards))


@st.cache_resource(show_spinner=False, max_entries=2)
def _explorer(*, folders: tuple[Path, ...], stamp: tuple[tuple[str, int], ...]) -> Explorer:
    share_processor()
    return Explorer(models=folders)


def preload(names: Iterable[str]) -> None:
    """Load models before they are needed, while a person is still typing."""
    for name in names:
        # A faulty model raises again when it translates, and the page then says so.
        with contextlib.suppress(CheckpointError, UnknownModelError):
            explorer().load(name)
