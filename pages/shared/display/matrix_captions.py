"""Sentences that help to read the heatmap of a Trace, all computed from its numbers."""

from collections.abc import Sequence

import numpy as np

from attention_core.aligned_sentence import AlignedSentence
from attention_core.analysis.labelled_matrix import END_MARK, LabelledMatrix


def what_to_look_at(*, trace: AlignedSentence, matrix: LabelledMatrix) -> str:
    """The row with the largest weight, and the number of weights."""
    i, j = _most_confident(matrix)
    weight = matrix.weights[i, j]
    rows, columns = len(trace.target_pieces), len(trace.source_pieces)
    sums = matrix.weights.sum(axis=1, dtype=np.float64)
    sum_to_one = "The weights of each row sum to 1. " * bool(np.abs(sums - 1).max() < 0.01)
    return (
        f"Look at row {i + 1}: to write “{matrix.rows[i]}” the model took {weight:.0%} of c_i from "
        f"“{matrix.columns[j]}”. {sum_to_one}"
        f"I × J = {rows} × {columns} = {rows * columns} weights α_ij, one for each pair of a "
        "target piece and a source piece."
    )


def in_words(*, model: str, matrix: LabelledMatrix, name: str) -> str:
    """A description of the heatmap for a person who cannot see it.

    Args:
        model: whose weights they are.
        matrix: the weights.
        name: of the weights.
    """
    rows, columns = matrix.weights.shape
    strongest = matrix.weights.argmax(axis=1)
    largest = "; ".join(
        f"{matrix.rows[i]} from {matrix.columns[j]} {matrix.weights[i, j]:.2f}"
        for i, j in enumerate(strongest[:12])
    )
    more = f"; and {rows - 12} rows more, in the table below" * (rows > 12)
    return (
        f"Heatmap of the {name} of {model}: {rows} target rows, {columns} source columns. "
        f"Largest in each row: {largest}{more}."
    )


def _most_confident(matrix: LabelledMatrix) -> tuple[int, int]:
    """Row and column of the largest weight between two words; of any weight if there are none."""
    weights = np.array(matrix.weights)
    between_words = np.outer(_are_words(matrix.rows), _are_words(matrix.columns))
    if between_words.any():
        weights[~between_words] = -1
    i, j = np.unravel_index(weights.argmax(), weights.shape)
    return int(i), int(j)


def _are_words(labels: Sequence[str]) -> list[bool]:
    """True for each label that is a word: neither the end mark nor punctuation."""
    return [label != END_MARK and any(c.isalnum() for c in label) for label in labels]
