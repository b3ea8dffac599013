"""JSON lines that a run adds to at each validation: the learning curve, and the snapshots."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attention_core.utils.files import write_atomically


class LearningCurve:
    """A file with one JSON object for each validation; "update" says after which update."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> list[dict[str, Any]]:
        """All rows; a last line that was cut short when the process was killed is left out."""
        if not self._path.exists():
            return []
        rows = []
        for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict) and isinstance(row.get("update"), int):
                rows.append(row)
        return rows

    def append(self, row: dict[str, Any]) -> None:
        """Add the row of one validation."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_line(row))

    def trim(self, *, update: int) -> None:
        """Drop the rows after an update; the run resumes there and will write them again."""
        if self._path.exists():
            remaining = [row for row in self.rows() if row["update"] <= update]
            write_atomically(path=self._path, data="".join(map(_line, remaining)).encode("utf-8"))

    def append_if_empty(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add the rows of earlier runs, unless the file has rows already."""
        if not self.rows():
            for row in rows:
                self.append(row)


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
