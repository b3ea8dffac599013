"""Warm start: a run that begins with the weights of a trained model.

The recipe and the mix of the data may differ from those of the earlier run. Updates, pieces,
hours and learning curve continue from the numbers in the model's card, and the card of the new
model names the earlier run.

A model without a lexical output may be given one. The new columns of its output embeddings are
zeros, so that its probabilities are at first those of the trained model.
"""

import dataclasses
from typing import Any

import torch
from torch import Tensor

from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.batches import Position
from attention_core.data.corpus import Corpus
from attention_core.errors import UserError
from attention_core.model.checkpoint import Checkpoint
from attention_core.model.seq2seq import Seq2Seq
from attention_core.training.state import TrainingProgress

OUTPUT = "decoder.output"  # the output embeddings, O


def warm_start(
    *, start: Checkpoint, model: ModelConfig, corpus: Corpus, config: TrainConfig
) -> tuple[TrainingProgress, list[dict[str, Any]]]:
    """Progress of the trained model, and the rows of its learning curve.

    Args:
        start: the trained model.
        model: configuration of the new run; dropout may differ, and a lexical output may be new.
        corpus: training data of the new run, with the same tokenizers.
        config: its budget includes the updates already done.

    Raises:
        UserError: other sizes or tokenizers, a card that lacks part of the training, or a budget
            that is used up.
    """
    sizes = start.model.config
    alike = dataclasses.replace(
        sizes,
        dropout=model.dropout,
        word_dropout=model.word_dropout,
        lexical_output=sizes.lexical_output or model.lexical_output,
    )
    if alike != model:
        raise UserError(f"cannot start from {start.name}: it has other sizes")
    if (start.source.model, start.target.model) != (corpus.source.model, corpus.target.model):
        raise UserError(f"cannot start from {start.name}: it has other pieces")
    run = start.card.training
    if (
        run.update is None
        or run.target_pieces is None
        or run.padding is None
        or not run.padding < 1
        or run.hours is None
        or not run.config
        or not run.budgets
        or not run.curve
        or not start.card.files
    ):
        raise UserError(
            f"cannot start from {start.name}: its card lacks how it was trained (update, "
            "target_pieces, padding, hours, config, budgets, curve, and the files of its data)"
        )
    if config.updates <= run.update:
        raise UserError(
            f"{config.updates} updates in all, but {start.name} has {run.update} already"
        )
    earlier = {
        "until": run.update,
        "digest": start.digest,
        "config": run.config,
        "dropout": sizes.dropout,
        "word_dropout": sizes.word_dropout,
        "lexical_output": sizes.lexical_output,
        "mix": {file.file: file.weight for file in start.card.files},
    }
    progress = TrainingProgress(
        update=run.update,
        start_update=run.update,
        pieces=run.target_pieces,
        slots=round(run.target_pieces / (1 - run.padding)),
        seconds=3600 * run.hours,
        budgets=[list(budget) for budget in run.budgets],
        earlier_runs=[*map(dict, run.earlier), earlier],
        position=Position(update=run.update),
    )
    return progress, [dict(row) for row in run.curve]


def load_weights(*, start: Seq2Seq, model: Seq2Seq) -> None:
    """Copy the trained model's weights into the new one, which may have a new lexical output.

    Args:
        start: the trained model.
        model: a new one of a configuration that `warm_start` takes.
    """
    weights: dict[str, Tensor] = start.state_dict()
    if model.config.lexical_output and not start.config.lexical_output:
        new = model.state_dict()
        output = torch.zeros_like(new[OUTPUT])  # [V, R + E], of which [V, R] is trained
        output[:, : weights[OUTPUT].shape[1]] = weights[OUTPUT]
        lexical = {name: new[name] for name in new if name.startswith("decoder.lexical.")}
        weights = {**weights, **lexical, OUTPUT: output}
    model.load_state_dict(weights)
