"""What a run leaves at each look at the dev set, a JSON line each: learning curve, snapshots."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attention_core.utils.files import write_atomically


class LearningCurve:
    """A file of looks, by update."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> list[dict[str, Any]]:
        """All looks; a line that a kill has cut short is no look."""
        if not self._path.exists():
            return []
        found = []
        for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict) and isinstance(row.get("update"), int):
                found.append(row)
        return found

    def add(self, row: dict[str, Any]) -> None:
        """One more look."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_line(row))

    def trim(self, *, update: int) -> None:
        """Drop looks after an update: the run goes on from there, and they will come again."""
        if self._path.exists():
            kept = [row for row in self.rows() if row["update"] <= update]
            write_atomically(path=self._path, data="".join(map(_line, kept)).encode("utf-8"))

    def begin(self, rows: Sequence[dict[str, Any]]) -> None:
        """Looks from before this run, unless there are some already."""
        if not self.rows():
            for row in rows:
                self.add(row)


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
