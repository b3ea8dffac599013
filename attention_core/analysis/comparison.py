"""Comparison: two translations, or two models' Traces, laid side by side.

What two translations have in common is a longest common subsequence of their words (Wagner and
Fischer 1974, The String-to-String Correction Problem): the same words in the same order, with
gaps. Rows in lock-step are compared by their number alone.
"""

import dataclasses
import math
from collections.abc import Sequence

from attention_core.analysis.labelled_matrix import Grain, labelled_matrix
from attention_core.text.words import SPACE, Word
from attention_core.trace import Trace


@dataclasses.dataclass(frozen=True, kw_only=True)
class LargestWeight:
    """The source word or piece that a row of α looks at most, and how much."""

    source: str  # as a figure labels it
    column: int  # j, from 1
    weight: float  # α_ij


@dataclasses.dataclass(frozen=True, kw_only=True)
class DecodingRow:
    """What one model writes in one row of a lock-step table."""

    text: str  # a word or a piece; the end mark is </s>
    probability: float  # of a word: the product over its pieces
    entropy: float  # bits, of the next piece's distribution; of a word: at its first piece
    glance: LargestWeight | None  # None for a vanilla model


def decoding_rows(*, trace: Trace, grain: Grain) -> tuple[DecodingRow, ...]:
    """A Trace row by row, the end mark last unless the length limit cut it."""
    spans = [(word.text, word.start, word.stop) for word in trace.target_words]
    if grain == "pieces":
        spans = [(piece, k, k + 1) for k, piece in enumerate(trace.target_pieces)]
    glances = _glances(trace=trace, grain=grain)
    return tuple(
        DecodingRow(
            text=text,
            probability=math.exp(math.fsum(trace.logprob[start:stop].tolist())),
            entropy=float(trace.entropy[start]),
            glance=glance,
        )
        for (text, start, stop), glance in zip(spans, glances, strict=True)
    )


def _glances(*, trace: Trace, grain: Grain) -> Sequence[LargestWeight | None]:
    if trace.alpha is None:
        return [None] * len(trace.target_pieces if grain == "pieces" else trace.target_words)
    drawn = labelled_matrix(trace=trace, grain=grain)
    return [
        LargestWeight(source=drawn.columns[j], column=int(j) + 1, weight=float(weights[j]))
        for weights, j in zip(drawn.weights, drawn.weights.argmax(axis=1), strict=True)
    ]


def first_difference(one: Sequence[str], other: Sequence[str]) -> int | None:
    """Where two sequences first differ, from 0; None if they never do.

    Where one is the beginning of the other, it is the place behind the shorter one.
    """
    if list(one) == list(other):
        return None
    pairs = zip(one, other, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def common_subsequence(one: Sequence[str], other: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """A longest common subsequence, as places in either, from 0, both ascending.

    Takes time and memory in proportion to the product of the lengths.
    """
    # longest[a][b]: how many can be kept of one[a:] and other[b:]
    longest = [[0] * (len(other) + 1)]
    for word in reversed(one):
        below, row = longest[-1], [0]
        for k in range(len(other) - 1, -1, -1):
            row.append(below[k + 1] + 1 if word == other[k] else max(below[k], row[-1]))
        longest.append(row[::-1])
    longest.reverse()
    found = []
    a = b = 0
    while a < len(one) and b < len(other):
        if one[a] == other[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        elif longest[a + 1][b] >= longest[a][b + 1]:
            a += 1
        else:
            b += 1
    return tuple(found)


def translation_words(trace: Trace) -> tuple[Word, ...]:
    """The words of a translation, its punctuation marks among them, without the end mark."""
    return trace.target_words if trace.truncated else trace.target_words[:-1]


def word_texts(*, trace: Trace, words: int | None = None) -> tuple[str, ...]:
    """The words of `written`, each with the space before it if there is one; joined, the text.

    Args:
        trace: whose translation.
        words: how many, from the first on; None for all.
    """
    texts = (
        "".join(trace.target_pieces[w.start : w.stop]) for w in translation_words(trace)[:words]
    )
    return tuple(text.replace(SPACE, " ") for text in texts)
