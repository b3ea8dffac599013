"""Products in bfloat16: which numbers they are of, and how few kinds of them there are."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from attention_core.model.rounded_product import (
    add_transposed,
    multiply,
    multiply_transposed,
    padded_rows,
)

HALF, FULL = torch.bfloat16, torch.float32


@given(st.integers(1, 100_000))
def test_rows_are_filled_up_by_at_most_an_eighth(rows):
    padded = padded_rows(rows)
    assert rows <= padded < rows + max(8, rows / 8 + 1)
    assert padded_rows(padded) == padded


def test_there_are_few_numbers_of_rows():
    """oneDNN keeps half a megabyte for each."""
    assert len({padded_rows(rows) for rows in range(1, 4097)}) < 60


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 100, 513])
def test_factors_and_result_are_rounded_and_nothing_else(rows):
    noise = torch.Generator().manual_seed(rows)
    x, matrix, other = (
        torch.rand(shape, generator=noise) - 0.5 for shape in ((rows, 24), (24, 10), (rows, 10))
    )
    half = matrix.to(HALF)
    product = multiply(x=x, matrix=half)
    assert product.dtype == FULL
    exact = x.to(HALF).double() @ half.double()
    assert torch.equal(product, product.to(HALF).float())
    torch.testing.assert_close(product.double(), exact, rtol=0.005, atol=0.005)
    across = multiply_transposed(left=x, right=other, products=HALF)
    exact = x.to(HALF).double().mT @ other.to(HALF).double()
    assert across.dtype == FULL
    torch.testing.assert_close(across.double(), exact, rtol=0.005, atol=0.005)


@pytest.mark.parametrize("products", [HALF, FULL])
def test_biases_and_totals_are_added_in_full(products):
    x, matrix, bias = torch.eye(3), torch.ones(3, 4).to(products), torch.full((4,), 1.001)
    assert multiply(x=x, matrix=matrix, bias=bias).eq(2.001).all()
    total = torch.full((3, 4), 1.001)
    add_transposed(total=total, left=x, right=torch.ones(3, 4), products=products)
    assert total.eq(2.001).all()


def test_in_their_own_precision_they_are_plain_products():
    x, matrix, other = torch.rand(2, 5, 3), torch.rand(2, 3, 4), torch.rand(2, 5, 6)
    assert torch.equal(multiply(x=x, matrix=matrix), x @ matrix)
    assert torch.equal(multiply_transposed(left=x, right=other, products=FULL), x.mT @ other)
