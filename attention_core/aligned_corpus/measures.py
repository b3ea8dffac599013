"""Measures of one sentence, by which a corpus is sorted and filtered.

I is the number of rows of α and J of its columns, end marks included.

    coverage    −(1/J) Σ_j ln(1 + (1 − Σ_i α_ij)²), the coverage deviation penalty CDP
    apout       (1/I) Σ_i Σ_j α'_ij ln α'_ij, each row divided by its sum
    apin        (1/J) Σ_j Σ_i α''_ij ln α''_ij, each column divided by its sum
    confidence  coverage + apout + apin

These are the measures of Rikters and Fishel 2017, Confidence through Attention (MT Summit XVI),
as SoftAlignments computes the last two: 0 for weights that are decided, below 0 otherwise. They
measure how α is spread, not whether a translation is right.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.aligned_sentence import AlignedSentence, WordPair
from attention_core.alignment.extraction import argmax_links
from attention_core.alignment.gold import link_quality
from attention_core.alignment.links import GoldLinks, PharaohError, check_links, parse_pharaoh
from attention_core.analysis.diagnostics import column_entropy, coverage_deviation, row_entropy
from attention_core.evaluation.metrics import sentence_scores
from attention_core.text.words import END_PIECE
from attention_core.utils.json_values import number_in

_UNKNOWN_TOKENS = frozenset({"<unk>", "<UNK>", "UNK", "⁇"})


def weight_measures(alpha: NDArray[np.float32], *, source_has_end: bool) -> dict[str, float | None]:
    """Measures of weights [I, J].

    Args:
        alpha: the weights.
        source_has_end: whether the last column is the source's end mark; without it there is no
            share of the end mark.
    """
    bits = row_entropy(_with_sum_one(alpha))
    coverage = coverage_deviation(alpha)
    apout = -math.log(2) * float(bits.mean())
    apin = -math.log(2) * float(column_entropy(alpha).mean())
    return {
        "coverage": coverage,
        "apout": apout,
        "apin": apin,
        "confidence": coverage + apout + apin,
        "entropy": float(bits.mean()),
        "end_share": float(alpha[:, -1].mean(dtype=np.float64)) if source_has_end else None,
    }


def _with_sum_one(alpha: NDArray[np.float32]) -> NDArray[np.float64]:
    """Rows divided by their sums; a row of zeros stays."""
    exact = alpha.astype(np.float64)
    sums = exact.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(exact, sums, out=np.zeros_like(exact), where=sums > 0))


def sentence_links(sentence: AlignedSentence) -> frozenset[WordPair]:
    """The links that came with a sentence, or for each target word the largest α."""
    weights = sentence.link_weights
    if weights is None or not len(weights):
        return sentence.links or frozenset()
    return argmax_links(weights)


def gold_measures(*, links: frozenset[WordPair], gold: GoldLinks) -> dict[str, float | int]:
    """AER of links, and the counts that AER over many sentences needs."""
    return {
        "aer": link_quality(pairs=[(links, gold)]).aer,
        "links_count": len(links),
        "sure_count": len(gold.sure),
        "sure_found": len(links & gold.sure),
        "possible_found": len(links & gold.possible),
    }


def read_gold_line(sentence: AlignedSentence, *, line: str) -> GoldLinks:
    """Gold links of a sentence.

    Raises:
        PharaohError: the line is no line of links, or a link is outside the sentence.
    """
    gold = parse_pharaoh(line)
    check_links(
        gold=gold,
        sources=len(sentence.linkable_sources),
        targets=len(sentence.linkable_targets),
    )
    return gold


def measures(sentence: AlignedSentence) -> dict[str, Any]:
    """All measures of a sentence by the names of `columns`; absent ones are None.

    `sentence.more` may hold `logprob` (of the target pieces, or their mean), `reference`, and
    `gold` (a Pharaoh line). What cannot be used is named in `warning`.
    """
    more, warning = sentence.more, ""
    sources, targets = len(sentence.linkable_sources), len(sentence.linkable_targets)
    row: dict[str, Any] = {
        "source_words": sources,
        "target_words": targets,
        "length_ratio": targets / sources if sources else None,
        "unknown_words": _unknown_words(sentence),
        "logprob": _logprob(more),
    }
    if sentence.alpha is not None:
        row |= weight_measures(sentence.alpha, source_has_end=sentence.source_has_end)
    reference = more.get("reference")
    if isinstance(reference, str) and reference.strip():
        scores = sentence_scores(translation=sentence.translation, reference=reference)
        row |= {"reference": reference, "bleu": scores.bleu, "chrf": scores.chrf}
    gold = more.get("gold")
    if isinstance(gold, str) and gold.strip():
        try:
            checked = read_gold_line(sentence, line=gold)
            row |= gold_measures(links=sentence_links(sentence), gold=checked)
        except PharaohError as error:
            warning = f"gold links: {error}"
    return row | {"warning": warning}


def _unknown_words(sentence: AlignedSentence) -> int:
    if sentence.unknown:
        return len(sentence.unknown)
    tokens = (*sentence.source_pieces, *sentence.target_pieces)
    return sum(token in _UNKNOWN_TOKENS for token in tokens if token != END_PIECE)


def _logprob(more: Mapping[str, Any]) -> float | None:
    value = more.get("logprob")
    values = value if isinstance(value, list) else [value]
    numbers = [number_in(v) for v in values]
    if not values or any(number is None for number in numbers):
        return None
    return math.fsum(number for number in numbers if number is not None) / len(numbers)
