"""f(h_j, s_{i-1}): the small network that scores every source position.

Equations of arXiv:1409.0473, section 3.1 and appendix A.1.2:

    e_ij = v · tanh(W s_{i-1} [+ T y_{i-1}] + U h_j)        energies
    α_i  = softmax_j(e_ij)                                  weights, exactly 0 on padding
    c_i  = Σ_j α_ij h_j                                     context

T y_{i-1} is an option of the model and is not in the paper: s_{i-1} is made before y_{i-1} is
chosen, so without it f does not know the last piece when it looks for the next one.

U h_j does not depend on i: `project` computes it once a sentence, and the caller passes it to
every step. The module keeps no state. The decoder computes the query, W s_{i-1} + T y_{i-1},
because it multiplies s_{i-1} by all its matrices at once.
"""

from typing import Protocol

import torch
from torch import Tensor, nn

from attention_core.model.deferred_gradient import SharedMatrix


class AdditiveAttention(nn.Module):
    """Energies from projected queries and keys, trained jointly with the rest."""

    def __init__(self, *, memory: int, attention: int) -> None:
        """Make an untrained f.

        Args:
            memory: H, width of h_j.
            attention: A, width of the hidden layer.
        """
        super().__init__()
        self.key = nn.Linear(memory, attention)  # U, and the hidden layer's bias
        self.energy = nn.Parameter(torch.empty(attention))  # v
        nn.init.uniform_(self.energy, -(attention**-0.5), attention**-0.5)

    def project(self, memory: Tensor) -> Tensor:
        """U h_j for every j: [B, J, H] to [B, J, A]."""
        keys: Tensor = self.key(memory)
        return keys

    def energies(self, *, query: Tensor, keys: Tensor) -> Tensor:
        """e_ij of one step.

        Args:
            query: [B, A], W s_{i-1}, plus T y_{i-1} in a model with that option.
            keys: [B, J, A], from `project`, or [1, J, A] for all rows.

        Returns:
            [B, J]; padding has energies too, which `weigh` leaves out.
        """
        return _tanh(query.unsqueeze(1) + keys) @ self.energy


def _tanh(x: Tensor) -> Tensor:
    """tanh(x) for a tensor that is used nowhere else: it is written over.

    On a processor 2 σ(2x) - 1, since torch's tanh takes six times as long as its σ; the two differ
    by rounding alone, at most 2e-7. This is the largest tensor of a step with a long sentence.
    """
    if x.device.type != "cpu" or x.dtype != torch.float32:
        return x.tanh_()
    return x.mul_(2).sigmoid_().mul(2).sub_(1)


class Weigh(Protocol):
    """A function with the arguments and the result of `weigh`."""

    def __call__(self, *, energies: Tensor, mask: Tensor) -> Tensor:
        """Weights, [B, J], from the energies of one step."""


def weigh(*, energies: Tensor, mask: Tensor) -> Tensor:
    """α_i = softmax over the real positions: [B, J], exactly 0 where `mask` is False.

    Every row needs a real position; the source's end mark is always one.
    """
    return torch.softmax(energies.masked_fill(~mask, -torch.inf), dim=-1)


def attend(*, alpha: Tensor, values: SharedMatrix) -> Tensor:
    """c_i = Σ_j α_ij h_j: [B, J] and [B, J, H] to [B, H].

    Values of one sentence, [1, J, H], serve all B rows, in one product that reads them once.
    """
    if len(values.matrix) == 1:
        return values.multiply(alpha.unsqueeze(0)).squeeze(0)
    return values.multiply(alpha.unsqueeze(1)).squeeze(1)
