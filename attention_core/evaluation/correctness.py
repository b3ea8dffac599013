"""Correctness: how often the largest weight of a target word is on the right source word.

The right word is the one that a trusted link names: a link that an aligner makes in both
directions, which is nearly always right. Trusted links can be made for any pairs, so correctness
can be measured on the kind of text that a model is for; the gold links of AER are those of a few
news sentences. A target word without a trusted link is not counted.
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
    """Target words with a trusted link, counted by where their largest weight is."""

    words: int
    right: int  # on a source word that the target word is linked to
    beside: int  # on the source word before or after such a one; the end mark follows the last

    def to_json(self) -> dict[str, Any]:
        """The number of words and both shares; the shares are None if there are no words."""
        right, beside = (
            round(count / self.words, 4) if self.words else None
            for count in (self.right, self.beside)
        )
        return {"words": self.words, "right": right, "beside": beside}


def correctness(*, pair: GoldPair, weights: NDArray[np.floating[Any]]) -> Correctness:
    """Count how often the weights of a pair are right.

    Args:
        pair: its sure links are the trusted ones.
        weights: [target words + 1, source words + 1], the end marks last.
    """
    sources_of: dict[int, set[int]] = {}  # linked source words, by target word
    for s, t in pair.gold.sure:
        sources_of.setdefault(t, set()).add(s)
    largest = weights.argmax(axis=1)
    right = sum(int(largest[t]) in sources for t, sources in sources_of.items())
    beside = sum(
        any(abs(int(largest[t]) - s) == 1 for s in sources) and int(largest[t]) not in sources
        for t, sources in sources_of.items()
    )
    return Correctness(words=len(sources_of), right=right, beside=beside)


def total_correctness(rows: Sequence[Correctness]) -> Correctness:
    """Sum the counts of all pairs."""
    return Correctness(
        words=sum(row.words for row in rows),
        right=sum(row.right for row in rows),
        beside=sum(row.beside for row in rows),
    )


def measure_correctness(
    *, checkpoint: Checkpoint, pairs: Sequence[GoldPair], weights: Weights
) -> list[Correctness]:
    """Correctness of a model's weights on each pair, by forced decoding of its target.

    Args:
        checkpoint: an attention model.
        pairs: with trusted links.
        weights: α or the posterior.
    """
    process = Process(rank=0, count=1, device=checkpoint.model.device)
    given = [GivenPair(source=pair.source, target=pair.target) for pair in pairs]
    blocks = align(checkpoint=checkpoint, pairs=given, process=process, weights=weights)
    alignments = (alignment for block in blocks for alignment in block)
    return [
        correctness(pair=pair, weights=alignment.weights)
        for pair, alignment in zip(pairs, alignments, strict=True)
    ]


def correctness_by_length(
    *, pairs: Sequence[GoldPair], rows: Sequence[Correctness]
) -> dict[str, Any]:
    """Correctness of all pairs and by source length in words, with intervals.

    Args:
        pairs: at least one.
        rows: of each pair, the correctness of one kind of weights.

    Returns:
        JSON values: "words", "right", "beside", "low", "high", and "by_length" with the same of
        each bucket that is not empty.
    """
    return {
        **_with_interval(rows),
        "by_length": [
            {"min": low, "max": high, "n": len(span), **_with_interval([rows[k] for k in span])}
            for low, high, span in buckets([len(pair.source) for pair in pairs])
        ],
    }


def _with_interval(rows: Sequence[Correctness]) -> dict[str, Any]:
    """Shares of all rows, and the 95% bootstrap interval of the share "right", over pairs."""
    counts = np.array([(row.right, row.words) for row in rows], dtype=np.int64)
    rng = np.random.default_rng(SEED)
    samples = (rng.choice(len(rows), size=len(rows)) for _ in range(SAMPLES))
    sums = np.array([counts[sample].sum(axis=0) for sample in samples])
    shares = np.sort(sums[:, 0] / np.maximum(sums[:, 1], 1))
    tail = SAMPLES // 40
    low, high = float(shares[tail]), float(shares[-1 - tail])
    return {**total_correctness(rows).to_json(), "low": round(low, 4), "high": round(high, 4)}
