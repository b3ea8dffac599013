"""Integrity checks of a Trace: what its numbers must satisfy, and by how much they do."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from attention_core.trace import Trace

TOLERANCE = 1e-5  # of float32 sums over a few hundred terms


def integrity_checks(trace: Trace) -> list[dict[str, Any]]:
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
