"""Recall of a probe: in all, by sentence length, and by place in the sentence, with intervals."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from attention_core.evaluation.by_length import buckets
from attention_core.probe.words import PLACES, ProbedSentence

DRAWS = 1000  # bootstrap samples of the sentences


def measure_recall(
    *, sentences: Sequence[ProbedSentence], found: Sequence[set[int]]
) -> dict[str, Any]:
    """Shares of the words that were found, as JSON.

    Args:
        sentences: at least one.
        found: of each, those of its words that the probe found.
    """
    everything = range(len(sentences))
    return {
        **_share(_counts(sentences, found), rows=everything),
        "by_length": [
            {"min": low, "max": high, **_share(_counts(sentences, found), rows=rows)}
            for low, high, rows in buckets([sentence.length for sentence in sentences])
        ],
        "by_place": [
            {"place": name, **_share(_counts(sentences, found, third=third), rows=everything)}
            for third, name in enumerate(PLACES)
        ],
    }


def _counts(
    sentences: Sequence[ProbedSentence], found: Sequence[set[int]], *, third: int | None = None
) -> np.ndarray[Any, Any]:
    """[sentences, 2]: words found, and words there are, of all of a sentence or of one third."""
    return np.array(
        [
            [len(own & words), len(words)]
            for sentence, own in zip(sentences, found, strict=True)
            for words in [_words_in(sentence.thirds, third=third)]
        ]
    )


def _words_in(thirds: Mapping[int, int], *, third: int | None) -> set[int]:
    return {word for word, place in thirds.items() if third is None or place == third}


def _share(counts: np.ndarray[Any, Any], *, rows: Sequence[int]) -> dict[str, Any]:
    """Recall with its 95% interval by a bootstrap over the sentences; None without words."""
    chosen = counts[list(rows)]
    hits, words = chosen.sum(axis=0).tolist()
    if not words:
        return {"n": len(chosen), "words": 0, "recall": None, "low": None, "high": None}
    random = np.random.default_rng(1)
    draws = random.integers(len(chosen), size=(DRAWS, len(chosen)))
    sums = chosen[draws].sum(axis=1)
    shares = sums[sums[:, 1] > 0, 0] / sums[sums[:, 1] > 0, 1]
    low, high = np.percentile(shares, (2.5, 97.5)).tolist()
    return {"n": len(chosen), "words": words, "recall": hits / words, "low": low, "high": high}
