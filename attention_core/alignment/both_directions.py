"""Links from two models, one of each direction: a model that writes y from x, and one back.

Each model weighs the words of its own source for every word that it writes. Turned round, the
weights of the way back are about the same cells, so that both can be made into links by one rule
and combined (`symmetrization`), or averaged first, cell by cell, and then made into links.
"""

import dataclasses
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from attention_core.alignment.aligner import GivenPair, Weights, align
from attention_core.alignment.extraction import Rule
from attention_core.alignment.links import Link
from attention_core.alignment.symmetrization import Combination, combine_links, turned
from attention_core.errors import UserError
from attention_core.model.checkpoint import Checkpoint
from attention_core.utils.distributed import Process

Joining = Literal[Combination, "mean"]
Matrix = NDArray[np.float32]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class BothDirections:
    """Weights of both directions of one pair of T target and S source words.

    Attributes:
        forward: [T + 1, S + 1], by the model that writes the target; the end marks last.
        backward: [S + 1, T + 1], by the model that writes the source.

    Raises:
        UserError: the two are of different words.
    """

    forward: Matrix
    backward: Matrix

    def __post_init__(self) -> None:
        """Refuse matrices whose words cannot be the same."""
        if self.forward.shape != self.backward.T.shape:
            raise UserError(
                "the pieces of the two models make other words of a pair: use --tokenized"
            )

    @property
    def mean(self) -> Matrix:
        """[T + 1, S + 1]: the mean of both weights of every two words.

        Of the end marks' weights only those count that say where a target word came from: the
        last column is half of the forward one, and the last row is the forward one.
        """
        half = np.float32(0.5)
        mean: Matrix = self.forward * half
        # The sum first: half of the smallest weight is none.
        mean[:-1, :-1] = (self.forward[:-1, :-1] + self.backward[:-1, :-1].T) * half
        mean[-1] = self.forward[-1]
        return mean

    def links(self, *, rule: Rule, joining: Joining) -> frozenset[Link]:
        """The links of both directions, source word first.

        Args:
            rule: how weights become links.
            joining: "mean" for the links of the mean; else how the links of both are combined.
        """
        if joining == "mean":
            return rule.links(self.mean[:-1])
        return combine_links(
            forward=rule.links(self.forward[:-1]),
            backward=turned(rule.links(self.backward[:-1])),
            combination=joining,
        )


def weights_of_words(
    *, checkpoint: Checkpoint, source: Sequence[str], target: Sequence[str], weights: Weights
) -> Matrix:
    """The weights of a model that is forced to write words from words, as they are cut.

    Args:
        checkpoint: an attention model.
        source: words in its source language, at least one.
        target: words in its target language, at least one.
        weights: α or the posterior.

    Returns:
        [target words + 1, source words + 1], the end marks last.
    """
    pair = GivenPair(source=tuple(source), target=tuple(target))
    process = Process(rank=0, count=1, device=checkpoint.model.device)
    blocks = align(checkpoint=checkpoint, pairs=[pair], process=process, weights=weights)
    (alignment,) = next(blocks)
    return alignment.weights
