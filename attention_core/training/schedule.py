"""The learning rate: a function of the update alone, so that a resumed run has the same."""

import math

from attention_core.config import TrainConfig


def learning_rate(*, update: int, config: TrainConfig, start_update: int = 0) -> float:
    """Linear warm-up, then cosine decay to `final_rate` at the last update.

    Args:
        update: counted from 0, the updates of earlier runs included.
        config: of this run.
        start_update: updates made by earlier runs.
    """
    update -= start_update
    if update < config.warmup:
        return config.learning_rate * (update + 1) / config.warmup
    decay_updates = max(1, config.updates - start_update - config.warmup)
    share = min(1.0, (update - config.warmup) / decay_updates)
    height = 0.5 * (1 + math.cos(math.pi * share))
    return config.final_rate + (config.learning_rate - config.final_rate) * height
