"""Records the tree of a beam search of one sentence, from what the search itself computes."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from attention_core.beam_tree import BeamNode, BeamTree
from attention_core.text.tokenizer import END

MOST_NODES = 4000  # from then on, dropped candidates are left out; beam 5 makes 25 nodes a step


class TreeRecorder:
    """The nodes so far; `beam_search` calls `add` at every step."""

    def __init__(self) -> None:
        self._nodes: list[tuple[int | None, int, int, float, float, bool, bool]] = []
        self._survivors: list[int] = []  # node of each survivor of the last step
        self._step = 0
        self._complete = True

    def add(
        self,
        *,
        parents: Tensor,
        pieces: Tensor,
        logprob: Tensor,
        totals: Tensor,
        chosen: Tensor,
        last: bool,
    ) -> None:
        """Record one step.

        Args:
            parents: [R], survivor of the step before that each row continues.
            pieces: [R, K], candidates of each row.
            logprob: [R, K], of the candidates.
            totals: [R, K], summed log-probability until the candidate.
            chosen: indices into the flat candidates that stay in the beam.
            last: whether the length limit ends all hypotheses here.
        """
        self._step += 1
        per_row = pieces.shape[1]
        flat = (pieces.flatten().tolist(), logprob.flatten().tolist(), totals.flatten().tolist())
        before = [self._survivors[k] if self._step > 1 else None for k in parents.tolist()]
        kept: list[int] = chosen.tolist()
        dropped = sorted(set(range(pieces.numel())) - set(kept))
        self._complete = self._complete and len(self._nodes) + pieces.numel() <= MOST_NODES
        if not self._complete:
            dropped = []
        self._survivors = []
        for index in (*kept, *dropped):
            piece, own, total = (values[index] for values in flat)
            stays = len(self._survivors) < len(kept)
            if not stays and own == -torch.inf:
                continue  # forbidden, or not the piece that an intervention forces
            if stays:
                self._survivors.append(len(self._nodes))
            ends = stays and (last or piece == END)
            self._nodes.append(
                (before[index // per_row], self._step, piece, own, total, stays, ends)
            )

    def tree(self, *, best: Sequence[int], spell: Callable[[int], str]) -> BeamTree:
        """The tree.

        Args:
            best: ids of the translation, one of the search's hypotheses.
            spell: the piece of an id.
        """
        children: dict[tuple[int | None, int], int] = {}
        for number, (parent, _, piece, *_) in enumerate(self._nodes):
            children[parent, piece] = number
        leaf: int | None = None
        for piece in best:
            leaf = children[leaf, piece]
        assert leaf is not None, "a hypothesis has a piece"
        return BeamTree(
            nodes=tuple(
                BeamNode(
                    parent=parent,
                    step=step,
                    piece=spell(piece),
                    logprob=logprob,
                    total=total,
                    kept=kept,
                    finished=finished,
                )
                for parent, step, piece, logprob, total, kept, finished in self._nodes
            ),
            best=leaf,
            complete=self._complete,
        )
