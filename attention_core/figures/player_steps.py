"""The ledger: every number of every step of one or more Traces, as plain JSON for the player.

The player in the browser only shows what stands here; all arithmetic on states and weights is
done once, on the Trace's own arrays.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_core.analysis.diagnostics import row_entropy
from attention_core.analysis.integrity import integrity_checks
from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK
from attention_core.text.words import END_PIECE, SPACE
from attention_core.trace import Trace


def player_steps(*, trace: Trace, read: Callable[[str], str]) -> dict[str, Any]:
    """What the player shows of one Trace.

    Args:
        trace: of either kind.
        read: how a Hindi piece is written in Latin letters.

    Returns:
        JSON values; lists over steps are as long as the target, over sources as the source.
        "alpha", "energies", "entropy" are None for a vanilla model.
    """
    contexts = trace.contexts.astype(np.float64)
    moves = np.linalg.norm(np.diff(contexts, axis=0), axis=1)
    return {
        "model": trace.model,
        "kind": trace.kind,
        "digest": trace.digest,
        "source": [_shown(piece) for piece in trace.source_pieces],
        "target": [_shown(piece) for piece in trace.target_pieces],
        "target_latin": [_shown(read(piece)) for piece in trace.target_pieces],
        "starts": [piece.startswith(SPACE) for piece in trace.target_pieces],
        "alpha": None if trace.alpha is None else trace.alpha.tolist(),
        "energies": None if trace.energies is None else trace.energies.tolist(),
        "entropy": None if trace.alpha is None else row_entropy(trace.alpha).tolist(),
        "entropy_limit": float(np.log2(len(trace.source_pieces))),
        "context_norm": np.linalg.norm(contexts, axis=1).tolist(),
        "context_move": [None, *moves.tolist()],
        "probability": np.exp(trace.logprob.astype(np.float64)).tolist(),
        "candidates": [
            [
                {
                    "piece": _shown(candidate.piece),
                    "latin": _shown(read(candidate.piece)),
                    "probability": candidate.probability,
                    "written": candidate.piece == written,
                }
                for candidate in row
            ]
            for row, written in zip(trace.candidates, trace.target_pieces, strict=True)
        ],
        "checks": integrity_checks(trace),
        "truncated": trace.truncated,
    }


def _shown(piece: str) -> str:
    """A piece without SentencePiece's sign for a space; the end mark in words."""
    return END_MARK if piece == END_PIECE else piece.replace(SPACE, "") or SPACE_MARK
