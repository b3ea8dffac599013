"""The decoders: one recurrence, `step`, with a context that is fresh (attention) or fixed.

    s_i = LSTM(s_{i-1}, [y_{i-1}; c_i])
    p(y_i) = softmax(O · tanh(R [s_i; c_i; y_{i-1}]))

after arXiv:1409.0473, appendix A.1 and A.2.2, with an LSTM for the GRU. The output embeddings O
are weights of their own, or those of the target pieces. `AttentionDecoder` and `VanillaDecoder`
differ in c_i alone: Σ_j α_ij h_j, anew at each step, or the encoder's final state at all of them.

Training, greedy, beam, forced decoding and the explorer all call `step`. What can be computed
for many steps at once stands outside it: `feed` before the loop, `score` after it.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from attention_core.config import ModelConfig
from attention_core.model.attention import AdditiveAttention, attend, weigh
from attention_core.model.deferred_gradient import Factor
from attention_core.model.encoder import Encoded, WordDropout
from attention_core.text.tokenizer import PAD


class DecoderState(NamedTuple):
    """Everything that a step hands to the next."""

    hidden: Tensor  # [B, D], s_i
    cell: Tensor  # [B, D]


class Source(NamedTuple):
    """What every step works with: the encoded sentence, its keys projected once, the matrices."""

    values: Factor  # [B, J, H], h_j
    mask: Tensor  # [B, J], True on real pieces
    final: Tensor  # [B, H]
    keys: Tensor | None  # [B, J, A], U h_j; None for the vanilla decoder
    recurrent: Factor  # [D, 4D + A], from s_{i-1} to gates and query
    context: Factor  # [H, 4D], from c_i to gates

    @property
    def memory(self) -> Tensor:
        """h_j, [B, J, H]."""
        return self.values.matrix

    def select(self, rows: Tensor) -> "Source":
        """The sentences with these row numbers, in this order, repeats allowed."""
        return self._replace(
            values=Factor(self.memory[rows]),
            mask=self.mask[rows],
            final=self.final[rows],
            keys=None if self.keys is None else self.keys[rows],
        )


class Step(NamedTuple):
    """What one step leaves behind."""

    state: DecoderState
    context: Tensor  # [B, H], c_i
    energies: Tensor | None  # [B, J], e_ij; None for the vanilla decoder
    alpha: Tensor | None  # [B, J], α_ij; None for the vanilla decoder


class Decoder(nn.Module):
    """What the two decoders share: all but the context."""

    def __init__(self, config: ModelConfig, *, query: int) -> None:
        """Make an untrained decoder.

        Args:
            config: sizes.
            query: width of what f is asked with, besides the gates (A, or 0 without f).
        """
        super().__init__()
        width = config.decoder
        self.width, self.query = width, query
        self.embedding = nn.Embedding(config.target_vocabulary, config.embedding, PAD)
        nn.init.normal_(self.embedding.weight, std=config.embedding**-0.5)
        self.initial = nn.Linear(config.memory, 2 * width)
        told = query if config.told else 0
        self.input = nn.Linear(config.embedding, 4 * width + told)
        self.recurrent = nn.Linear(width, 4 * width + query, bias=False)
        self.context = nn.Linear(config.memory, 4 * width, bias=False)
        readout = config.readout or config.embedding
        self.readout = nn.Linear(width + config.memory + config.embedding, readout)
        self.output: nn.Parameter | None = None  # tied to the embedding
        if config.readout:
            self.output = nn.Parameter(torch.zeros(config.target_vocabulary, readout))
        self.bias = nn.Parameter(torch.zeros(config.target_vocabulary))
        self.word_dropout = WordDropout(config.word_dropout)
        self.dropout = nn.Dropout(config.dropout)
        with torch.no_grad():
            # Gates stand in the order input, forget, output, candidate; a forget gate that
            # starts open lets gradients reach far back (Jozefowicz et al., 2015).
            self.input.bias[width : 2 * width].fill_(1.0)

    @property
    def output_embeddings(self) -> Tensor:
        """O, [V, R]: what a readout is multiplied with."""
        return self.embedding.weight if self.output is None else self.output

    def keys(self, memory: Tensor) -> Tensor | None:
        """U h_j for every j, if there is an f to ask: [B, J, H] to [B, J, A]."""
        raise NotImplementedError

    def prepare(self, encoded: Encoded) -> Source:
        """What is computed once a batch, before the first step."""
        return Source(
            values=Factor(encoded.memory),
            mask=encoded.mask,
            final=encoded.final,
            keys=self.keys(encoded.memory),
            recurrent=Factor(self.recurrent.weight.mT),
            context=Factor(self.context.weight.mT),
        )

    def look(
        self, *, query: Tensor, source: Source, alpha: Tensor | None
    ) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """c_i [B, H], e_i and α_i [B, J]; `alpha`, if given, is used in place of f's own."""
        raise NotImplementedError

    def start(self, source: Source) -> DecoderState:
        """s_0 from the encoder's final state."""
        hidden, cell = torch.tanh(self.initial(source.final)).chunk(2, dim=-1)
        return DecoderState(hidden=hidden, cell=cell)

    def embed(self, target: Tensor) -> Tensor:
        """y_{i-1} for piece ids of any shape: [...] to [..., E]."""
        embedded: Tensor = self.dropout(self.word_dropout(self.embedding(target)))
        return embedded

    def feed(self, embedded: Tensor) -> Tensor:
        """What y_{i-1} adds to gates and query: [..., E] to [..., 4D + A]; for all steps at once.

        An f that is not told y_{i-1} finds zeros there; without f there is no A.
        """
        fed: Tensor = self.input(embedded)
        return nn.functional.pad(fed, (0, 4 * self.width + self.query - fed.shape[-1]))

    def step(
        self, *, fed: Tensor, state: DecoderState, source: Source, alpha: Tensor | None = None
    ) -> Step:
        """From s_{i-1} to s_i: the only recurrence there is.

        Args:
            fed: [B, 4D + A], y_{i-1} through `feed`.
            state: s_{i-1}.
            source: the encoded sentences, from `prepare`.
            alpha: [B, J], weights to use instead of those that f gives.
        """
        width = self.width
        known = fed + source.recurrent.times(state.hidden)
        sizes = (4 * width, self.query)
        gates, query = known.split(sizes, dim=-1)  # type: ignore[no-untyped-call]
        context, energies, alpha = self.look(query=query, source=source, alpha=alpha)
        gates = gates + source.context.times(context)
        sluices, candidate = gates.split((3 * width, width), dim=-1)
        admit, keep, emit = torch.sigmoid(sluices).chunk(3, dim=-1)
        cell = keep * state.cell + admit * torch.tanh(candidate)
        hidden = emit * torch.tanh(cell)
        return Step(
            state=DecoderState(hidden=hidden, cell=cell),
            context=context,
            energies=energies,
            alpha=alpha,
        )

    def read(self, *, hidden: Tensor, context: Tensor, embedded: Tensor) -> Tensor:
        """tanh(R [s_i; c_i; y_{i-1}]): [..., D], [..., H], [..., E] to [..., R]."""
        read: Tensor = torch.tanh(self.readout(torch.cat((hidden, context, embedded), dim=-1)))
        dropped: Tensor = self.dropout(read)
        return dropped

    def score(self, *, hidden: Tensor, context: Tensor, embedded: Tensor) -> Tensor:
        """Logits of y_i: what `read` gives, times the output embeddings; to [..., V]."""
        read = self.read(hidden=hidden, context=context, embedded=embedded)
        return nn.functional.linear(read, self.output_embeddings, self.bias)


class AttentionDecoder(Decoder):
    """A fresh c_i = Σ_j α_ij h_j at every step."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, query=config.attention)
        self.attention = AdditiveAttention(memory=config.memory, attention=config.attention)

    def keys(self, memory: Tensor) -> Tensor:
        """U h_j."""
        return self.attention.project(memory)

    def look(
        self, *, query: Tensor, source: Source, alpha: Tensor | None
    ) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """c_i = Σ_j α_ij h_j, with the energies and weights it came from."""
        assert source.keys is not None, "prepared by another decoder"
        energies = self.attention.energies(query=query, keys=source.keys)
        if alpha is None:
            alpha = weigh(energies=energies, mask=source.mask)
        return attend(alpha=alpha, values=source.values), energies, alpha


class VanillaDecoder(Decoder):
    """The encoder's final state as c, the same at every step."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, query=0)

    def keys(self, memory: Tensor) -> None:
        """None: nobody asks."""

    def look(
        self, *, query: Tensor, source: Source, alpha: Tensor | None
    ) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """The encoder's final state, whatever the step."""
        if alpha is not None:
            raise ValueError("a vanilla decoder has no weights to override")
        return source.final, None, None
