"""Pairs of piece ids, in batches of about equal length, measured in target pieces.

Examples are drawn in an order shuffled anew each epoch; a pool of them is sorted by length and
cut, so that almost nothing is padding. `Batches` can be stopped anywhere: its `Position` says
which batch comes next, and the same position gives the same batches again.
"""

import dataclasses
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from attention_core.config import TrainConfig
from attention_core.errors import UserError
from attention_core.text.tokenizer import PAD

POOL = 50  # batches sorted together; more gives less padding and less shuffling

Example = tuple[list[int], list[int]]  # source and target ids, the end mark last


class Batch(NamedTuple):
    """Sentence pairs as padded piece ids, the end mark last."""

    source: Tensor  # [B, J]
    lengths: Tensor  # [B], real source pieces
    target: Tensor  # [B, I]

    def to(self, device: torch.device) -> "Batch":
        """The batch on a device."""
        return Batch(*(part.to(device) for part in self))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Position:
    """Where in the data training is."""

    epoch: int = 0
    cursor: int = 0  # of the pool's first example, in this epoch's order
    taken: int = 0  # batches already taken from this pool
    update: int = 0  # when the pool was drawn: it decides how long a pair may be


def collate(examples: Sequence[Example]) -> Batch:
    """Pad examples to a batch on the CPU."""
    return Batch(
        source=padded([source for source, _ in examples]),
        lengths=torch.tensor([len(source) for source, _ in examples]),
        target=padded([target for _, target in examples]),
    )


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of ids as one matrix, filled up with PAD."""
    width = max(len(row) for row in rows)
    return torch.tensor([[*row, *[PAD] * (width - len(row))] for row in rows])


def cut(*, examples: Sequence[Example], tokens: int) -> list[list[Example]]:
    """Sort by length and cut into batches of at most `tokens` padded target pieces.

    Sorted by target, then source: the vocabulary layer and the decoder loop, both on the
    target's side, are most of the work. An example longer than `tokens` is a batch alone.
    """
    batches: list[list[Example]] = []
    for example in sorted(examples, key=lambda e: (len(e[1]), len(e[0]))):
        if batches and (len(batches[-1]) + 1) * len(example[1]) <= tokens:
            batches[-1].append(example)
        else:
            batches.append([example])
    return batches


class Batches:
    """An endless, repeatable stream of batches of examples."""

    def __init__(
        self,
        *,
        examples: Sequence[Example],
        config: TrainConfig,
        position: Position | None = None,
    ) -> None:
        """Begin, or go on.

        Args:
            examples: all of them; none may be empty.
            config: `batch_tokens`, `seed` and the curriculum are used.
            position: where to go on; the beginning if None.

        Raises:
            UserError: there are no examples.
        """
        if not examples:
            raise UserError("no examples to train on: every pair was filtered out")
        self._examples = examples
        self._config = config
        self.position = position or Position()
        self._order: tuple[int, list[int]] = (-1, [])

    def longest(self, update: int) -> int:
        """Target pieces of the longest pair allowed at an update: short sentences first.

        Grows by a constant factor an update, from `curriculum_start` to everything.
        """
        c = self._config
        if update >= c.curriculum_updates:
            return c.max_pieces
        share = update / c.curriculum_updates
        growth: float = (c.max_pieces / c.curriculum_start) ** share
        return round(c.curriculum_start * growth)

    def _shuffled(self, epoch: int) -> list[int]:
        if self._order[0] != epoch:
            order = list(range(len(self._examples)))
            random.Random(f"{self._config.seed}/{epoch}/order").shuffle(order)
            self._order = (epoch, order)
        return self._order[1]

    def _pool(self, position: Position) -> tuple[list[list[Example]], Position]:
        """The batches of the pool at a position, and the position of the next pool."""
        shortest = min(len(target) for _, target in self._examples)
        limit = max(self.longest(position.update), shortest)
        want = POOL * self._config.batch_tokens
        order = self._shuffled(position.epoch)
        cursor, size = position.cursor, 0
        drawn: list[Example] = []
        while cursor < len(order) and size < want:
            example = self._examples[order[cursor]]
            cursor += 1
            if len(example[1]) <= limit:
                drawn.append(example)
                size += len(example[1])
        ended = cursor == len(order)
        batches = cut(examples=drawn, tokens=self._config.batch_tokens)
        random.Random(f"{self._config.seed}/{position.epoch}/{position.cursor}").shuffle(batches)
        after = Position(
            epoch=position.epoch + ended,
            cursor=0 if ended else cursor,
            update=position.update + len(batches),
        )
        return batches, after

    def __iter__(self) -> Iterator[list[Example]]:
        """Batches from the current position on, for ever; `position` keeps up."""
        while True:
            batches, after = self._pool(self.position)
            for batch in batches[self.position.taken :]:
                self.position = dataclasses.replace(self.position, taken=self.position.taken + 1)
                yield batch
            self.position = after
