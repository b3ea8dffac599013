"""Warm start: a run that begins with the weights of a trained model.

The recipe and the mix of the data may differ from those of the earlier run. Updates, pieces,
hours and learning curve continue from the numbers in the model's card, the snapshots from the file
beside it, and the card of the new model names the earlier run.

A model without a lexical output may be given one. The new columns of its output embeddings are
zeros, so that its probabilities are at first those of the trained model.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from attention_core.config import TrainConfig
from attention_core.data.batches import Position
from attention_core.data.corpus import Corpus
from attention_core.errors import UserError
from attention_core.model.checkpoint import Checkpoint
from attention_core.model.seq2seq import Seq2Seq
from attention_core.training.snapshots import SNAPSHOTS, earlier_snapshots
from attention_core.training.state import TrainingProgress

OUTPUT = "decoder.output"  # the output embeddings, O


@dataclasses.dataclass(frozen=True, kw_only=True)
class EarlierRun:
    """What a run goes on from: nothing, or the progress and the records of a trained model."""

    digest: str | None = None  # of the trained model
    progress: TrainingProgress = dataclasses.field(default_factory=TrainingProgress)
    curve: Sequence[dict[str, Any]] = ()  # rows of the learning curve
    snapshots: Sequence[dict[str, Any]] = ()  # lines of their file


def warm_start(
    *,
    start: Checkpoint,
    model: Seq2Seq,
    corpus: Corpus,
    config: TrainConfig,
    sentences: Sequence[str],
) -> EarlierRun:
    """Copy the weights of a trained model into a new one, and return what else the run takes over.

    Args:
        start: the trained model.
        model: untrained; its dropout may differ, and its lexical output may be new.
        corpus: training data of the new run, with the same tokenizers.
        config: its budget includes the updates already done.
        sentences: of the new run's snapshots.

    Raises:
        UserError: other sizes or tokenizers, a card that lacks part of the training, or a budget
            that is used up.
    """
    sizes = start.model.config
    alike = dataclasses.replace(
        sizes,
        dropout=model.config.dropout,
        word_dropout=model.config.word_dropout,
        lexical_output=sizes.lexical_output or model.config.lexical_output,
    )
    if alike != model.config:
        old, new = dataclasses.asdict(alike), dataclasses.asdict(model.config)
        other = ", ".join(
            f"{name} {old[name]}, not {new[name]}" for name in old if old[name] != new[name]
        )
        raise UserError(f"cannot start from {start.name}: it has other sizes ({other})")
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
    _load_weights(start=start.model, model=model)
    snapshots: Sequence[dict[str, Any]] = ()
    if start.folder is not None:
        snapshots = earlier_snapshots(
            start.folder / SNAPSHOTS, until=run.update, source=corpus.source, sentences=sentences
        )
    return EarlierRun(
        digest=start.digest,
        progress=progress,
        curve=[dict(row) for row in run.curve],
        snapshots=snapshots,
    )


def _load_weights(*, start: Seq2Seq, model: Seq2Seq) -> None:
    """Copy the trained model's weights into the new one, which may have a new lexical output."""
    weights: dict[str, Tensor] = start.state_dict()
    if model.config.lexical_output and not start.config.lexical_output:
        new = model.state_dict()
        output = torch.zeros_like(new[OUTPUT])  # [V, R + E], of which [V, R] is trained
        output[:, : weights[OUTPUT].shape[1]] = weights[OUTPUT]
        lexical = {name: new[name] for name in new if name.startswith("decoder.lexical.")}
        weights = {**weights, **lexical, OUTPUT: output}
    model.load_state_dict(weights)
