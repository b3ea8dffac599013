"""The ledger: every number of every step of one or more Traces, as plain JSON for the player.

The player in the browser only shows what stands here; all arithmetic on states and weights is
done once, on the Trace's own arrays.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from attention_core.diagnostics import row_entropy
from attention_core.figures import END_MARK, SPACE_MARK
from attention_core.tokenizer import END_PIECE, SPACE
from attention_core.trace import Trace

TOLERANCE = 1e-5  # of float32 sums over a few hundred terms


def ledger(*, trace: Trace, read: Callable[[str], str]) -> dict[str, Any]:
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
        "checks": checks(trace),
        "truncated": trace.truncated,
    }


def _shown(piece: str) -> str:
    """A piece without SentencePiece's sign for a space; the end mark in words."""
    return END_MARK if piece == END_PIECE else piece.replace(SPACE, "") or SPACE_MARK


def checks(trace: Trace) -> list[dict[str, Any]]:
    """What was verified on this very Trace: name, the largest deviation found, whether it holds."""
    if trace.alpha is None:
        whole = trace.contexts.shape[1]  # of the states; h_j may hold an embedding after them
        half = whole // 2
        final = np.concatenate((trace.memory[-1, :half], trace.memory[0, half:whole]))
        return [
            _check("c is the same at every step", trace.contexts - trace.contexts[0]),
            _check("c = last forward and first backward state", trace.contexts - final),
        ]
    alpha, memory = trace.alpha.astype(np.float64), trace.memory.astype(np.float64)
    rows = [
        _check("Σα = 1 in every row", alpha.sum(axis=1) - 1),
        _check("c = Σ α h at every step", trace.contexts - alpha @ memory),
    ]
    if trace.padding_alpha is not None:
        exact = {"deviation": trace.padding_alpha, "holds": trace.padding_alpha == 0}
        rows.insert(1, {"name": "α = 0 on padding", **exact})
    return rows


def _check(name: str, differences: np.ndarray[Any, Any] | Sequence[float]) -> dict[str, Any]:
    largest = float(np.abs(differences).max())
    return {"name": name, "deviation": largest, "holds": largest <= TOLERANCE}
