"""Word links: α turned into links, a shift undone, Pharaoh lines in and out, AER against gold.

A link (s, t) says that source word s and target word t mean each other, both from 0 and
without the end marks. Gold links are sure or merely possible, and sure ones are possible too:

    precision = |A ∩ P| / |A|,  recall = |A ∩ S| / |S|
    AER = 1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|)

(Och and Ney 2003, A Systematic Comparison of Various Statistical Alignment Models.)
"""

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Link = tuple[int, int]  # source word, target word
_LINK = re.compile(r"(\d{1,6})([-?p])(\d{1,6})", re.ASCII)


class PharaohError(ValueError):
    """A line of links that cannot be read: which part of it, and how it should look."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Gold:
    """What people say is linked."""

    sure: frozenset[Link]
    possible: frozenset[Link]  # the sure ones among them

    def __post_init__(self) -> None:
        """A sure link is a possible one."""
        assert self.sure <= self.possible


@dataclasses.dataclass(frozen=True, kw_only=True)
class Agreement:
    """How links agree with gold; what has nothing to divide by is 0, AER of nothing 1."""

    precision: float
    recall: float
    aer: float


def parse_pharaoh(line: str) -> Gold:
    """Read `0-0 1-2 1?2`: sure links with `-`, possible ones with `?` or `p`.

    Raises:
        PharaohError: a part that is no link.
    """
    sure, possible = set(), set()
    for part in line.split():
        match = _LINK.fullmatch(part)
        if match is None:
            raise PharaohError(
                f"{part[:40]!r} is not a link: write 0-0 for source word 0 and target word 0, "
                "0?0 or 0p0 if they are only possibly linked"
            )
        link = (int(match[1]), int(match[3]))
        possible.add(link)
        if match[2] == "-":
            sure.add(link)
    return Gold(sure=frozenset(sure), possible=frozenset(possible))


def format_pharaoh(gold: Gold) -> str:
    """Links as one line, by source and then target word; what `parse_pharaoh` reads."""
    return " ".join(
        f"{s}{'-' if (s, t) in gold.sure else '?'}{t}" for s, t in sorted(gold.possible)
    )


def check_links(*, gold: Gold, sources: int, targets: int) -> None:
    """Refuse links outside a sentence pair of so many words, end marks not counted.

    Raises:
        PharaohError: naming the first link outside.
    """
    for s, t in sorted(gold.possible):
        if s >= sources or t >= targets:
            raise PharaohError(
                f"{s}-{t} is outside the sentences: source words are 0 to {sources - 1}, "
                f"target words 0 to {targets - 1}"
            )


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
        ValueError: another threshold.
    """
    _check_threshold(threshold)
    targets, sources = np.nonzero(word_alpha[:, :-1] >= threshold)
    return frozenset((int(s), int(t)) for s, t in zip(sources, targets, strict=True))


def _check_threshold(threshold: float) -> None:
    if not 0 < threshold <= 1:
        raise ValueError(f"the threshold is {threshold}, not above 0 and at most 1")


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


def unshifted(
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


def agreement(*, pairs: Iterable[tuple[frozenset[Link], Gold]]) -> Agreement:
    """Precision, recall and AER over sentence pairs, each with its links and its gold."""
    found = sure = found_sure = found_possible = 0
    for links, gold in pairs:
        found += len(links)
        sure += len(gold.sure)
        found_sure += len(links & gold.sure)
        found_possible += len(links & gold.possible)
    return Agreement(
        precision=found_possible / found if found else 0.0,
        recall=found_sure / sure if sure else 0.0,
        aer=1 - (found_sure + found_possible) / (found + sure) if found + sure else 1.0,
    )
