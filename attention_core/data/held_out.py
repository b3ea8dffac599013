"""Held-out pairs: some of a training file, kept from training to judge by.

A dev set may lack a kind of text of which there is one file alone. Pairs are drawn by their
English: all that share it go together, whatever file they are in, since a model that has learnt
one translation of a sentence is no stranger to another.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from attention_core.data.pairs import DataError, Pair
from attention_core.text.cleaning import fold


def counted_file(argument: str) -> tuple[Path, int]:
    """Read `FILE:N` from a command line.

    Raises:
        DataError: N is missing, or no whole number above 0.
    """
    name, _, end = argument.rpartition(":")
    if not name or not (end.isascii() and end.isdigit()) or int(end) == 0:
        raise DataError(f"{argument}: expected FILE:N, N pairs and at least one")
    return Path(name), int(end)


def drawn(*, pairs: Sequence[Pair], count: int, seed: int) -> frozenset[str]:
    """English sentences, folded, whose pairs are to be held out.

    Args:
        pairs: of one file.
        count: at least so many of its pairs are drawn; more if the last English has several.
        seed: of the draw.

    Raises:
        DataError: it would leave nothing of the file.
    """
    sizes: dict[str, int] = {}
    for pair in pairs:
        sizes[fold(pair.source)] = sizes.get(fold(pair.source), 0) + 1
    order = list(sizes)
    random.Random(f"{seed}/held out").shuffle(order)
    taken: list[str] = []
    while sum(sizes[english] for english in taken) < count:
        if len(taken) + 1 >= len(order):
            raise DataError(f"{count} pairs to be held out of {len(pairs)}: none would be left")
        taken.append(order[len(taken)])
    return frozenset(taken)


def split(
    *, pairs: Sequence[Pair], english: frozenset[str]
) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Pairs to learn from, and those whose folded English is held out; both in order."""
    kept = tuple(pair for pair in pairs if fold(pair.source) not in english)
    return kept, tuple(pair for pair in pairs if fold(pair.source) in english)
