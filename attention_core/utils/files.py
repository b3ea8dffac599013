"""Atomic file writes."""

import json
import os
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
