"""Gold alignments: a file of them, and how links made from α agree with it.

Files are UTF-8, one pair a line, tab-separated: English tokens, Hindi tokens, links. Tokens
are split at single spaces, links are Pharaoh's `i-j`, English first, both from 0 (`i?j` or
`ipj` for possible ones). Making α is left to `align`.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.alignment.extraction import Rule, undo_shift
from attention_core.alignment.links import GoldLinks, Link, check_links, parse_pharaoh
from attention_core.data.pairs import DataError, read_rows
from attention_core.text.cleaning import clean

RULES = (Rule(), *(Rule(threshold=tenths / 10) for tenths in range(1, 6)))
SHIFTS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))  # rows, columns


@dataclasses.dataclass(frozen=True, kw_only=True)
class LinkQuality:
    """How links agree with gold; what has nothing to divide by is 0, AER of nothing 1."""

    precision: float
    recall: float
    aer: float


def link_quality(*, pairs: Iterable[tuple[frozenset[Link], GoldLinks]]) -> LinkQuality:
    """Precision, recall and AER over sentence pairs, each with its links and its gold."""
    found = sure = found_sure = found_possible = 0
    for links, gold in pairs:
        found += len(links)
        sure += len(gold.sure)
        found_sure += len(links & gold.sure)
        found_possible += len(links & gold.possible)
    return LinkQuality(
        precision=found_possible / found if found else 0.0,
        recall=found_sure / sure if sure else 0.0,
        aer=1 - (found_sure + found_possible) / (found + sure) if found + sure else 1.0,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class GoldPair:
    """A sentence pair in the tokens that its links number."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    gold: GoldLinks

    def swapped(self) -> "GoldPair":
        """The way back, with every link turned round."""
        sure, possible = (
            frozenset((t, s) for s, t in links) for links in (self.gold.sure, self.gold.possible)
        )
        gold = GoldLinks(sure=sure, possible=possible)
        return GoldPair(source=self.target, target=self.source, gold=gold)


def read_gold(path: Path) -> tuple[GoldPair, ...]:
    """All pairs of a gold file.

    Raises:
        DataError: it cannot be read, holds no pair, or has a broken line (the first is named).
    """
    return read_rows(path, make=_gold_pair, expected="English, a tab, Hindi, a tab, links")


def _gold_pair(columns: Sequence[str]) -> GoldPair:
    if len(columns) < 3:
        raise DataError("expected three columns: English, Hindi, links")
    source, target = _tokens(columns[0], side="English"), _tokens(columns[1], side="Hindi")
    gold = parse_pharaoh(columns[2])
    check_links(gold=gold, sources=len(source), targets=len(target))
    return GoldPair(source=source, target=target, gold=gold)


def _tokens(text: str, *, side: str) -> tuple[str, ...]:
    """Tokens between single spaces; an empty one would make the numbers of all others doubtful."""
    if not clean(text):
        raise DataError(f"the {side} side is empty")
    tokens = tuple(text.split(" "))
    if "" in tokens:
        raise DataError(
            f"the {side} side has a space before token {tokens.index('')} that separates nothing: "
            "put one space between two tokens, none at the ends"
        )
    return tokens


@dataclasses.dataclass(frozen=True, kw_only=True)
class GoldReport:
    """Agreement with gold under several rules, and under one rule with shifts undone."""

    rule: Rule
    whole: LinkQuality  # under that rule, nothing undone
    by_rule: tuple[tuple[Rule, LinkQuality], ...]
    by_shift: tuple[tuple[tuple[int, int], LinkQuality], ...]  # (rows, columns), as for `unshifted`

    @property
    def shift(self) -> tuple[int, int]:
        """What is best undone by AER; (0, 0) unless something else is better."""
        return min(self.by_shift, key=lambda row: row[1].aer)[0]


def compare_with_gold(
    *, pairs: Sequence[GoldPair], word_alpha: Sequence[NDArray[np.floating[Any]]], rule: Rule
) -> GoldReport:
    """How the links of α agree with gold.

    Args:
        pairs: with their gold.
        word_alpha: of each, [target tokens + 1, source tokens + 1], the end marks last.
        rule: makes the links for `whole` and `by_shift`.
    """

    def agreed(rule: Rule, *, rows: int = 0, columns: int = 0) -> LinkQuality:
        return link_quality(
            pairs=(
                (rule.links(undo_shift(alpha, rows=rows, columns=columns)[:-1]), pair.gold)
                for pair, alpha in zip(pairs, word_alpha, strict=True)
            )
        )

    return GoldReport(
        rule=rule,
        whole=agreed(rule),
        by_rule=tuple((other, agreed(other)) for other in RULES),
        by_shift=tuple(((r, c), agreed(rule, rows=r, columns=c)) for r, c in SHIFTS),
    )
