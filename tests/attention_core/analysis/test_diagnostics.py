"""Diagnostics of α, against naive loops and against matrices whose values are known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from attention_core.analysis.diagnostics import (
    column_entropy,
    context_cosines,
    context_moves,
    context_shares,
    coverage,
    coverage_deviation,
    diagonal_distance,
    row_entropy,
)


@st.composite
def alphas(draw):
    """Rows that sum to 1, with exact zeros among them."""
    shape = draw(st.tuples(st.integers(1, 7), st.integers(1, 9)))
    raw = draw(hnp.arrays(np.float64, shape, elements=st.floats(0, 5).map(lambda x: round(x, 2))))
    raw[:, 0] += 0.01
    return (raw / raw.sum(axis=1, keepdims=True)).astype(np.float32)


def bits(values):
    return -sum(v * math.log2(v) for v in values if v > 0)


@given(alphas())
def test_against_naive_loops(alpha):
    rows, columns = alpha.shape
    sums = [sum(float(alpha[i, j]) for i in range(rows)) for j in range(columns)]
    assert coverage(alpha) == pytest.approx(sums)
    wanted = -sum(math.log(1 + (1 - s) ** 2) for s in sums) / columns
    assert coverage_deviation(alpha) == pytest.approx(wanted)
    assert row_entropy(alpha) == pytest.approx([bits(map(float, row)) for row in alpha], abs=1e-6)
    shares = [
        [float(x) / s for x in column] if s else [] for column, s in zip(alpha.T, sums, strict=True)
    ]
    assert column_entropy(alpha) == pytest.approx([bits(column) for column in shares], abs=1e-6)


@given(alphas())
def test_bounds(alpha):
    rows, columns = alpha.shape
    assert coverage(alpha).sum() == pytest.approx(rows, rel=1e-5)  # each row gives away 1
    assert (row_entropy(alpha) <= math.log2(columns) + 1e-5).all()
    assert (column_entropy(alpha) <= math.log2(rows) + 1e-5).all()
    assert (row_entropy(alpha) >= 0).all()
    assert coverage_deviation(alpha) <= 0


def test_known_matrices():
    assert coverage_deviation(np.eye(4)) == 0
    assert row_entropy(np.eye(4)).tolist() == [0, 0, 0, 0]
    even = np.full((2, 8), 1 / 8)
    assert row_entropy(even) == pytest.approx([3, 3])
    assert column_entropy(even) == pytest.approx([1] * 8)
    assert coverage(even) == pytest.approx([0.25] * 8)


@st.composite
def contexts(draw):
    """α and a memory, and the contexts that they make."""
    alpha = draw(alphas())
    width = draw(st.integers(1, 5))
    numbers = st.integers(-4, 4).map(float)
    memory = draw(hnp.arrays(np.float64, (alpha.shape[1], width), elements=numbers))
    return alpha, memory, alpha.astype(np.float64) @ memory


def dot(one, other):
    return sum(float(a) * float(b) for a, b in zip(one, other, strict=True))


def cosine(one, other):
    lengths = math.sqrt(dot(one, one)) * math.sqrt(dot(other, other))
    return dot(one, other) / lengths if lengths else 0.0


@given(contexts())
def test_contexts_against_naive_loops(drawn):
    alpha, memory, made = drawn
    shares = context_shares(alpha=alpha, memory=memory, contexts=made)
    cosines = context_cosines(memory=memory, contexts=made)
    for i, c in enumerate(made):
        # Next to nothing is as good as nothing: quotients of rounding errors say little.
        if dot(c, c) < 1e-12:
            continue
        for j, h in enumerate(memory):
            assert shares[i, j] == pytest.approx(float(alpha[i, j]) * dot(h, c) / dot(c, c))
            assert cosines[i, j] == pytest.approx(cosine(c, h))
        assert shares[i].sum() == pytest.approx(1)
    distances, turns = context_moves(made)
    assert len(distances) == len(turns) == len(made) - 1
    for i in range(1, len(made)):
        step = made[i] - made[i - 1]
        assert distances[i - 1] == pytest.approx(math.sqrt(dot(step, step)))
        assert turns[i - 1] == pytest.approx(cosine(made[i], made[i - 1]), abs=1e-12)


def test_a_context_of_nothing_has_no_shares_and_no_direction():
    alpha, memory = np.array([[0.5, 0.5]]), np.array([[1.0, 2.0], [-1.0, -2.0]])
    nothing = alpha @ memory
    assert context_shares(alpha=alpha, memory=memory, contexts=nothing).tolist() == [[0, 0]]
    assert context_cosines(memory=memory, contexts=nothing).tolist() == [[0, 0]]
    distances, turns = context_moves(np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 4.0]]))
    assert (distances.tolist(), turns.tolist()) == ([5, 0], [0, 1])


def test_a_share_can_pull_the_other_way():
    alpha, memory = np.array([[0.75, 0.25]]), np.array([[1.0], [-1.0]])
    shares = context_shares(alpha=alpha, memory=memory, contexts=alpha @ memory)
    assert shares.tolist() == [[1.5, -0.5]]


@given(alphas())
def test_distance_from_the_diagonal_against_naive_loops(alpha):
    rows, columns = alpha.shape
    wanted = sum(
        float(alpha[i, j]) / sum(map(float, alpha[i])) * abs((i + 1) / rows - (j + 1) / columns)
        for i in range(rows)
        for j in range(columns)
    )
    assert diagonal_distance(alpha) == pytest.approx(wanted / rows)


def test_distance_from_the_diagonal_of_known_matrices():
    assert diagonal_distance(np.eye(5)) == 0
    assert diagonal_distance(np.eye(4, k=1)[:3]) == pytest.approx(
        sum(abs((i + 1) / 3 - (i + 2) / 4) for i in range(3)) / 3
    )
    # A row without weight counts for nothing, one that sums to less than 1 as much as others.
    halved = np.array([[0.0, 0.0], [0.0, 0.5]])
    assert diagonal_distance(halved) == 0
    assert math.isnan(diagonal_distance(np.zeros((2, 3))))
