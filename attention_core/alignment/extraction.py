"""Links from weights: the largest of each target word, or all from a threshold on; shifts of α."""

import dataclasses
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from attention_core.alignment.links import Link
from attention_core.errors import UserError


def argmax_links(word_alpha: NDArray[np.floating[Any]]) -> frozenset[Link]:
    """For each target word the source word with the largest α.

    A target word whose largest α is on the end mark has no link. Neither has a word without any
    α, which is one that cleaning empties.

    Args:
        word_alpha: [target words, source words], the source's end mark as last column and
            without the row of the target's end mark.
    """
    best = word_alpha.argmax(axis=1)
    end = word_alpha.shape[1] - 1
    return frozenset((int(s), t) for t, s in enumerate(best) if s != end and word_alpha[t, s] > 0)


def threshold_links(*, word_alpha: NDArray[np.floating[Any]], threshold: float) -> frozenset[Link]:
    """Every source and target word with α of at least `threshold`; the end mark has no link.

    Args:
        word_alpha: as for `argmax_links`.
        threshold: above 0, at most 1.

    Raises:
        UserError: `threshold` is outside that range.
    """
    _check_threshold(threshold)
    targets, sources = np.nonzero(word_alpha[:, :-1] >= threshold)
    return frozenset((int(s), int(t)) for s, t in zip(sources, targets, strict=True))


def _check_threshold(threshold: float) -> None:
    if not 0 < threshold <= 1:
        raise UserError(f"the threshold is {threshold}, not above 0 and at most 1")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rule:
    """How α becomes links: the largest of each target word, or all of at least a threshold."""

    threshold: float | None = None  # None: the largest

    def __post_init__(self) -> None:
        """Refuse a threshold that no α reaches or that all α reach."""
        if self.threshold is not None:
            _check_threshold(self.threshold)

    def __str__(self) -> str:
        return "argmax" if self.threshold is None else f"threshold {self.threshold:g}"

    def links(self, word_alpha: NDArray[np.floating[Any]]) -> frozenset[Link]:
        """The links of [target words, source words], from `argmax_links` or `threshold_links`."""
        if self.threshold is None:
            return argmax_links(word_alpha)
        return threshold_links(word_alpha=word_alpha, threshold=self.threshold)


class Shift(NamedTuple):
    """How far α stands off, in words: what `undo_shift` undoes."""

    rows: int  # target words; 1: row t + 1 belongs to target word t
    columns: int  # source words; 1: column s + 1 belongs to source word s


# By how α is moved to undo them; α as it is comes first.
SHIFTS = {
    Shift(rows=0, columns=0): "as it is",
    Shift(rows=1, columns=0): "one row up",
    Shift(rows=-1, columns=0): "one row down",
    Shift(rows=0, columns=1): "one column to the left",
    Shift(rows=0, columns=-1): "one column to the right",
}


def undo_shift(
    word_alpha: NDArray[np.floating[Any]], *, rows: int = 0, columns: int = 0
) -> NDArray[np.floating[Any]]:
    """α with a shift undone: moved `rows` up and `columns` to the left.

    A decoder may attend to the word that it needs next or to the one that it has just used. Then
    α stands a row off, and every link is wrong by one word (Koehn and Knowles 2017, Six
    Challenges for Neural Machine Translation, section 3.5).

    Args:
        word_alpha: [target words, source words], both end marks included.
        rows: 1 takes row t + 1 for target word t, -1 row t - 1; zeros where there is no such row.
        columns: the same for source words. α moved beyond the edge goes to the end mark, so that
            it makes no link.

    Returns:
        [target words, source words], as given.
    """
    height, width = word_alpha.shape
    words = np.arange(width - 1)
    words = words[(words + columns >= 0) & (words + columns < width)]
    beyond_edge = np.setdiff1d(np.arange(width), words + columns)
    moved = np.zeros_like(word_alpha)
    for t in range(max(0, -rows), min(height, height - rows)):
        moved[t, words] = word_alpha[t + rows, words + columns]
        moved[t, -1] = word_alpha[t + rows, beyond_edge].sum()
    return moved
