"""AER of two models combined: one from English to Hindi, the other from Hindi to English.

Are links more reliable if a model of the other direction makes them too (Liang, Taskar and Klein
2006, Alignment by Agreement; Cohn et al. 2016, arXiv:1601.01085)? The backward model is trained
here, on the same pairs and pieces with source and target swapped; it serves this measurement
only. An interrupted training run resumes.

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
from numpy.typing import NDArray

from attention_core.alignment.aligner import WEIGHTS, GivenPair, Weights, align
from attention_core.alignment.extraction import argmax_links
from attention_core.alignment.gold import GoldPair, link_quality, read_gold
from attention_core.alignment.links import Link
from attention_core.alignment.symmetrization import grow_diag_final_and
from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.corpus import Corpus, load_corpus, weighted_file
from attention_core.data.pairs import Pair
from attention_core.model.checkpoint import Checkpoint, read_model
from attention_core.text.cleaning import fold
from attention_core.training.trainer import Trainer
from attention_core.utils.distributed import Process

THRESHOLDS = (0.1, 0.2, 0.3, 0.4)
PROCESS = Process(rank=0, count=1, device=torch.device("cpu"))


def swapped_corpus(corpus: Corpus) -> Corpus:
    """The same pairs, from Hindi to lower-case English."""

    def swapped(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        return tuple(Pair(source=pair.target, target=fold(pair.source)) for pair in pairs)

    return dataclasses.replace(
        corpus,
        pairs=swapped(corpus.pairs),
        dev=swapped(corpus.dev),
        source=corpus.target,
        target=corpus.source,
    )


def backward_model(*, forward: Checkpoint, options: argparse.Namespace) -> Checkpoint:
    """Train the backward model for all its updates, or read it if that is done."""
    config = TrainConfig(updates=options.updates, evaluate_every=min(1000, options.updates))
    corpus = swapped_corpus(
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
        model_config=sizes,
        config=config,
        corpus=corpus,
        folder=folder,
        process=PROCESS,
        resume=True,
    )
    trainer.run()
    return dataclasses.replace(read_model(folder), source=forward.target, target=forward.source)


def alignment_weights(
    *, checkpoint: Checkpoint, pairs: Sequence[GivenPair], weights: Weights
) -> list[NDArray[np.float32]]:
    """The weights of each pair, [target words + 1, source words + 1], the end marks last."""
    blocks = align(checkpoint=checkpoint, pairs=pairs, process=PROCESS, weights=weights)
    return [alignment.weights for block in blocks for alignment in block]


def links_by_rule(
    *, forward: NDArray[np.floating[Any]], backward: NDArray[np.floating[Any]]
) -> dict[str, frozenset[Link]]:
    """Links of one pair by each rule, with the English word first.

    Args:
        forward: [Hindi words + 1, English words + 1], the end marks last.
        backward: [English words + 1, Hindi words + 1].
    """
    english_to_hindi = argmax_links(forward[:-1])
    hindi_to_english = frozenset((s, t) for t, s in argmax_links(backward[:-1]))
    mean = np.sqrt(forward[:-1, :-1] * backward[:-1, :-1].T)  # geometric mean
    by_threshold = {
        f"geometric mean of {threshold} and more": frozenset(
            (int(s), int(t)) for t, s in zip(*np.nonzero(mean >= threshold), strict=True)
        )
        for threshold in THRESHOLDS
    }
    return {
        "English to Hindi": english_to_hindi,
        "Hindi to English": hindi_to_english,
        "intersection": english_to_hindi & hindi_to_english,
        "union": english_to_hindi | hindi_to_english,
        "grow-diag-final-and": grow_diag_final_and(english_to_hindi, hindi_to_english),
        **by_threshold,
    }


def print_scores(
    *, weights: str, links: Sequence[Mapping[str, frozenset[Link]]], gold: Sequence[GoldPair]
) -> None:
    """Print AER, precision and recall of each rule."""
    for rule in links[0]:
        pairs = ((row[rule], pair.gold) for row, pair in zip(links, gold, strict=True))
        quality = link_quality(pairs=pairs)
        scores = f"{quality.aer:5.3f}  {quality.precision:9.3f}  {quality.recall:6.3f}"
        print(f"{weights:9}  {rule:31}  {scores}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True, help="folder of the forward model")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder for the backward model")
    parser.add_argument("--updates", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("train", nargs="+", metavar="FILE[:WEIGHT]")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    gold = read_gold(options.gold)
    forward = read_model(options.model)
    backward = backward_model(forward=forward, options=options)
    forward_pairs = [GivenPair(source=pair.source, target=pair.target) for pair in gold]
    backward_pairs = [GivenPair(source=pair.target, target=pair.source) for pair in gold]
    print(f"backward: {backward.card.document['training']['update']} updates", file=sys.stderr)
    print("weights    links                              AER  precision  recall")
    for weights in WEIGHTS:
        weights_of_pairs = zip(
            alignment_weights(checkpoint=forward, pairs=forward_pairs, weights=weights),
            alignment_weights(checkpoint=backward, pairs=backward_pairs, weights=weights),
            strict=True,
        )
        links = [
            links_by_rule(forward=forward_weights, backward=backward_weights)
            for forward_weights, backward_weights in weights_of_pairs
        ]
        print_scores(weights=weights, links=links, gold=gold)


if __name__ == "__main__":
    main()
