"""Diagnostics of α: what its rows and columns add up to. Not confidences.

I is the number of target rows, J of source columns; end marks are included, as in a Trace.

    coverage of j            Σ_i α_ij            (1 if each source word were translated once)
    coverage deviation       −(1/J) Σ_j ln(1 + (1 − Σ_i α_ij)²)
                             (Rikters and Fishel 2017, Confidence through Attention, eq. 2)
    entropy of row i         −Σ_j α_ij log2 α_ij, in bits; at most log2 J
    entropy of column j      the same over α_ij / Σ_i α_ij; at most log2 I
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating[Any]]


def coverage(alpha: Matrix) -> Matrix:
    """Σ_i α_ij for every source column: [I, J] to [J]."""
    return np.asarray(alpha.sum(axis=0, dtype=np.float64))


def coverage_deviation(alpha: Matrix) -> float:
    """0 if every source column is looked at exactly once in all, below 0 otherwise."""
    return float(-np.log1p((1 - coverage(alpha)) ** 2).mean())


def row_entropy(alpha: Matrix) -> Matrix:
    """How spread out each step's look is, in bits: [I, J] to [I]."""
    return _entropy(alpha.astype(np.float64))


def column_entropy(alpha: Matrix) -> Matrix:
    """How spread out over the steps the looks at each source column are, in bits: to [J]."""
    columns = alpha.T.astype(np.float64)
    sums = columns.sum(axis=1, keepdims=True)
    return _entropy(np.divide(columns, sums, out=np.zeros_like(columns), where=sums > 0))


def _entropy(rows: Matrix) -> Matrix:
    """Entropy of each row in bits; 0 · log 0 is 0."""
    logs = np.log2(rows, out=np.zeros_like(rows), where=rows > 0)
    return np.asarray(np.abs(-(rows * logs).sum(axis=1)))
