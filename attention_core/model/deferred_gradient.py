"""A matrix that every step of a recurrence multiplies with, its gradient computed once.

    y_i = x_i M        dM = Σ_i x_iᵀ dy_i = [x_1; …; x_I]ᵀ [dy_1; …; dy_I]

Autograd computes dM step by step, as I thin products and I sums of the size of M, limited by the
speed of memory. Here each step records x_i and dy_i, and dM is one product, limited by the speed
of arithmetic. The two differ by rounding alone.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from attention_core.model.packed_linear import linear
from attention_core.model.rounded_product import multiply, multiply_transposed

_Tape = list[tuple[Tensor, Tensor]]  # x_i and dy_i of every step that backward has reached


class SharedMatrix:
    """M, for any number of steps."""

    def __init__(
        self, matrix: Tensor, *, weight: Tensor | None = None, products: torch.dtype | None = None
    ) -> None:
        """Hold M for the steps of one batch.

        Args:
            matrix: [..., K, N], M; may be a view.
            weight: [N, K], the parameter whose transpose M is, for faster products in decoding.
            products: precision of training's products, M being [K, N]; None for that of M.
        """
        self._weight = weight
        self._tape: _Tape = []
        products = products or matrix.dtype
        self.matrix: Tensor = _GradientFromTape.apply(matrix, self._tape, products)  # type: ignore[no-untyped-call]
        self._contiguous = self.matrix
        if self._requires_grad:
            # A product reads a transposed view at half the speed, and there are many products.
            self._contiguous = self.matrix.detach().to(products).contiguous()

    @property
    def _requires_grad(self) -> bool:
        return torch.is_grad_enabled() and self.matrix.requires_grad

    def rounded(self, products: torch.dtype) -> "SharedMatrix":
        """M, [K, N], with training's products in this precision; its gradient keeps its own."""
        return SharedMatrix(self.matrix, weight=self._weight, products=products)

    def multiply(self, x: Tensor) -> Tensor:
        """X M: [..., R, K] to [..., R, N]."""
        if not self._requires_grad:
            return x @ self.matrix if self._weight is None else linear(x=x, weight=self._weight)
        product: Tensor = _Product.apply(  # type: ignore[no-untyped-call]
            x, self.matrix, self._contiguous, self._tape
        )
        return product


class _GradientFromTape(torch.autograd.Function):
    """M itself; its backward pass adds the gradient of all recorded steps."""

    @staticmethod
    def forward(ctx: Any, matrix: Tensor, tape: _Tape, products: torch.dtype) -> Tensor:  # noqa: ANN401
        ctx.tape, ctx.products, ctx.transposed = tape, products, not matrix.is_contiguous()
        ctx.set_materialize_grads(False)
        return matrix.view_as(matrix)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor | None) -> tuple[Tensor | None, None, None]:  # noqa: ANN401
        if ctx.tape:
            xs, slopes = (torch.cat(parts, dim=-2) for parts in zip(*ctx.tape, strict=True))
            ctx.tape.clear()
            # Laid out like M, which may be a transposed view, so that it is not copied again.
            if ctx.transposed:
                from_steps = multiply_transposed(left=slopes, right=xs, products=ctx.products).mT
            else:
                from_steps = multiply_transposed(left=xs, right=slopes, products=ctx.products)
            grad = from_steps if grad is None else grad + from_steps
        return grad, None, None


class _Product(torch.autograd.Function):
    """X M; its backward pass records x and dy for the gradient of M on the tape."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401 - torch lets us set any attribute
        x: Tensor,
        matrix: Tensor,
        contiguous: Tensor,
        tape: _Tape,
    ) -> Tensor:
        ctx.save_for_backward(x, matrix if matrix.dtype == contiguous.dtype else contiguous)
        ctx.tape = tape
        return multiply(x=x, matrix=contiguous)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor, None, None, None]:  # noqa: ANN401
        x, matrix = ctx.saved_tensors
        ctx.tape.append((x, slope))
        return multiply(x=slope, matrix=matrix.mT), None, None, None
