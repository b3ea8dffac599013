"""The heartbeat: a small file in the run's folder that says how far the run is.

It is written every few seconds, so that whoever watches the folder sees more than the validations.
"""

import json
import math
import time
from pathlib import Path
from typing import Any

from attention_core.training.state import TrainingProgress
from attention_core.utils.files import write_atomically

HEARTBEAT = "progress.json"  # in the run's folder
_SECONDS = 2.0  # between two beats


class Heartbeat:
    """Writes the file; one process of a run does."""

    def __init__(self, path: Path, *, minutes: float = math.inf) -> None:
        """Begin to measure the speed.

        Args:
            path: of the file.
            minutes: after which the run stops.
        """
        self._path, self._minutes = path, minutes
        self._started = time.monotonic()
        self._last = -math.inf
        self._before: tuple[int, float] | None = None  # pieces and seconds at the start

    def beat(self, *, progress: TrainingProgress, updates: int, loss: float) -> None:
        """Write the file, unless that was done a moment ago."""
        if time.monotonic() - self._last < _SECONDS:
            return
        self.write(progress=progress, updates=updates, loss=loss)
        self._last = time.monotonic()

    def write(
        self, *, progress: TrainingProgress, updates: int, loss: float, finished: bool = False
    ) -> None:
        """Write the file.

        Args:
            progress: of the run.
            updates: of the whole run.
            loss: of the last update, in nats a target piece.
            finished: whether the run needs no more updates.
        """
        if self._before is None:
            self._before = (progress.pieces, progress.seconds)
        pieces, seconds = progress.pieces - self._before[0], progress.seconds - self._before[1]
        minutes = (time.monotonic() - self._started) / 60
        row: dict[str, Any] = {
            "update": progress.update,
            "updates": updates,
            "pieces": progress.pieces,
            "minutes": round(minutes, 3),  # since this process began to train
            "minutes_allowed": None if math.isinf(self._minutes) else self._minutes,
            "pieces_per_second": round(pieces / seconds, 1) if seconds > 0 else None,
            "loss": None if math.isnan(loss) else round(loss, 4),
            "finished": finished,
        }
        write_atomically(path=self._path, data=json.dumps(row).encode())
