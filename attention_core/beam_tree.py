"""The tree of a beam search: what it considered, kept and dropped at each step.

`decoding.tree_recorder` records it during the search that makes the translation.
"""

import dataclasses
import math
from typing import Any


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeamNode:
    """One candidate of the search: a piece that continues a hypothesis."""

    parent: int | None  # index of the node that it continues; None at step 1
    step: int  # i, from 1
    piece: str
    logprob: float  # of the piece, in nats
    total: float  # summed log-probability of all pieces until here: what ranks candidates
    kept: bool  # whether it was among the best of its step and stayed in the beam
    finished: bool  # it has the end mark, or the length limit ended it

    @property
    def score(self) -> float:
        """Mean log-probability a piece, in nats: what ranks finished hypotheses."""
        return self.total / self.step

    def to_json(self) -> dict[str, Any]:
        """An entry of "nodes"."""
        return {
            "parent": self.parent,
            "step": self.step,
            "piece": self.piece,
            "probability": math.exp(self.logprob),
            "total": self.total,
            "kept": self.kept,
            "finished": self.finished,
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeamTree:
    """All nodes of one search; a parent comes before its children."""

    nodes: tuple[BeamNode, ...]
    best: int  # index of the leaf that is the translation
    complete: bool  # False: dropped candidates are left out from the step on at which it is full

    def path(self, node: int) -> tuple[int, ...]:
        """The nodes from step 1 to a node."""
        path = []
        at: int | None = node
        while at is not None:
            path.append(at)
            at = self.nodes[at].parent
        return tuple(reversed(path))

    def pieces(self, node: int) -> tuple[str, ...]:
        """The pieces from step 1 to a node."""
        return tuple(self.nodes[k].piece for k in self.path(node))

    def to_json(self) -> dict[str, Any]:
        """The value of "tree" in a Trace's JSON."""
        return {
            "nodes": [node.to_json() for node in self.nodes],
            "best": self.best,
            "complete": self.complete,
        }
