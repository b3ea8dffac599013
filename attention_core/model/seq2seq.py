"""Seq2Seq: an encoder and one of the two decoders, built from a `ModelConfig`.

`forward` is teacher forcing, the training loss of arXiv:1409.0473 with label smoothing; how
sentences are decoded is left to `search`, which uses the same `encode` and the same `step`.
"""

import torch
from torch import Tensor, nn

from attention_core.config import ModelConfig
from attention_core.data.batches import Batch
from attention_core.model.decoder import AttentionDecoder, Decoder, Source, VanillaDecoder
from attention_core.model.encoder import Encoder
from attention_core.model.loss import cross_entropy
from attention_core.text.tokenizer import PAD, START

# Matrices begin evenly within ±0.1 (Luong et al. 2015, arXiv:1508.04025) where the output
# embeddings are the layer's own: with torch's, half as wide at our sizes, such a model begins to
# learn several times later. One that ties them gains nothing by it. Narrower layers need larger
# weights to say as much.
INITIAL = 0.1
AT_WIDTH = 384  # D


class Seq2Seq(nn.Module):
    """Encoder and decoder, joined."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        kinds: dict[str, type[AttentionDecoder | VanillaDecoder]] = {
            "attention": AttentionDecoder,
            "vanilla": VanillaDecoder,
        }
        self.decoder: Decoder = kinds[config.kind](config)
        nn.init.normal_(self.encoder.embedding.weight, std=config.embedding**-0.5)
        if config.readout:
            bound = INITIAL * (AT_WIDTH / config.decoder) ** 0.5
            for parameter in self.parameters():
                if parameter.dim() > 1:
                    nn.init.uniform_(parameter, -bound, bound)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.decoder.bias.device

    @property
    def parameters_count(self) -> int:
        """Number of trained weights."""
        return sum(p.numel() for p in self.parameters())

    def encode(self, *, source: Tensor, lengths: Tensor) -> Source:
        """[B, J] piece ids and [B] lengths to what the decoder looks at."""
        return self.decoder.prepare(self.encoder(source=source, lengths=lengths))

    def forward(self, batch: Batch, smoothing: float = 0.0) -> Tensor:
        """Summed cross-entropy of the target pieces, in nats, smoothed over the vocabulary.

        Positional, and a sum: DistributedDataParallel calls it, and the caller divides by the
        number of pieces in the batch of all processes together.
        """
        source = self.encode(source=batch.source, lengths=batch.lengths)
        previous = nn.functional.pad(batch.target[:, :-1], (1, 0), value=START)
        embedded = self.decoder.embed(previous)
        state = self.decoder.initial_state(source)
        hidden, contexts, lexical = [], [], []
        # unbind, not indexing: its gradient is one stack instead of a padded sum a step.
        for projected in self.decoder.project_input(embedded).unbind(dim=1):
            step = self.decoder.step(projected=projected, state=state, source=source)
            state = step.state
            hidden.append(state.hidden)
            contexts.append(step.context)
            if step.lexical is not None:
                lexical.append(step.lexical)
        real = batch.target != PAD  # the vocabulary layer never sees padding
        read = self.decoder.readout_vector(
            hidden=torch.stack(hidden, dim=1)[real],
            context=torch.stack(contexts, dim=1)[real],
            embedded=embedded[real],
            lexical=torch.stack(lexical, dim=1)[real] if lexical else None,
        )
        return cross_entropy(
            x=read,
            weight=self.decoder.output_embeddings,
            bias=self.decoder.bias,
            target=batch.target[real],
            smoothing=smoothing,
        )
