"""The steps of the player: every number of every decoding step of a Trace, as JSON.

The player in the browser only shows these numbers; all of them are computed here, from the
arrays of the Trace.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_core.aligned_sentence import SIDES
from attention_core.analysis.diagnostics import row_entropy
from attention_core.analysis.integrity import integrity_checks
from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK
from attention_core.figures.typed_words import typed_note
from attention_core.text.words import END_PIECE, SPACE
from attention_core.trace import Trace


def player_steps(*, trace: Trace, romanize: Callable[[str], str]) -> dict[str, Any]:
    """The data that the player shows of one Trace.

    Args:
        trace: of either kind of model.
        romanize: writes a target piece in Latin letters.

    Returns:
        JSON values; lists over steps have I items, lists over source pieces J. "alpha",
        "energies" and "entropy" are None for a vanilla model. Entropies are in bits.
    """
    contexts = trace.contexts.astype(np.float64)
    moves = np.linalg.norm(np.diff(contexts, axis=0), axis=1)
    return {
        "model": trace.model,
        "languages": {
            side: {"lang": trace.language(side), "direction": trace.direction(side)}
            for side in SIDES
        },
        "kind": trace.kind,
        "digest": trace.digest,
        "source": [_label(piece) for piece in trace.source_pieces],
        "source_notes": [
            typed_note(word, grain="pieces")
            for word in trace.source_words
            for _ in range(word.start, word.stop)
        ],
        "target": [_label(piece) for piece in trace.target_pieces],
        "target_latin": [_label(romanize(piece)) for piece in trace.target_pieces],
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
                    "piece": _label(candidate.piece),
                    "latin": _label(romanize(candidate.piece)),
                    "probability": candidate.probability,
                    "written": candidate.piece == target_piece,
                }
                for candidate in row
            ]
            for row, target_piece in zip(trace.candidates, trace.target_pieces, strict=True)
        ],
        "checks": integrity_checks(trace),
        "truncated": trace.truncated,
    }


def _label(piece: str) -> str:
    """A piece without ▁; END_MARK for the end mark, SPACE_MARK for a piece that is only ▁."""
    return END_MARK if piece == END_PIECE else piece.replace(SPACE, "") or SPACE_MARK
