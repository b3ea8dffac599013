"""AER of two models that agree: one writes Hindi from English, the other English from Hindi.

Does a link hold better if a model that goes the other way has it too (Liang, Taskar and Klein
2006, Alignment by Agreement; Cohn et al. 2016, arXiv:1601.01085)? The one that goes back is
trained here, on the same pairs cut into the same pieces, turned round; it is for measuring
alone. What was begun goes on where it stopped.

    PYTHONPATH=. python tests/benchmarks/two_directions_aer.py --model assets/models/attention-50 \
        --gold gold_alignments.tsv --dev dev.tsv --work DIR --updates 4000 train/*.tsv
"""

import argparse
import dataclasses
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from eflomal_aer import grow_diag_final_and
from numpy.typing import NDArray

from attention_core.alignment.aligner import WEIGHTS, GivenPair, Weights, align
from attention_core.alignment.extraction import argmax_links
from attention_core.alignment.gold import GoldPair, link_quality, read_gold
from attention_core.alignment.links import Link
from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.corpus import Corpus, load_corpus, weighted_file
from attention_core.data.pairs import Pair
from attention_core.model.checkpoint import Checkpoint, read_model
from attention_core.text.cleaning import fold
from attention_core.training.trainer import Trainer
from attention_core.utils.distributed import Process

THRESHOLDS = (0.1, 0.2, 0.3, 0.4)
ME = Process(rank=0, count=1, device=torch.device("cpu"))


def turned_round(corpus: Corpus) -> Corpus:
    """The same pairs, from Hindi to English in lower case."""

    def turned(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        return tuple(Pair(source=pair.target, target=fold(pair.source)) for pair in pairs)

    return dataclasses.replace(
        corpus,
        pairs=turned(corpus.pairs),
        dev=turned(corpus.dev),
        source=corpus.target,
        target=corpus.source,
    )


def backward_model(*, forward: Checkpoint, options: argparse.Namespace) -> Checkpoint:
    """The model that goes back; trained until it has had its updates."""
    config = TrainConfig(updates=options.updates, evaluate_every=min(1000, options.updates))
    corpus = turned_round(
        load_corpus(
            files=[weighted_file(argument) for argument in options.train],
            dev=options.dev,
            config=config,
            tokenizers=options.model,
        )
    )
    sizes: ModelConfig = dataclasses.replace(
        forward.model.config,
        source_vocabulary=len(corpus.source),
        target_vocabulary=len(corpus.target),
    )
    folder = options.work / "backward"
    trainer = Trainer(
        model_config=sizes, config=config, corpus=corpus, folder=folder, process=ME, resume=True
    )
    trainer.run()
    return dataclasses.replace(read_model(folder), source=forward.target, target=forward.source)


def weights_of(
    *, checkpoint: Checkpoint, pairs: Sequence[GivenPair], weights: Weights
) -> list[NDArray[np.float32]]:
    """Of each pair [target words + 1, source words + 1], the end marks last."""
    blocks = align(checkpoint=checkpoint, pairs=pairs, process=ME, weights=weights)
    return [found.weights for block in blocks for found in block]


def links_of(
    *, forward: NDArray[np.floating[Any]], backward: NDArray[np.floating[Any]]
) -> dict[str, frozenset[Link]]:
    """Links of one pair by every rule, English word first.

    Args:
        forward: [Hindi words + 1, English words + 1], the end marks last.
        backward: [English words + 1, Hindi words + 1].
    """
    there = argmax_links(forward[:-1])
    back = frozenset((s, t) for t, s in argmax_links(backward[:-1]))
    agreed = np.sqrt(forward[:-1, :-1] * backward[:-1, :-1].T)  # geometric mean
    by_threshold = {
        f"geometric mean of {threshold} and more": frozenset(
            (int(s), int(t)) for t, s in zip(*np.nonzero(agreed >= threshold), strict=True)
        )
        for threshold in THRESHOLDS
    }
    return {
        "English to Hindi": there,
        "Hindi to English": back,
        "intersection": there & back,
        "union": there | back,
        "grow-diag-final-and": grow_diag_final_and(there, back),
        **by_threshold,
    }


def print_agreement(
    *, weights: str, links: Sequence[Mapping[str, frozenset[Link]]], gold: Sequence[GoldPair]
) -> None:
    """A line a rule."""
    for rule in links[0]:
        pairs = ((row[rule], pair.gold) for row, pair in zip(links, gold, strict=True))
        found = link_quality(pairs=pairs)
        scores = f"{found.aer:5.3f}  {found.precision:9.3f}  {found.recall:6.3f}"
        print(f"{weights:9}  {rule:31}  {scores}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True, help="folder of the forward model")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="where the backward model is put")
    parser.add_argument("--updates", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("train", nargs="+", metavar="FILE[:WEIGHT]")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    gold = read_gold(options.gold)
    forward = read_model(options.model)
    backward = backward_model(forward=forward, options=options)
    there = [GivenPair(source=pair.source, target=pair.target) for pair in gold]
    back = [GivenPair(source=pair.target, target=pair.source) for pair in gold]
    print(f"backward: {backward.card['training']['update']} updates", file=sys.stderr)
    print("weights    links                              AER  precision  recall")
    for weights in WEIGHTS:
        both = zip(
            weights_of(checkpoint=forward, pairs=there, weights=weights),
            weights_of(checkpoint=backward, pairs=back, weights=weights),
            strict=True,
        )
        links = [links_of(forward=one, backward=other) for one, other in both]
        print_agreement(weights=weights, links=links, gold=gold)


if __name__ == "__main__":
    main()
