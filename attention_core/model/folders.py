"""Which model folders there are, and by which names."""

from collections.abc import Sequence
from pathlib import Path

from attention_core.config import RUN_FILE, RUN_LOCK, write_folders
from attention_core.errors import UserError
from attention_core.model.checkpoint import CARD
from attention_core.utils.files import is_locked


class UnknownModelError(UserError):
    """There is no model folder of that name; the message lists those that exist."""


def model_path(name: str, *, folders: Sequence[Path]) -> Path:
    """The folder of a model.

    Raises:
        UnknownModelError: there is no folder of that name.
    """
    paths = model_paths(folders)
    if name not in paths:
        known = ", ".join(sorted(paths))
        raise UnknownModelError(
            f"unknown model {name!r}: "
            + (f"there is {known}" if known else "there are none")
            + f" in {write_folders(folders)}"
        )
    return paths[name]


def model_paths(folders: Sequence[Path]) -> dict[str, Path]:
    """Model folders by name; the name of a later one that is taken has its place after `@`.

    Hidden folders are left out, and so is a folder in which the app trains a model, for as long
    as it does and until there is one.

    Args:
        folders: of model folders; those that do not exist are empty.
    """
    paths: dict[str, Path] = {}
    for home in folders:
        for path in sorted(home.iterdir()) if home.is_dir() else ():
            training = (path / RUN_FILE).exists() and (
                not (path / CARD).exists() or is_locked(path / RUN_LOCK)
            )
            if not path.is_dir() or path.name.startswith(".") or training:
                continue
            name, number = path.name, 1
            while name in paths:
                number += 1
                name = f"{path.name}@{home.name}" + (f"-{number}" if number > 2 else "")
            paths[name] = path
    return paths
