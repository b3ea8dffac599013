"""Which model folders there are, and by which names."""

from collections.abc import Sequence
from pathlib import Path

from attention_core.config import RUN_FILE
from attention_core.model.checkpoint import CARD


def model_paths(folders: Sequence[Path]) -> dict[str, Path]:
    """Model folders by name; the name of a later one that is taken has its place after `@`.

    Hidden folders are left out, and so is a folder in which the app trains a model until its
    first validation.

    Args:
        folders: of model folders; those that do not exist are empty.
    """
    paths: dict[str, Path] = {}
    for home in folders:
        for path in sorted(home.iterdir()) if home.is_dir() else ():
            training = (path / RUN_FILE).exists() and not (path / CARD).exists()
            if not path.is_dir() or path.name.startswith(".") or training:
                continue
            name, number = path.name, 1
            while name in paths:
                number += 1
                name = f"{path.name}@{home.name}" + (f"-{number}" if number > 2 else "")
            paths[name] = path
    return paths
