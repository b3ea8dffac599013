"""Files written whole or not at all."""

import json
import os
from pathlib import Path


def write_atomically(*, path: Path, data: bytes) -> None:
    """Replace a file whole or not at all, also when the machine dies meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def json_bytes(data: object) -> bytes:
    """Readable JSON, one line at the end."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
