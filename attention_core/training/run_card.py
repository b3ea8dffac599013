"""What a validation leaves: a row of the learning curve, and the card of the best model."""

import math
from typing import Any

import torch

from attention_core.config import TrainConfig
from attention_core.data.corpus import Corpus
from attention_core.model.card import ModelCard
from attention_core.model.seq2seq import Seq2Seq
from attention_core.model.training_run import TrainingRun
from attention_core.training.learning_curve import LearningCurve
from attention_core.training.state import TrainingProgress
from attention_core.training.validation import ValidationResult
from attention_core.utils.distributed import Process


def curve_row(
    *, progress: TrainingProgress, loss: float, result: ValidationResult
) -> dict[str, Any]:
    """The row of the learning curve for a validation.

    Args:
        progress: how far the run is.
        loss: of the last update; NaN without one since the run was resumed.
        result: of the validation.
    """
    return {
        "update": progress.update,
        "pieces": progress.pieces,
        "minutes": round(progress.seconds / 60, 1),
        **({} if math.isnan(loss) else {"train_loss": round(loss, 4)}),  # JSON has no NaN
        **result.row(),
    }


def run_card(
    *,
    model: Seq2Seq,
    config: TrainConfig,
    corpus: Corpus,
    examples: int,
    progress: TrainingProgress,
    curve: LearningCurve,
    process: Process,
    bfloat16: bool,
    result: ValidationResult,
) -> ModelCard:
    """The card of a model with its current weights.

    Args:
        model: with the weights that were validated.
        config: recipe of the run.
        corpus: its data.
        examples: pairs that are learnt from.
        progress: how far the run is.
        curve: with the row of this validation.
        process: one of the run's.
        bfloat16: whether its products are in bfloat16.
        result: of this validation.
    """
    return ModelCard.of_run(
        model=model.config,
        max_words=config.max_words,
        parameters=model.parameters_count,
        data=corpus.card,
        training=TrainingRun(
            config=config.to_json(),
            examples=examples,
            update=progress.update,
            budgets=[(update, allowed) for update, allowed in progress.budgets],
            earlier=progress.earlier_runs,
            target_pieces=progress.pieces,
            hours=round(progress.seconds / 3600, 2),
            padding=round(1 - progress.pieces / progress.slots, 4),
            device=str(process.device),
            processes=process.count,
            threads=torch.get_num_threads(),
            bfloat16=bfloat16,
            curve=curve.rows(),
        ),
        dev=result.card(),
    )
