"""The progress bar of a training run, on standard error."""

import os
from typing import Self

from tqdm import tqdm

from attention_core.training.state import TrainingProgress

LOSS_EVERY = 20  # updates


class ProgressBar:
    """Shows how far a run is; opened and closed by a `with` statement."""

    def __init__(self, *, progress: TrainingProgress, updates: int, visible: bool) -> None:
        """Begin to measure the speed.

        Args:
            progress: where the run is.
            updates: of the whole run.
            visible: whether to show it; one process of a distributed run does.
        """
        self._bar: tqdm[None] = tqdm(
            total=updates,
            initial=progress.update,
            unit="update",
            disable=not visible,
            mininterval=1.0 if os.isatty(2) else 30.0,  # seconds; a log file gets fewer lines
        )
        # Earlier updates may have been made on another machine.
        self._before = (progress.pieces, progress.seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def expect(self, updates: int) -> None:
        """Change the number of updates of the whole run."""
        self._bar.total = updates

    def write(self, line: str) -> None:
        """Print a line above the bar, on standard output."""
        self._bar.write(line)

    def advance(self, *, progress: TrainingProgress, loss: float) -> None:
        """Move on by one update; every LOSS_EVERY updates, show the loss and the speed.

        Args:
            progress: after the update.
            loss: in nats a target piece.
        """
        self._bar.update()
        if progress.update % LOSS_EVERY == 0:
            pieces, seconds = progress.pieces - self._before[0], progress.seconds - self._before[1]
            rate = pieces / max(seconds, 1e-9)
            self._bar.set_postfix_str(f"loss {loss:.3f}, {rate:.0f} pieces/s", refresh=False)
