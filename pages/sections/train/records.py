"""Records of trainings: α and translations of fixed sentences, kept at every validation."""

import contextlib
from collections.abc import Mapping
from pathlib import Path

from attention_core.config import RUN_FILE
from attention_core.model.checkpoint import CheckpointError, read_card
from attention_core.model.folders import model_paths
from attention_core.runs.run import read_run
from attention_core.text.languages import LanguagePair
from attention_core.training.learning_curve import LearningCurve
from attention_core.training.snapshots import SNAPSHOTS, SentenceSnapshot
from pages.shared.state.loaded_models import model_folders

Snapshots = dict[int, tuple[SentenceSnapshot, ...]]  # by update


def recorded() -> dict[str, Path]:
    """Folders with snapshots by name: runs, finished or not, and other models."""
    home = model_folders()[-1]
    runs = {path.parent.name: path.parent for path in sorted(home.glob(f"*/{RUN_FILE}"))}
    folders = {**runs, **model_paths(model_folders())}
    return {name: path for name, path in folders.items() if (path / SNAPSHOTS).exists()}


def languages_of(folder: Path) -> LanguagePair | None:
    """Of a model, or of a run that is no model yet; None if neither says."""
    with contextlib.suppress(CheckpointError):
        return read_card(folder)[0].languages
    with contextlib.suppress(OSError):
        return read_run(folder).request.languages
    return None


def other_kind(folder: Path, *, folders: Mapping[str, Path]) -> tuple[str, Snapshots] | None:
    """The run of the other kind with the same name, and its snapshots."""
    name = folder.name
    swapped = name.replace("attention", "vanilla") if "attention" in name else ""
    if not swapped or swapped not in folders:
        return None
    return swapped, read_snapshots(folders[swapped])


def read_snapshots(folder: Path) -> Snapshots:
    """All snapshots in a folder by update; what is half written or unreadable is left out."""
    found: Snapshots = {}
    for row in LearningCurve(folder / SNAPSHOTS).rows():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            found[row["update"]] = tuple(map(SentenceSnapshot.from_json, row["sentences"]))
    return found
