"""Seq2Seq: an encoder and one of the two decoders, built from a `ModelConfig`.

`forward` is teacher forcing, the training loss of arXiv:1409.0473 with label smoothing. Decoding
is left to `decoding`, which uses the same `encode` and the same `step`.
"""

import functools

import torch
from torch import Tensor, nn

from attention_core.config import ModelConfig
from attention_core.data.batches import Batch
from attention_core.model.decoder import AttentionDecoder, Decoder, Source, VanillaDecoder
from attention_core.model.encoder import Encoder
from attention_core.model.loss import cross_entropy
from attention_core.text.tokenizer import PAD, START

# Matrices start uniform within ±0.1 (Luong et al. 2015, arXiv:1508.04025) in a model that has
# output embeddings of its own: with torch's bounds, half as wide at our sizes, it starts to learn
# several times later. A model that ties them gains nothing. Narrower layers need larger weights
# for outputs of the same size.
INITIAL_BOUND = 0.1
BOUND_WIDTH = 384  # D for which the bound holds


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
            bound = INITIAL_BOUND * (BOUND_WIDTH / config.decoder) ** 0.5
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
        """Encode sentences for the decoder, from [B, J] piece ids and [B] lengths."""
        return self.decoder.prepare(self.encoder(source=source, lengths=lengths))

    def forward(
        self,
        batch: Batch,
        smoothing: float = 0.0,
        lexical_loss: float = 0.0,
        products: torch.dtype = torch.float32,
    ) -> Tensor:
        """Summed cross-entropy of the target pieces, in nats, smoothed over the vocabulary.

        DistributedDataParallel calls it, so the arguments are positional. The loss is a sum
        because the caller divides by the number of pieces in the batches of all processes.

        Args:
            batch: sentence pairs, on the model's device.
            smoothing: ε, the share of probability given to all pieces alike.
            lexical_loss: weight of a second loss, that of the logits which the lexical output
                gives alone. It rewards α on the source word that y_i translates. Not used by a
                model without a lexical output.
            products: precision of the products of every step and of the output layer.
        """
        source = self.encode(source=batch.source, lengths=batch.lengths)
        source = source._replace(
            recurrent=source.recurrent.rounded(products), context=source.context.rounded(products)
        )
        previous = nn.functional.pad(batch.target[:, :-1], (1, 0), value=START)
        embedded = self.decoder.embed(previous)
        state = self.decoder.initial_state(source)
        hidden, contexts, lexical = [], [], []
        # The gradient of unbind is one stack; indexing would add a padded sum at every step.
        for projected in self.decoder.project_input(embedded).unbind(dim=1):
            step = self.decoder.step(projected=projected, state=state, source=source)
            state = step.state
            hidden.append(state.hidden)
            contexts.append(step.context)
            if step.lexical is not None:
                lexical.append(step.lexical)
        real = batch.target != PAD  # the vocabulary layer never sees padding
        readout = self.decoder.readout_vector(
            hidden=torch.stack(hidden, dim=1)[real],
            context=torch.stack(contexts, dim=1)[real],
            embedded=embedded[real],
            lexical=torch.stack(lexical, dim=1)[real] if lexical else None,
        )
        weight, bias = self.decoder.output_embeddings, self.decoder.bias
        score = functools.partial(
            cross_entropy,
            bias=bias,
            target=batch.target[real],
            smoothing=smoothing,
            products=products,
        )
        loss = score(x=readout, weight=weight)
        if not lexical or not lexical_loss:
            return loss
        width = self.config.embedding  # h_i is the end of the readout vector
        return loss + lexical_loss * score(x=readout[:, -width:], weight=weight[:, -width:])
