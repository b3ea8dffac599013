"""Gold alignments: a file of them, and how links made from α agree with it.

Files are UTF-8, one pair a line, tab-separated: English tokens, Hindi tokens, links. Tokens
are split at single spaces, links are Pharaoh's `i-j`, English first, both from 0 (`i?j` or
`ipj` for possible ones). Making α is left to `align`.
"""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.data import DataError, read_rows
from attention_core.links import (
    Agreement,
    Gold,
    Rule,
    agreement,
    check_links,
    parse_pharaoh,
    unshifted,
)
from attention_core.tokenizer import clean

RULES = (Rule(), *(Rule(threshold=tenths / 10) for tenths in range(1, 6)))
SHIFTS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))  # rows, columns


@dataclasses.dataclass(frozen=True, kw_only=True)
class GoldPair:
    """A sentence pair in the tokens that its links number."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    gold: Gold

    def swapped(self) -> "GoldPair":
        """The way back, with every link turned round."""
        sure, possible = (
            frozenset((t, s) for s, t in links) for links in (self.gold.sure, self.gold.possible)
        )
        gold = Gold(sure=sure, possible=possible)
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
class Table:
    """Agreement with gold under several rules, and under one rule with shifts undone."""

    rule: Rule
    whole: Agreement  # under that rule, nothing undone
    by_rule: tuple[tuple[Rule, Agreement], ...]
    by_shift: tuple[tuple[tuple[int, int], Agreement], ...]  # (rows, columns), as for `unshifted`

    @property
    def shift(self) -> tuple[int, int]:
        """What is best undone by AER; (0, 0) unless something else is better."""
        return min(self.by_shift, key=lambda row: row[1].aer)[0]


def compare(
    *, pairs: Sequence[GoldPair], word_alpha: Sequence[NDArray[np.floating[Any]]], rule: Rule
) -> Table:
    """How the links of α agree with gold.

    Args:
        pairs: with their gold.
        word_alpha: of each, [target tokens + 1, source tokens + 1], the end marks last.
        rule: makes the links for `whole` and `by_shift`.
    """

    def agreed(rule: Rule, *, rows: int = 0, columns: int = 0) -> Agreement:
        return agreement(
            pairs=(
                (rule.links(unshifted(alpha, rows=rows, columns=columns)[:-1]), pair.gold)
                for pair, alpha in zip(pairs, word_alpha, strict=True)
            )
        )

    return Table(
        rule=rule,
        whole=agreed(rule),
        by_rule=tuple((other, agreed(other)) for other in RULES),
        by_shift=tuple(((r, c), agreed(rule, rows=r, columns=c)) for r, c in SHIFTS),
    )
