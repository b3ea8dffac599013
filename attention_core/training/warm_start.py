"""Inheritance: what a run takes over from a trained model besides its weights.

A model may be trained on with another recipe or another mix. Updates, pieces, hours and curve
are then counted on from its card, and the new card names what came before.
"""

import dataclasses
from typing import Any

from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.batches import Position
from attention_core.data.corpus import Corpus
from attention_core.errors import UserError
from attention_core.model.checkpoint import Checkpoint
from attention_core.training.state import TrainingProgress


def warm_start(
    *, start: Checkpoint, model: ModelConfig, corpus: Corpus, config: TrainConfig
) -> tuple[TrainingProgress, list[dict[str, Any]]]:
    """Progress to count on from, and the looks at the dev set so far.

    Args:
        start: the trained model.
        model: what is to be trained on; may differ in dropout.
        corpus: what it is to learn from, in the same pieces.
        config: its budget counts the updates that are done.

    Raises:
        UserError: other sizes or pieces, a card that does not say enough, or no budget left.
    """
    sizes = start.model.config
    alike = dataclasses.replace(sizes, dropout=model.dropout, word_dropout=model.word_dropout)
    if alike != model:
        raise UserError(f"cannot start from {start.name}: it has other sizes")
    if (start.source.model, start.target.model) != (corpus.source.model, corpus.target.model):
        raise UserError(f"cannot start from {start.name}: it has other pieces")
    try:
        run = start.card["training"]
        before = {
            "until": run["update"],
            "digest": start.digest,
            "config": run["config"],
            "dropout": sizes.dropout,
            "word_dropout": sizes.word_dropout,
            "mix": {file["file"]: file["weight"] for file in start.card["data"]["files"]},
        }
        progress = TrainingProgress(
            update=run["update"],
            begun=run["update"],
            pieces=run["target_pieces"],
            slots=round(run["target_pieces"] / (1 - run["padding"])),
            seconds=3600 * run["hours"],
            budgets=[list(budget) for budget in run["budgets"]],
            earlier=[*run.get("earlier", []), before],
            position=Position(update=run["update"]),
        )
        looks: list[dict[str, Any]] = list(run["curve"])
    except (KeyError, TypeError) as error:
        raise UserError(
            f"cannot start from {start.name}: its card lacks how it was trained ({error})"
        ) from error
    if config.updates <= progress.update:
        raise UserError(
            f"{config.updates} updates in all, but {start.name} has {progress.update} already"
        )
    return progress, looks
