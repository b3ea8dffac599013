"""Label-smoothed cross-entropy of the vocabulary layer, layer and loss in one.

    L = Σ_n log Σ_v exp(z_nv) − (1 − ε) z_n,y(n) − (ε / V) Σ_v z_nv,   z = x Wᵀ + b

(Szegedy et al. 2016, arXiv:1512.00567, section 7.) Done apart, N × V logits, probabilities
and gradients, some 25 MB each, travel through memory again and again and cost more than the
matrix products. Here a few rows at a time stay in the processor's cache, and the gradient,
softmax minus target, is taken on the spot.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

ROWS = 128  # with 8k pieces 2 MB of logits: about a core's second-level cache


class _TiedCrossEntropy(torch.autograd.Function):
    """The loss, and its gradients, row block by row block."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401 - torch gives it whatever attributes we set
        x: Tensor,
        weight: Tensor,
        bias: Tensor,
        target: Tensor,
        smoothing: float,
        learns: bool,
    ) -> Tensor:
        rows = ROWS if x.device.type == "cpu" else max(ROWS, len(x))
        total = x.new_zeros(())
        grad_x, grad_weight, grad_bias = (
            torch.empty_like(x) if learns else None,
            torch.zeros_like(weight) if learns else None,
            torch.zeros_like(bias) if learns else None,
        )
        for begin in range(0, len(x), rows):
            part, wanted = x[begin : begin + rows], target[begin : begin + rows].unsqueeze(1)
            logits = torch.addmm(bias, part, weight.T)
            total -= (1 - smoothing) * logits.gather(1, wanted).sum()
            if smoothing:
                total -= smoothing * logits.mean(dim=1).sum()
            top = logits.amax(dim=1, keepdim=True)
            odds = logits.sub_(top).exp_()  # in place: nothing of this size is made twice
            norm = odds.sum(dim=1, keepdim=True)
            total += (norm.log() + top).sum()
            if grad_x is not None and grad_weight is not None and grad_bias is not None:
                slope = odds.div_(norm)
                if smoothing:
                    slope.sub_(smoothing / len(bias))
                slope.scatter_add_(1, wanted, slope.new_full(wanted.shape, smoothing - 1))
                torch.mm(slope, weight, out=grad_x[begin : begin + rows])
                grad_weight.addmm_(slope.T, part)
                grad_bias += slope.sum(dim=0)
        ctx.grads = (grad_x, grad_weight, grad_bias)
        return total

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
        grads = ctx.grads
        ctx.grads = None
        return (*(None if part is None else part.mul_(grad) for part in grads), None, None, None)


def cross_entropy(
    *, x: Tensor, weight: Tensor, bias: Tensor, target: Tensor, smoothing: float
) -> Tensor:
    """Summed loss in nats of [N, E] readouts against [N] piece ids.

    Args:
        x: [N, E], what is multiplied with the output embeddings.
        weight: [V, E].
        bias: [V].
        target: [N].
        smoothing: ε, the share of probability that the target gives up to all pieces alike.
    """
    with torch.autocast(x.device.type, enabled=False):
        loss: Tensor = _TiedCrossEntropy.apply(  # type: ignore[no-untyped-call]
            x.float(), weight, bias, target, smoothing, torch.is_grad_enabled()
        )
    return loss
