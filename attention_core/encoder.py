"""The encoder: h_j = [forward; backward], a bidirectional LSTM over the source pieces.

Sequences are packed, so that no padding ever touches a state: the backward direction starts
at each sentence's own end mark (arXiv:1409.0473, section 3.2, with an LSTM for the GRU).
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from attention_core.config import ModelConfig
from attention_core.tokenizer import PAD


class Encoded(NamedTuple):
    """What the encoder says of a batch."""

    memory: Tensor  # [B, J, H], h_j; zeros on padding
    mask: Tensor  # [B, J], True on real pieces
    final: Tensor  # [B, H], last forward and first backward state


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
    """Embeddings, then a packed bidirectional LSTM."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.source_vocabulary, config.embedding, PAD)
        self.lstm = nn.LSTM(config.embedding, config.encoder, batch_first=True, bidirectional=True)
        self.word_dropout = WordDropout(config.word_dropout)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, *, source: Tensor, lengths: Tensor) -> Encoded:
        """Read a batch.

        Args:
            source: [B, J] piece ids, padded with PAD.
            lengths: [B] real lengths, at least 1, on the CPU (packing reads them there).
        """
        embedded = self.dropout(self.word_dropout(self.embedding(source)))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        states, (last, _) = self.lstm(packed)
        memory, _ = pad_packed_sequence(states, batch_first=True, total_length=source.shape[1])
        positions = torch.arange(source.shape[1], device=source.device)
        mask = positions < lengths.to(source.device).unsqueeze(1)
        final = torch.cat((last[0], last[1]), dim=-1)
        return Encoded(memory=self.dropout(memory), mask=mask, final=self.dropout(final))
