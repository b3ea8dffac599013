"""Diagnostics of α, against naive loops and against matrices whose values are known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from attention_core.diagnostics import column_entropy, coverage, coverage_deviation, row_entropy


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
