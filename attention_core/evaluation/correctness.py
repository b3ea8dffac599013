"""Correctness: how often the largest weight of a target word stands on the right source word.

Right is what trusted links say: links that an aligner makes in both directions, nearly always
right, on any pairs one likes. AER on a few news sentences says little of the text that a model
is for; this does. A target word without a trusted link is not counted.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.alignment.aligner import GivenPair, Weights, align
from attention_core.alignment.gold import GoldPair
from attention_core.evaluation.bootstrap import SAMPLES, SEED
from attention_core.evaluation.by_length import buckets
from attention_core.model.checkpoint import Checkpoint
from attention_core.utils.distributed import Process


@dataclasses.dataclass(frozen=True, kw_only=True)
class Correctness:
    """Target words with a trusted link, and where their largest weight stands."""

    words: int
    right: int  # on a source word that is linked with it
    beside: int  # on a neighbour of one; the end mark is the last word's

    def to_json(self) -> dict[str, Any]:
        """The number of words and both shares; None if there are no words."""
        right, beside = (
            round(count / self.words, 4) if self.words else None
            for count in (self.right, self.beside)
        )
        return {"words": self.words, "right": right, "beside": beside}


def correctness(*, pair: GoldPair, weights: NDArray[np.floating[Any]]) -> Correctness:
    """How often the weights of a pair are right.

    Args:
        pair: with trusted links, the sure ones of its gold.
        weights: [target words + 1, source words + 1], the end marks last.
    """
    linked: dict[int, set[int]] = {}
    for s, t in pair.gold.sure:
        linked.setdefault(t, set()).add(s)
    largest = weights.argmax(axis=1)
    right = sum(int(largest[t]) in sources for t, sources in linked.items())
    near = sum(
        any(abs(int(largest[t]) - s) == 1 for s in sources) and int(largest[t]) not in sources
        for t, sources in linked.items()
    )
    return Correctness(words=len(linked), right=right, beside=near)


def total(rows: Sequence[Correctness]) -> Correctness:
    """All pairs together."""
    return Correctness(
        words=sum(row.words for row in rows),
        right=sum(row.right for row in rows),
        beside=sum(row.beside for row in rows),
    )


def measure_correctness(
    *, checkpoint: Checkpoint, pairs: Sequence[GoldPair], weights: Weights
) -> list[Correctness]:
    """Correctness of a model's weights on each pair, the target being forced.

    Args:
        checkpoint: has α.
        pairs: with trusted links.
        weights: α or the posterior.
    """
    me = Process(rank=0, count=1, device=checkpoint.model.device)
    given = [GivenPair(source=pair.source, target=pair.target) for pair in pairs]
    blocks = align(checkpoint=checkpoint, pairs=given, process=me, weights=weights)
    found = (alignment.weights for block in blocks for alignment in block)
    return [correctness(pair=pair, weights=one) for pair, one in zip(pairs, found, strict=True)]


def figures(*, pairs: Sequence[GoldPair], rows: Sequence[Correctness]) -> dict[str, Any]:
    """All that is measured of one kind of weights, with intervals and by source length."""
    return {
        **_with_interval(rows),
        "by_length": [
            {"min": low, "max": high, "n": len(span), **_with_interval([rows[k] for k in span])}
            for low, high, span in buckets([len(pair.source) for pair in pairs])
        ],
    }


def _with_interval(rows: Sequence[Correctness]) -> dict[str, Any]:
    """Shares of all rows, and the 95% bootstrap interval of what is right, over pairs."""
    counts = np.array([(row.right, row.words) for row in rows], dtype=np.int64)
    rng = np.random.default_rng(SEED)
    draws = (rng.choice(len(rows), size=len(rows)) for _ in range(SAMPLES))
    sums = np.array([counts[drawn].sum(axis=0) for drawn in draws])
    shares = np.sort(sums[:, 0] / np.maximum(sums[:, 1], 1))
    tail = SAMPLES // 40
    low, high = float(shares[tail]), float(shares[-1 - tail])
    return {**total(rows).to_json(), "low": round(low, 4), "high": round(high, 4)}
