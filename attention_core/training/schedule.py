"""The learning rate: a function of the update alone, so that a resumed run has the same."""

import math

from attention_core.config import TrainConfig


def learning_rate(*, update: int, config: TrainConfig, begun: int = 0) -> float:
    """Linear warm-up, then a cosine down to `final_rate` at the last update.

    Args:
        update: of the run, or of all runs with those before it.
        config: the run's.
        begun: updates of the runs before it.
    """
    update -= begun
    if update < config.warmup:
        return config.learning_rate * (update + 1) / config.warmup
    share = min(1.0, (update - config.warmup) / max(1, config.updates - begun - config.warmup))
    height = 0.5 * (1 + math.cos(math.pi * share))
    return config.final_rate + (config.learning_rate - config.final_rate) * height
