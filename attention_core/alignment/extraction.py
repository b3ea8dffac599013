"""Links from weights: the largest of each target word, or all from a threshold on."""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.alignment.links import Link
from attention_core.errors import UserError


def argmax_links(word_alpha: NDArray[np.floating[Any]]) -> frozenset[Link]:
    """For each target word the source word with the largest α.

    A target word that looks at the end mark most has no link; nor has the end mark, nor a word
    without any α (one that nothing is left of once the text is cleaned).

    Args:
        word_alpha: [target words, source words], the source's end mark as last column; rows of
            target words only.
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
        UserError: another threshold.
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
        """Refuse what no α can reach, or all do."""
        if self.threshold is not None:
            _check_threshold(self.threshold)

    def __str__(self) -> str:
        return "argmax" if self.threshold is None else f"threshold {self.threshold:g}"

    def links(self, word_alpha: NDArray[np.floating[Any]]) -> frozenset[Link]:
        """As `argmax_links` or `threshold_links`."""
        if self.threshold is None:
            return argmax_links(word_alpha)
        return threshold_links(word_alpha=word_alpha, threshold=self.threshold)


def undo_shift(
    word_alpha: NDArray[np.floating[Any]], *, rows: int = 0, columns: int = 0
) -> NDArray[np.floating[Any]]:
    """α with a shift undone: what is `rows` further down and `columns` further right.

    A decoder may look at what it needs next, or at what it has just used: then α stands a row
    off, and every link of it is wrong by one word (Koehn and Knowles 2017, Six Challenges for
    Neural Machine Translation, section 3.5).

    Args:
        word_alpha: [target words, source words], both end marks included.
        rows: 1 takes row t + 1 for target word t, -1 row t - 1; where there is none, zeros.
        columns: the same for source words. α that falls off the sentence goes to the end mark,
            so that it links nothing.
    """
    height, width = word_alpha.shape
    words = np.arange(width - 1)
    words = words[(words + columns >= 0) & (words + columns < width)]
    fallen = np.setdiff1d(np.arange(width), words + columns)
    found = np.zeros_like(word_alpha)
    for t in range(max(0, -rows), min(height, height - rows)):
        found[t, words] = word_alpha[t + rows, words + columns]
        found[t, -1] = word_alpha[t + rows, fallen].sum()
    return found
