"""Integrity checks: identities that the numbers of a Trace must satisfy, and the deviations."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from attention_core.interventions import FreezeContext, MaskWords, SetAlpha
from attention_core.trace import Trace

TOLERANCE = 1e-5  # of float32 sums over a few hundred terms


def integrity_checks(trace: Trace) -> list[dict[str, Any]]:
    """Name, largest deviation and `holds` of every check of this Trace, as JSON values."""
    if trace.alpha is None:
        width = trace.contexts.shape[1]  # of the states; h_j may hold an embedding after them
        half = width // 2
        final = np.concatenate((trace.memory[-1, :half], trace.memory[0, half:width]))
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
        rows.insert(1, _exact("α = 0 on padding", trace.padding_alpha))
    if masked := _masked_pieces(trace):
        rows.append(_exact("α = 0 on masked words", float(trace.alpha[:, masked].max())))
    if _is_frozen(trace):
        rows.append(_check("c is the same at every step", trace.contexts - trace.contexts[0]))
    return rows


def _masked_pieces(trace: Trace) -> list[int]:
    """The source pieces that interventions hide from α, from 0."""
    words = {k for change in trace.changes if isinstance(change, MaskWords) for k in change.words}
    spans = (trace.source_words[k] for k in sorted(words))
    return [j for word in spans for j in range(word.start, word.stop)]


def _is_frozen(trace: Trace) -> bool:
    """Whether one context was given to all steps, and α of none was set."""
    kinds = {type(change) for change in trace.changes}
    return FreezeContext in kinds and SetAlpha not in kinds


def _exact(name: str, largest: float) -> dict[str, Any]:
    return {"name": name, "deviation": largest, "holds": largest == 0}


def _check(name: str, differences: np.ndarray[Any, Any] | Sequence[float]) -> dict[str, Any]:
    largest = float(np.abs(differences).max())
    return {"name": name, "deviation": largest, "holds": largest <= TOLERANCE}
