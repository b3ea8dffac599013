"""When things happen in a run: functions of the update alone, so that resuming changes nothing."""

import math

from attention_core.config import TrainConfig

# α takes its shape in the first hundreds of updates, which the snapshots are to show.
EARLY_VALIDATIONS = (100, 200, 400)


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


def lexical_loss(*, update: int, config: TrainConfig) -> float:
    """Weight of the lexical loss: 0 during the curriculum.

    In the first updates all words of a sentence together predict best, and a loss that trusts
    them keeps α from taking its shape for hundreds of updates.
    """
    return config.lexical_loss if update >= config.curriculum_updates else 0.0


def is_validation(*, update: int, config: TrainConfig) -> bool:
    """Whether a model is validated after this update: every `evaluate_every` and EARLY ones."""
    return update % config.evaluate_every == 0 or update in EARLY_VALIDATIONS
