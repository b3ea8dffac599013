"""The lexical output: the attended source words speak for their translations directly.

    l_i = tanh(Σ_j α_ij x_j),  h_i = tanh(W l_i) + l_i,  logits of y_i = O [readout; h_i]

x_j is the embedding of source piece j (Nguyen and Chiang 2018, Improving Lexical Choice in Neural
Machine Translation, arXiv:1710.01329). Names and rare words, which the states confuse with others
like them, have a way of their own to the output, and α a reason to stand on the word itself.
"""

import torch
from torch import Tensor, nn


class Lexical(nn.Module):
    """h_i from the attended embeddings."""

    def __init__(self, width: int) -> None:
        """Make an untrained layer.

        Args:
            width: E, of the embeddings.
        """
        super().__init__()
        self.width = width
        self.hidden = nn.Linear(width, width, bias=False)  # W

    def forward(self, attended: Tensor) -> Tensor:
        """Σ_j α_ij x_j to h_i: [..., E] to the same shape."""
        squashed = torch.tanh(attended)
        return torch.tanh(self.hidden(squashed)) + squashed


def mean_embedding(*, embedded: Tensor, mask: Tensor) -> Tensor:
    """The mean of the real pieces' x_j: what a decoder without α has in place of Σ_j α_ij x_j.

    Args:
        embedded: [B, J, E], x_j; zeros on padding.
        mask: [B, J], True on real pieces, at least one a row.

    Returns:
        [B, E].
    """
    return embedded.sum(dim=1) / mask.sum(dim=1, keepdim=True)
