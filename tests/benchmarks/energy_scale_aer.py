"""AER and translation when every energy is multiplied: are the weights too flat, or too sharp?

A factor over 1 makes each α_i sharper and leaves its largest weight where it is, but for what
the decoder then does differently: c_i changes, and with it every later s_i. So the price in
translation stands beside it. The model is not trained anew.

    PYTHONPATH=. python tests/benchmarks/energy_scale_aer.py --model assets/models/attention-50 \
        --gold gold_alignments.tsv --dev dev.tsv
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
from two_directions_aer import weights_of

from attention_core.alignment.aligner import WEIGHTS, GivenPair
from attention_core.alignment.extraction import Rule
from attention_core.alignment.gold import GoldPair, link_quality, read_gold
from attention_core.data.pairs import Pair, read_pairs
from attention_core.decoding.translate import translate_all
from attention_core.evaluation.metrics import measure
from attention_core.model.checkpoint import Checkpoint, read_model

FACTORS = (0.5, 1.0, 1.5, 2.0, 4.0)
RULES = (Rule(), Rule(threshold=0.2))


@contextmanager
def multiplied(checkpoint: Checkpoint, factor: float) -> Iterator[None]:
    """A model whose every e_ij is `factor` times what it learnt, until the block ends.

    v takes the factor: e_ij is linear in it.
    """
    energy = checkpoint.model.decoder.attention.energy
    learnt = energy.detach().clone()
    try:
        with torch.no_grad():
            energy.mul_(factor)
        yield
    finally:
        with torch.no_grad():
            energy.copy_(learnt)


def errors(*, checkpoint: Checkpoint, gold: Sequence[GoldPair]) -> list[float]:
    """AER of α and of the posterior, by each rule."""
    given = [GivenPair(source=pair.source, target=pair.target) for pair in gold]
    found = []
    for kind in WEIGHTS:
        weights = weights_of(checkpoint=checkpoint, pairs=given, weights=kind)
        for rule in RULES:
            links = (rule.links(row[:-1]) for row in weights)
            pairs = ((linked, pair.gold) for linked, pair in zip(links, gold, strict=True))
            found.append(link_quality(pairs=pairs).aer)
    return found


def quality(*, checkpoint: Checkpoint, dev: Sequence[Pair]) -> float:
    """BLEU of the dev set, greedy."""
    written = translate_all(
        model=checkpoint.model,
        source=checkpoint.source,
        target=checkpoint.target,
        sentences=[pair.source for pair in dev],
    )
    return measure(hypotheses=written, references=[pair.target for pair in dev]).bleu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True, help="folder of the model")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    checkpoint, gold = read_model(options.model), read_gold(options.gold)
    dev = read_pairs(options.dev)
    titles = [f"{kind}, {rule}" for kind in WEIGHTS for rule in RULES]
    print("factor", *(f"{title:>24}" for title in titles), f"{'dev BLEU':>9}")
    for factor in FACTORS:
        with multiplied(checkpoint, factor):
            scores = [f"{error:24.3f}" for error in errors(checkpoint=checkpoint, gold=gold)]
            bleu = quality(checkpoint=checkpoint, dev=dev)
        print(f"{factor:6}", *scores, f"{bleu:9.1f}", flush=True)


if __name__ == "__main__":
    main()
