"""Diagnostics of α and of the contexts made with it. Not confidences.

I is the number of target rows, J of source columns; end marks are included, as in a Trace,
unless a caller leaves them out.

    coverage of j            Σ_i α_ij            (1 if each source word were translated once)
    coverage deviation       −(1/J) Σ_j ln(1 + (1 − Σ_i α_ij)²)
                             (Rikters and Fishel 2017, Confidence through Attention, eq. 2)
    entropy of row i         −Σ_j α_ij log2 α_ij, in bits; at most log2 J
    entropy of column j      the same over α_ij / Σ_i α_ij; at most log2 I
    distance from diagonal   (1/I) Σ_ij α_ij |i/I − j/J|, i and j from 1
    share of h_j in c_i      α_ij (h_j · c_i) / ‖c_i‖²; the shares of a c_i sum to 1, because
                             Σ_j α_ij h_j = c_i, and one below 0 pulls against the others
    cosine                   (x · y) / (‖x‖ ‖y‖); 0 here if either is the zero vector
    move of c_i              ‖c_i − c_{i−1}‖, and the cosine of the two
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


def diagonal_distance(alpha: Matrix) -> float:
    """How far from the diagonal the looks are on average: from 0 to below 1.

    Args:
        alpha: [I, J]; each row is made to sum to 1, and rows of zeros are left out.

    Returns:
        The distance as a share of a sentence's length; NaN if no row has any weight.
    """
    rows, columns = alpha.shape
    sums = alpha.sum(axis=1, dtype=np.float64)
    if not (sums > 0).any():
        return float("nan")
    down = np.arange(1, rows + 1)[:, None] / rows
    across = np.arange(1, columns + 1)[None, :] / columns
    distances = (alpha * np.abs(down - across)).sum(axis=1, dtype=np.float64)
    return float((distances[sums > 0] / sums[sums > 0]).mean())


def context_shares(*, alpha: Matrix, memory: Matrix, contexts: Matrix) -> Matrix:
    """How much of each c_i is each α_ij h_j, along c_i itself.

    Args:
        alpha: [I, J].
        memory: [J, H], h_1 … h_J.
        contexts: [I, H], c_1 … c_I.

    Returns:
        [I, J]; rows sum to 1, those of a zero c_i are 0.
    """
    along = contexts.astype(np.float64) @ memory.T.astype(np.float64)
    squares = (contexts.astype(np.float64) ** 2).sum(axis=1, keepdims=True)
    return _divided(alpha * along, squares)


def context_cosines(*, memory: Matrix, contexts: Matrix) -> Matrix:
    """Cosine of every c_i with every h_j: [I, J]."""
    along = contexts.astype(np.float64) @ memory.T.astype(np.float64)
    return _divided(along, np.outer(_lengths(contexts), _lengths(memory)))


def context_moves(contexts: Matrix) -> tuple[Matrix, Matrix]:
    """‖c_i − c_{i−1}‖ and the cosine of c_i with c_{i−1}, for steps 2 to I: [I − 1] each."""
    exact = contexts.astype(np.float64)
    before, after = exact[:-1], exact[1:]
    return _lengths(after - before), _divided(
        (after * before).sum(axis=1), _lengths(after) * _lengths(before)
    )


def _lengths(rows: Matrix) -> Matrix:
    return np.asarray(np.linalg.norm(rows.astype(np.float64), axis=1))


def _divided(above: Matrix, below: Matrix) -> Matrix:
    """Quotients; 0 where there is nothing to divide by."""
    below = np.broadcast_to(below, above.shape)
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
