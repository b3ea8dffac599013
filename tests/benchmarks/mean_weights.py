"""The mean of the weights of several models, as a model folder.

A last stage on few pairs forgets a little of all the others. The mean of the weights before and
after it forgets less and keeps most of what is new (Wortsman et al. 2022, arXiv:2109.01903). The
models need the same sizes and pieces.

The card, the learning curve and the snapshots are those of the last model, a run folder; the mean
is validated, and takes the place of their last row.

    PYTHONPATH=. python tests/benchmarks/mean_weights.py --models runs/third runs/fourth \
        --dev dev.tsv --held-out train/cocoa_conversation.tsv:100 --links dev_links.tsv \
        --sentences assets/snapshot_sentences.txt --out runs/mean
"""

import argparse
import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from attention_core.alignment.gold import read_gold
from attention_core.config import TrainConfig
from attention_core.data.corpus import Corpus, load_corpus
from attention_core.data.held_out import counted_file
from attention_core.errors import UserError
from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import Checkpoint, read_model, write_model
from attention_core.model.seq2seq import Seq2Seq
from attention_core.training.learning_curve import LearningCurve
from attention_core.training.snapshots import SNAPSHOTS, read_sentences, snapshot
from attention_core.training.trainer import CURVE
from attention_core.training.validation import ValidationResult, ValidationSet


def mean_model(checkpoints: Sequence[Checkpoint]) -> Seq2Seq:
    """A model whose every weight is the mean of theirs.

    Raises:
        UserError: the models have different sizes or pieces.
    """
    first = checkpoints[0]
    for other in checkpoints[1:]:
        if other.model.config != first.model.config:
            raise UserError(f"{other.name} has other sizes than {first.name}")
        if (other.source.model, other.target.model) != (first.source.model, first.target.model):
            raise UserError(f"{other.name} has other pieces than {first.name}")
    states: list[dict[str, Tensor]] = [checkpoint.model.state_dict() for checkpoint in checkpoints]
    model = copy.deepcopy(first.model)
    model.load_state_dict(
        {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}
    )
    return model.eval()


def mean_card(*, card: ModelCard, result: ValidationResult) -> ModelCard:
    """The last model's card with the validation of the mean, and without what tests measured.

    Args:
        card: of a run, whose learning curve ends with the last model.
        result: of the mean.
    """
    document = copy.deepcopy(card.to_json())
    training: dict[str, Any] = document["training"]
    training["curve"][-1] |= result.row()
    measured = ("test", "gold", "links", "probes", "samples")
    kept = {name: document[name] for name in document if name not in measured}
    return ModelCard.from_json({**kept, "dev": result.card()})


def write_mean(
    *,
    checkpoints: Sequence[Checkpoint],
    corpus: Corpus,
    validation: ValidationSet,
    sentences: Sequence[str],
    out: Path,
) -> str:
    """Write the folder of the mean model; returns its digest.

    Args:
        checkpoints: of run folders; the last one's records are continued.
        corpus: its tokenizers.
        validation: pairs to judge the mean by.
        sentences: of the snapshots.
        out: a new folder.
    """
    last = checkpoints[-1]
    assert last.folder is not None
    model = mean_model(checkpoints)
    result = validation.evaluate(model)
    card = mean_card(card=last.card, result=result)
    out.mkdir(parents=True)
    digest = write_model(
        folder=out, model=model, source=corpus.source, target=corpus.target, card=card
    )
    looks = snapshot(model=model, source=corpus.source, target=corpus.target, sentences=sentences)
    for name, changes in ((CURVE, result.row()), (SNAPSHOTS, {"sentences": looks})):
        *rows, end = LearningCurve(last.folder / name).rows()
        LearningCurve(out / name).append_if_empty([*rows, end | changes])
    return digest


def main() -> None:
    """Average, validate, and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--models", type=Path, nargs="+", required=True, metavar="FOLDER")
    parser.add_argument("--dev", type=Path, required=True, metavar="FILE")
    parser.add_argument("--held-out", default=None, metavar="FILE:N", help="as for train")
    parser.add_argument("--seed", type=int, default=1, help="of the pairs held out")
    parser.add_argument("--links", type=Path, metavar="FILE")
    parser.add_argument("--sentences", type=Path, required=True, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    checkpoints = [read_model(folder) for folder in options.models]
    held = () if options.held_out is None else (counted_file(options.held_out),)
    corpus = load_corpus(
        files=[(path, 1.0) for path, _ in held] or [(options.dev, 1.0)],
        dev=options.dev,
        config=TrainConfig(seed=options.seed),
        tokenizers=options.models[-1],
        held_out=held,
        languages=checkpoints[-1].languages,
        lowercase=checkpoints[-1].source.lowercase,
    )
    linked = () if options.links is None else read_gold(options.links)
    digest = write_mean(
        checkpoints=checkpoints,
        corpus=corpus,
        validation=ValidationSet(corpus, linked_pairs=linked),
        sentences=read_sentences(options.sentences),
        out=options.out,
    )
    (last,) = LearningCurve(options.out / CURVE).rows()[-1:]
    print(digest, last)


if __name__ == "__main__":
    main()
