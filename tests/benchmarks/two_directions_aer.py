"""AER of two models combined: one from English to Hindi, the other from Hindi to English.

Are links more reliable if a model of the other direction makes them too (Liang, Taskar and Klein
2006, Alignment by Agreement; Cohn et al. 2016, arXiv:1601.01085)? Each line is what
`align --both` makes of α or of the posterior with one option.

    PYTHONPATH=. python tests/benchmarks/two_directions_aer.py --model assets/models/attention-50 \
        --back assets/models/attention-hi-en --gold links.tsv
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from attention_core.alignment.aligner import WEIGHTS, GivenPair, Weights, align
from attention_core.alignment.both_directions import BothDirections
from attention_core.alignment.extraction import Rule
from attention_core.alignment.gold import GoldPair, LinkQuality, link_quality, read_gold
from attention_core.alignment.links import Link
from attention_core.alignment.symmetrization import turned
from attention_core.model.checkpoint import Checkpoint, read_model
from attention_core.utils.distributed import Process

THRESHOLDS = (0.1, 0.2, 0.3, 0.4)
PROCESS = Process(rank=0, count=1, device=torch.device("cpu"))


def alignment_weights(
    *, checkpoint: Checkpoint, pairs: Sequence[GivenPair], weights: Weights
) -> list[NDArray[np.float32]]:
    """The weights of each pair, [target words + 1, source words + 1], the end marks last."""
    blocks = align(checkpoint=checkpoint, pairs=pairs, process=PROCESS, weights=weights)
    return [alignment.weights for block in blocks for alignment in block]


def links_by_rule(both: BothDirections) -> dict[str, frozenset[Link]]:
    """Links of one pair by each rule, with the English word first."""
    most = Rule()
    return {
        "English to Hindi": most.links(both.forward[:-1]),
        "Hindi to English": turned(most.links(both.backward[:-1])),
        "intersection": both.links(rule=most, joining="intersection"),
        "union": both.links(rule=most, joining="union"),
        "grow-diag-final-and": both.links(rule=most, joining="grow-diag-final-and"),
        "mean, argmax": both.links(rule=most, joining="mean"),
        **{
            f"mean of {threshold} and more": both.links(
                rule=Rule(threshold=threshold), joining="mean"
            )
            for threshold in THRESHOLDS
        },
    }


def qualities(
    *, forward: Checkpoint, backward: Checkpoint, gold: Sequence[GoldPair], weights: Weights
) -> Iterator[tuple[str, LinkQuality]]:
    """Each rule and its agreement with the gold links.

    Args:
        forward: writes the second language of the pairs from the first.
        backward: the other way.
        gold: at least one pair.
        weights: α or the posterior.
    """
    there = [GivenPair(source=pair.source, target=pair.target) for pair in gold]
    back = [GivenPair(source=pair.target, target=pair.source) for pair in gold]
    both = zip(
        alignment_weights(checkpoint=forward, pairs=there, weights=weights),
        alignment_weights(checkpoint=backward, pairs=back, weights=weights),
        strict=True,
    )
    links = [links_by_rule(BothDirections(forward=a, backward=b)) for a, b in both]
    for rule in links[0]:
        pairs = ((row[rule], pair.gold) for row, pair in zip(links, gold, strict=True))
        yield rule, link_quality(pairs=pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True, help="folder of the forward model")
    parser.add_argument("--back", type=Path, required=True, help="folder of the other one")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    gold = read_gold(options.gold)
    forward, backward = read_model(options.model), read_model(options.back)
    print("weights    links                    AER  precision  recall")
    for weights in WEIGHTS:
        for rule, quality in qualities(
            forward=forward, backward=backward, gold=gold, weights=weights
        ):
            scores = f"{quality.aer:5.3f}  {quality.precision:9.3f}  {quality.recall:6.3f}"
            print(f"{weights:9}  {rule:21}  {scores}")


if __name__ == "__main__":
    main()
