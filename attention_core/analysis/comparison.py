"""Comparison: two translations, or the Traces of two models, side by side.

The common words of two translations are a longest common subsequence (Wagner and Fischer 1974,
The String-to-String Correction Problem): the same words in the same order, with gaps. Rows of a
lock-step table are compared by their number only.
"""

import dataclasses
import math
from collections.abc import Sequence

from attention_core.analysis.labelled_matrix import Grain, labelled_matrix
from attention_core.text.words import SPACE, Word
from attention_core.trace import Trace


@dataclasses.dataclass(frozen=True, kw_only=True)
class LargestWeight:
    """The source word or piece with the largest weight in a row of α."""

    source: str  # as a figure labels it
    column: int  # j, from 1
    weight: float  # α_ij


@dataclasses.dataclass(frozen=True, kw_only=True)
class DecodingRow:
    """What one model writes in one row of a lock-step table: a word or a piece."""

    text: str  # a word or a piece; the end mark is </s>
    probability: float  # of a word: the product over its pieces
    entropy: float  # bits, of the next piece's distribution; of a word: at its first piece
    largest_weight: LargestWeight | None  # None for a vanilla model


def decoding_rows(*, trace: Trace, grain: Grain) -> tuple[DecodingRow, ...]:
    """The rows of a Trace, the end mark last unless the length limit cut it."""
    spans = [(word.text, word.start, word.stop) for word in trace.target_words]
    if grain == "pieces":
        spans = [(piece, k, k + 1) for k, piece in enumerate(trace.target_pieces)]
    weights_by_row = _largest_weights(trace=trace, grain=grain)
    return tuple(
        DecodingRow(
            text=text,
            probability=math.exp(math.fsum(trace.logprob[start:stop].tolist())),
            entropy=float(trace.entropy[start]),
            largest_weight=largest_weight,
        )
        for (text, start, stop), largest_weight in zip(spans, weights_by_row, strict=True)
    )


def _largest_weights(*, trace: Trace, grain: Grain) -> Sequence[LargestWeight | None]:
    if trace.alpha is None:
        return [None] * len(trace.target_pieces if grain == "pieces" else trace.target_words)
    matrix = labelled_matrix(trace=trace, grain=grain)
    return [
        LargestWeight(source=matrix.columns[j], column=int(j) + 1, weight=float(weights[j]))
        for weights, j in zip(matrix.weights, matrix.weights.argmax(axis=1), strict=True)
    ]


def first_difference(first: Sequence[str], second: Sequence[str]) -> int | None:
    """Index from 0 of the first difference of two sequences, or None if they are equal.

    If one sequence is a prefix of the other, this is the length of the shorter.
    """
    if list(first) == list(second):
        return None
    pairs = zip(first, second, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def common_subsequence(first: Sequence[str], second: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """A longest common subsequence, as pairs of indices into both, from 0 and ascending.

    Time and memory are proportional to the product of the lengths.
    """
    # longest[a][b]: length of the longest common subsequence of first[a:] and second[b:]
    longest = [[0] * (len(second) + 1)]
    for word in reversed(first):
        below, row = longest[-1], [0]
        for k in range(len(second) - 1, -1, -1):
            row.append(below[k + 1] + 1 if word == second[k] else max(below[k], row[-1]))
        longest.append(row[::-1])
    longest.reverse()
    pairs = []
    a = b = 0
    while a < len(first) and b < len(second):
        if first[a] == second[b]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif longest[a + 1][b] >= longest[a][b + 1]:
            a += 1
        else:
            b += 1
    return tuple(pairs)


def translation_words(trace: Trace) -> tuple[Word, ...]:
    """The words of a translation with its punctuation, without the end mark."""
    return trace.target_words if trace.truncated else trace.target_words[:-1]


def word_texts(*, trace: Trace, words: int | None = None) -> tuple[str, ...]:
    """The first words of a translation, each with the space before it if there is one.

    Args:
        trace: of the translation.
        words: number of words; None for all, which joined are the translation.
    """
    texts = (
        "".join(trace.target_pieces[w.start : w.stop]) for w in translation_words(trace)[:words]
    )
    return tuple(text.replace(SPACE, " ") for text in texts)
