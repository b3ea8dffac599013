"""The encoder: h_j = [forward; backward], a bidirectional LSTM over the source pieces.

With `embedding_in_memory` h_j = [forward; backward; x_j], x_j being the embedding that the LSTM
reads: a state tells of its neighbours as well, the embedding of its own piece alone.

The backward direction starts at each sentence's own end mark (arXiv:1409.0473, section 3.2, with
an LSTM for the GRU): it reads the real pieces turned round, and the padding, like the forward
direction, after them, where it touches no state that counts. (torch's packed sequences do the
same without padding, but on a CPU their gradient takes four times as long.)
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from attention_core.config import ModelConfig
from attention_core.text.tokenizer import PAD


class EncoderOutput(NamedTuple):
    """What the encoder says of a batch."""

    memory: Tensor  # [B, J, H], h_j; zeros on padding
    mask: Tensor  # [B, J], True on real pieces
    final: Tensor  # [B, 2 × encoder], last forward and first backward state
    embedded: Tensor  # [B, J, E], x_j; zeros on padding


class WordDropout(nn.Module):
    """Zeroes whole embeddings in training: a word that is not told has to be guessed.

    Gal and Ghahramani (arXiv:1512.05287), a mask a position; the rest is scaled up to match.
    """

    def __init__(self, share: float) -> None:
        """Make the layer.

        Args:
            share: probability that an embedding becomes 0.
        """
        super().__init__()
        self.share = share

    def forward(self, embedded: Tensor) -> Tensor:
        """[..., E] to the same shape."""
        if not self.training or not self.share:
            return embedded
        kept = nn.functional.dropout(embedded.new_ones(*embedded.shape[:-1], 1), self.share)
        return embedded * kept


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
        """Read a batch.

        Args:
            source: [B, J] piece ids, padded with PAD.
            lengths: [B] real lengths, at least 1.
        """
        embedded = self.dropout(self.word_dropout(self.embedding(source)))
        lengths = lengths.to(source.device).unsqueeze(1)
        positions = torch.arange(source.shape[1], device=source.device)
        mask = positions < lengths
        turned = torch.where(mask, lengths - 1 - positions, positions)
        ahead, back = self.lstm.all_weights
        forward = self._read(embedded, weights=ahead)
        backward = _at(self._read(_at(embedded, turned), weights=back), turned)
        final = torch.cat((_at(forward, lengths - 1)[:, 0], backward[:, 0]), dim=-1)
        memory = self.dropout(torch.cat((forward, backward), dim=-1) * mask.unsqueeze(-1))
        embedded = embedded * mask.unsqueeze(-1)
        if self.embedding_in_memory:  # which has had its dropout, before the LSTM
            memory = torch.cat((memory, embedded), dim=-1)
        return EncoderOutput(memory=memory, mask=mask, final=self.dropout(final), embedded=embedded)

    def _read(self, embedded: Tensor, *, weights: list[nn.Parameter]) -> Tensor:
        """The states of one direction, first to last: [B, J, E] to [B, J, H / 2]."""
        nothing = embedded.new_zeros(1, len(embedded), self.lstm.hidden_size)
        states, *_ = torch.lstm(
            embedded,
            (nothing, nothing),
            tuple(weights),
            has_biases=True,
            num_layers=1,
            dropout=0.0,
            train=self.training,
            bidirectional=False,
            batch_first=True,
        )
        return states


def _at(rows: Tensor, positions: Tensor) -> Tensor:
    """Of each sentence, the rows at these positions: [B, J, N] and [B, K] to [B, K, N]."""
    return rows.gather(1, positions.unsqueeze(-1).expand(-1, -1, rows.shape[-1]))
