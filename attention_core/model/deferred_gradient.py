"""Factor: a matrix that every step of a recurrence multiplies with, its gradient taken once.

    y_i = x_i M        dM = Σ_i x_iᵀ dy_i = [x_1; …; x_I]ᵀ [dy_1; …; dy_I]

Step by step, as autograd does it, dM is I thin products and I sums of the size of M, all bound
by memory; as one product of what the steps leave behind it is bound by arithmetic. Both are the
same numbers but for rounding.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

_Tape = list[tuple[Tensor, Tensor]]  # x_i and dy_i of every step gone back through


class SharedMatrix:
    """M, for as many steps as come."""

    def __init__(self, matrix: Tensor) -> None:
        """Hold M for the steps of one batch.

        Args:
            matrix: [..., K, N], M; may be a view. Within autocast it takes that precision.
        """
        kind = matrix.device.type
        if torch.is_autocast_enabled(kind):
            matrix = matrix.to(torch.get_autocast_dtype(kind))
        self._tape: _Tape = []
        self.matrix: Tensor = _Gathered.apply(matrix, self._tape)  # type: ignore[no-untyped-call]
        # A product reads a transposed view at half the speed, and there are many products.
        self._rows = self.matrix.detach().contiguous() if self._learns else self.matrix

    @property
    def _learns(self) -> bool:
        return torch.is_grad_enabled() and self.matrix.requires_grad

    def multiply(self, x: Tensor) -> Tensor:
        """X M: [..., R, K] to [..., R, N]."""
        x = x.to(self.matrix.dtype)
        if not self._learns:
            return x @ self.matrix
        product: Tensor = _Product.apply(  # type: ignore[no-untyped-call]
            x, self.matrix, self._rows, self._tape
        )
        return product


class _Gathered(torch.autograd.Function):
    """M itself; going back, all steps' gradients of it together."""

    @staticmethod
    def forward(ctx: Any, matrix: Tensor, tape: _Tape) -> Tensor:  # noqa: ANN401
        ctx.tape, ctx.transposed = tape, not matrix.is_contiguous()
        ctx.set_materialize_grads(False)
        return matrix.view_as(matrix)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor | None) -> tuple[Tensor | None, None]:  # noqa: ANN401
        if ctx.tape:
            xs, slopes = (torch.cat(parts, dim=-2) for parts in zip(*ctx.tape, strict=True))
            ctx.tape.clear()
            # Laid out like M, which may be a transposed view: nobody has to copy it again.
            whole = (slopes.mT @ xs).mT if ctx.transposed else xs.mT @ slopes
            grad = whole if grad is None else grad + whole
        return grad, None


class _Product(torch.autograd.Function):
    """X M; going back, leaves what M's gradient is made of on the tape."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401 - torch gives it whatever attributes we set
        x: Tensor,
        matrix: Tensor,
        rows: Tensor,
        tape: _Tape,
    ) -> Tensor:
        ctx.save_for_backward(x, matrix)
        ctx.tape = tape
        return x @ rows

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor, None, None, None]:  # noqa: ANN401
        x, matrix = ctx.saved_tensors
        ctx.tape.append((x, slope))
        return slope @ matrix.mT, None, None, None
