"""The progress bar of a training run, on standard error."""

import os

from tqdm import tqdm

from attention_core.training.state import TrainingProgress

LOSS_EVERY = 20  # updates


def progress_bar(*, progress: TrainingProgress, updates: int, visible: bool) -> "tqdm[None]":
    """Open a bar, which is to be closed by a `with` statement.

    Args:
        progress: where the run is.
        updates: of the whole run.
        visible: whether to show it; one process of a distributed run does.
    """
    return tqdm(
        total=updates,
        initial=progress.update,
        unit="update",
        disable=not visible,
        mininterval=1.0 if os.isatty(2) else 30.0,  # seconds; a log file gets fewer lines
    )


def show_update(bar: "tqdm[None]", *, progress: TrainingProgress, loss: float) -> None:
    """Move the bar on by one update; every LOSS_EVERY updates, show the loss and the speed.

    Args:
        bar: of `progress_bar`.
        progress: after the update.
        loss: in nats a target piece.
    """
    bar.update()
    if progress.update % LOSS_EVERY == 0:
        rate = progress.pieces / max(progress.seconds, 1e-9)
        bar.set_postfix_str(f"loss {loss:.3f}, {rate:.0f} pieces/s", refresh=False)
