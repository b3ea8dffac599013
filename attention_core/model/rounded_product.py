"""Products in bfloat16 of numbers that are kept in float32.

Where a processor has bfloat16, a product takes half the time. Each factor is rounded to eight
significant bits; the sums are float32, and their result is rounded once more.

oneDNN compiles such a product for every number of rows that it meets and keeps it, about half a
megabyte each. So rows of zeros are added, and there are at most eight numbers of rows an octave.
"""

import torch
from torch import Tensor

_FEWEST = 8  # rows


def padded_rows(rows: int) -> int:
    """The number of rows that are multiplied, at most an eighth more than `rows` from 64 on."""
    unit = max(_FEWEST, 1 << max(0, rows.bit_length() - 4))
    return -(-rows // unit) * unit


def multiply(*, x: Tensor, matrix: Tensor, bias: Tensor | None = None) -> Tensor:
    """X M + b: [..., R, K] and [..., K, N] to [..., R, N], the product in the precision of M.

    Stacks of matrices are multiplied in their own precision only.

    Args:
        x: [..., R, K].
        matrix: [..., K, N].
        bias: [N], in the precision of X, as the result is.
    """
    if matrix.dtype == x.dtype:
        return x @ matrix if bias is None else torch.addmm(bias, x, matrix)
    product = (_padded(x, dtype=matrix.dtype) @ matrix)[: len(x)].to(x.dtype)
    return product if bias is None else product.add_(bias)


def multiply_transposed(*, left: Tensor, right: Tensor, products: torch.dtype) -> Tensor:
    """LᵀR: [..., R, K] and [..., R, N] to [..., K, N], the product in this precision.

    Stacks of matrices are multiplied in their own precision only.
    """
    if products == left.dtype:
        return left.mT @ right
    return (_padded(left, dtype=products).mT @ _padded(right, dtype=products)).to(left.dtype)


def add_transposed(*, total: Tensor, left: Tensor, right: Tensor, products: torch.dtype) -> None:
    """Add LᵀR, of [R, K] and [R, N], to [K, N] in place."""
    if products == total.dtype:
        total.addmm_(left.T, right)
    else:
        total += multiply_transposed(left=left, right=right, products=products)


def _padded(x: Tensor, *, dtype: torch.dtype) -> Tensor:
    """[R, K], rounded, with rows of zeros at the end."""
    return torch.nn.functional.pad(x.to(dtype), (0, 0, 0, padded_rows(len(x)) - len(x)))
