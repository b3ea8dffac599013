"""The encoder: h_j = [forward; backward], a bidirectional LSTM over the source pieces.

With `embedding_in_memory` h_j = [forward; backward; x_j], x_j being the embedding that the LSTM
reads: the states hold the neighbours of a piece too, the embedding holds the piece alone.

The backward direction starts at each sentence's own end mark (arXiv:1409.0473, section 3.2, with
an LSTM for the GRU). It reads the real pieces in reverse order and then the padding, as the
forward direction does, so that padding changes no state of a real piece. (torch's packed
sequences do the same without padding, but on a CPU their gradient takes four times as long.)
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from attention_core.config import ModelConfig
from attention_core.text.tokenizer import PAD


class EncoderOutput(NamedTuple):
    """An encoded batch."""

    memory: Tensor  # [B, J, H], h_j; zeros on padding
    mask: Tensor  # [B, J], True on real pieces
    final: Tensor  # [B, 2 × encoder], last forward and first backward state
    embedded: Tensor  # [B, J, E], x_j; zeros on padding


class WordDropout(nn.Module):
    """Zeroes whole embeddings in training and scales the others up (arXiv:1512.05287).

    Gal and Ghahramani zero a word at all its positions; here each position is drawn by itself.
    """

    def __init__(self, probability: float) -> None:
        """Make the layer.

        Args:
            probability: that an embedding becomes 0.
        """
        super().__init__()
        self.probability = probability

    def forward(self, embedded: Tensor) -> Tensor:
        """[..., E] to the same shape."""
        if not self.training or not self.probability:
            return embedded
        ones = embedded.new_ones(*embedded.shape[:-1], 1)
        return embedded * nn.functional.dropout(ones, self.probability)


class Encoder(nn.Module):
    """Embeddings, then a bidirectional LSTM."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.source_vocabulary, config.embedding, PAD)
        self.lstm = nn.LSTM(config.embedding, config.encoder, batch_first=True, bidirectional=True)
        self.embedding_in_memory = config.embedding_in_memory
        self.word_dropout = WordDropout(config.word_dropout)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, *, source: Tensor, lengths: Tensor) -> EncoderOutput:
        """Encode a batch.

        Args:
            source: [B, J] piece ids, padded with PAD.
            lengths: [B] real lengths, at least 1.
        """
        embedded = self.dropout(self.word_dropout(self.embedding(source)))
        lengths = lengths.to(source.device).unsqueeze(1)
        positions = torch.arange(source.shape[1], device=source.device)
        mask = positions < lengths
        reversed_order = torch.where(mask, lengths - 1 - positions, positions)
        forward_weights, backward_weights = self.lstm.all_weights
        forward = self._run(embedded, weights=forward_weights)
        backward = _at(
            self._run(_at(embedded, reversed_order), weights=backward_weights), reversed_order
        )
        final = torch.cat((_at(forward, lengths - 1)[:, 0], backward[:, 0]), dim=-1)
        memory = self.dropout(torch.cat((forward, backward), dim=-1) * mask.unsqueeze(-1))
        embedded = embedded * mask.unsqueeze(-1)
        if self.embedding_in_memory:  # its dropout was applied before the LSTM
            memory = torch.cat((memory, embedded), dim=-1)
        return EncoderOutput(memory=memory, mask=mask, final=self.dropout(final), embedded=embedded)

    def _run(self, embedded: Tensor, *, weights: list[nn.Parameter]) -> Tensor:
        """The states of one direction, first to last: [B, J, E] to [B, J, H / 2]."""
        zeros = embedded.new_zeros(1, len(embedded), self.lstm.hidden_size)
        states, *_ = torch.lstm(
            embedded,
            (zeros, zeros),
            tuple(weights),
            has_biases=True,
            num_layers=1,
            dropout=0.0,
            train=torch.is_grad_enabled(),  # cuDNN keeps what the gradient needs only then
            bidirectional=False,
            batch_first=True,
        )
        return states


def _at(rows: Tensor, positions: Tensor) -> Tensor:
    """Of each sentence, the rows at these positions: [B, J, N] and [B, K] to [B, K, N]."""
    return rows.gather(1, positions.unsqueeze(-1).expand(-1, -1, rows.shape[-1]))
