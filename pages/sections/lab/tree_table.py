"""The tree of a beam search as a table: a row for each node."""

from collections.abc import Callable

import pandas as pd

from attention_core.beam_tree import BeamTree


def tree_table(tree: BeamTree, *, spell: Callable[[str], str] = str) -> pd.DataFrame:
    """A row for each node of a tree."""
    best = set(tree.path(tree.best))
    return pd.DataFrame(
        [
            {
                "node": number,
                "after": node.parent,
                "step": node.step,
                "piece": spell(node.piece),
                "probability": node.to_json()["probability"],
                "sum of log p": node.total,
                "log p a piece": node.score,
                "kept": node.kept,
                "finished": node.finished,
                "best path": number in best,
            }
            for number, node in enumerate(tree.nodes)
        ]
    ).astype({"after": "Int64"})
