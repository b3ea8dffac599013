"""Sentences about a Trace that help to read its figure; each is computed, none is canned."""

from collections.abc import Sequence

import numpy as np

from attention_core.analysis.labelled_matrix import END_MARK, LabelledMatrix
from attention_core.trace import Trace


def what_to_look_at(*, trace: Trace, matrix: LabelledMatrix) -> str:
    """The most confident row, and how many weights there are."""
    i, j = _most_confident(matrix)
    weight = matrix.weights[i, j]
    rows, columns = len(trace.target_pieces), len(trace.source_pieces)
    return (
        f"Look at row {i + 1}: to write “{matrix.rows[i]}” the model took {weight:.0%} of c_i from "
        f"“{matrix.columns[j]}”, its most decided glance. Every row shares out a weight of 1. "
        f"I × J = {rows} × {columns} = {rows * columns} weights α_ij, a number for every piece "
        "written and every piece read."
    )


def in_words(*, trace: Trace, matrix: LabelledMatrix) -> str:
    """The figure for somebody who cannot see it."""
    rows, columns = matrix.weights.shape
    strongest = matrix.weights.argmax(axis=1)
    glances = "; ".join(
        f"{matrix.rows[i]} from {matrix.columns[j]} {matrix.weights[i, j]:.2f}"
        for i, j in enumerate(strongest[:12])
    )
    more = f"; and {rows - 12} rows more, in the table below" * (rows > 12)
    return (
        f"Heatmap of the attention weights α of {trace.model}: {rows} target rows, {columns} "
        f"source columns, from 0 to 1. Strongest in each row: {glances}{more}."
    )


def _most_confident(matrix: LabelledMatrix) -> tuple[int, int]:
    """Row and column of the largest weight, among rows and columns of words if there are any."""
    weights = np.array(matrix.weights)
    telling = np.outer(_words(matrix.rows), _words(matrix.columns))
    if telling.any():
        weights[~telling] = -1
    i, j = np.unravel_index(weights.argmax(), weights.shape)
    return int(i), int(j)


def _words(labels: Sequence[str]) -> list[bool]:
    """Which labels are words: not the end mark, not punctuation."""
    return [label != END_MARK and any(c.isalnum() for c in label) for label in labels]
