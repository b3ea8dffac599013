"""Held-out pairs: pairs of a training file that are used for validation instead.

The dev set may lack a kind of text that only one training file contains. Pairs are drawn by their
first side: all pairs with the same first side are held out together, in every file, because a
model that has learnt one translation of a sentence has seen the sentence.
"""

import random
from collections.abc import Sequence
from pathlib import Path

from attention_core.data.pairs import DataError, Pair
from attention_core.text.cleaning import fold


def counted_file(argument: str) -> tuple[Path, int]:
    """Read `FILE:N` from a command line.

    Raises:
        DataError: N is missing, or not a whole number above 0.
    """
    name, _, end = argument.rpartition(":")
    if not name or not (end.isascii() and end.isdigit()) or int(end) == 0:
        raise DataError(f"{argument}: expected FILE:N, N pairs and at least one")
    return Path(name), int(end)


def draw_held_out(*, pairs: Sequence[Pair], count: int, seed: int) -> frozenset[str]:
    """Draw first sides, lower-cased, whose pairs are held out.

    Args:
        pairs: pairs of one file.
        count: least number of pairs to draw; more if the last sentence has several.
        seed: of the random choice.

    Raises:
        DataError: no pair of the file would be left.
    """
    sizes: dict[str, int] = {}
    for pair in pairs:
        sizes[fold(pair.source)] = sizes.get(fold(pair.source), 0) + 1
    order = list(sizes)
    random.Random(f"{seed}/held out").shuffle(order)
    taken: list[str] = []
    while sum(sizes[sentences] for sentences in taken) < count:
        if len(taken) + 1 >= len(order):
            raise DataError(f"cannot hold out {count} of {len(pairs)} pairs: none would be left")
        taken.append(order[len(taken)])
    return frozenset(taken)


def split_held_out(
    *, pairs: Sequence[Pair], sentences: frozenset[str]
) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Pairs to train on, and those whose lower-cased first side is held out; both in order."""
    training = tuple(pair for pair in pairs if fold(pair.source) not in sentences)
    return training, tuple(pair for pair in pairs if fold(pair.source) in sentences)
