"""Atomic file writes, and locks that end with the process that holds them."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path


def write_atomically(*, path: Path, data: bytes) -> None:
    """Replace a file completely or not at all, even if the machine stops during the write."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def json_bytes(data: object) -> bytes:
    """Indented JSON in UTF-8, with a line break at the end."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def is_locked(path: Path) -> bool:
    """Whether a living process holds the lock on a file."""
    try:
        file = path.open("rb")
    except OSError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on a file, waiting for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
