"""The decoders: one recurrence, `step`, with a context that is fresh (attention) or fixed.

    s_i = LSTM(s_{i-1}, [y_{i-1}; c_i])
    p(y_i) = softmax(O · tanh(R [s_i; c_i; y_{i-1}]))

after arXiv:1409.0473, appendix A.1 and A.2.2, with an LSTM for the GRU. The output embeddings O
are weights of their own, or those of the target pieces. With `lexical_output` they multiply
[tanh(R …); h_i], h_i being what the attended embeddings say (`lexical`).

`AttentionDecoder` and `VanillaDecoder` differ in how they sum up the source alone: by α_ij, anew
at each step, or by what is the same at all of them. So c_i is Σ_j α_ij h_j or the encoder's final
state, and the lexical output sees Σ_j α_ij x_j or the mean of all x_j.

Training, greedy, beam, forced decoding and the explorer all call `step`. What can be computed
for many steps at once stands outside it: `project_input` before the loop, `logits` after it.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from attention_core.config import ModelConfig
from attention_core.model.attention import AdditiveAttention, attend, weigh
from attention_core.model.deferred_gradient import SharedMatrix
from attention_core.model.encoder import EncoderOutput, WordDropout
from attention_core.model.lexical import Lexical, mean_embedding
from attention_core.text.tokenizer import PAD


class DecoderState(NamedTuple):
    """Everything that a step hands to the next."""

    hidden: Tensor  # [B, D], s_i
    cell: Tensor  # [B, D]


class Source(NamedTuple):
    """What every step works with: the encoded sentence, its keys projected once, the matrices."""

    values: SharedMatrix  # [B, J, H], h_j; x_j beside it where an α has to sum that up as well
    width: int  # H
    mask: Tensor  # [B, J], True on real pieces
    final: Tensor  # [B, 2 × encoder]
    keys: Tensor | None  # [B, J, A], U h_j; None for the vanilla decoder
    recurrent: SharedMatrix  # [D, 4D + A], from s_{i-1} to gates and query
    context: SharedMatrix  # [C, 4D], from c_i to gates
    lexical: Tensor | None  # [B, E], mean of all x_j; None but for a vanilla lexical output

    @property
    def memory(self) -> Tensor:
        """h_j, [B, J, H]."""
        return self.values.matrix[..., : self.width]

    def select(self, rows: Tensor) -> "Source":
        """The sentences with these row numbers, in this order, repeats allowed."""
        return self._replace(
            values=SharedMatrix(self.values.matrix[rows]),
            mask=self.mask[rows],
            final=self.final[rows],
            keys=None if self.keys is None else self.keys[rows],
            lexical=None if self.lexical is None else self.lexical[rows],
        )


class SourceSummary(NamedTuple):
    """What a decoder has of the source at one step."""

    context: Tensor  # [B, C], c_i
    lexical: Tensor | None  # [B, E], the x_j summed up; None without a lexical output
    energies: Tensor | None  # [B, J], e_ij; None for the vanilla decoder
    alpha: Tensor | None  # [B, J], α_ij; None for the vanilla decoder


class Step(NamedTuple):
    """What one step leaves behind."""

    state: DecoderState
    context: Tensor  # [B, C], c_i
    lexical: Tensor | None  # [B, E], the x_j summed up; None without a lexical output
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
        self.initial = nn.Linear(config.states, 2 * width)
        told = query if config.told else 0
        self.input = nn.Linear(config.embedding, 4 * width + told)
        self.recurrent = nn.Linear(width, 4 * width + query, bias=False)
        self.context = nn.Linear(config.context, 4 * width, bias=False)
        readout = config.readout or config.embedding
        self.readout = nn.Linear(width + config.context + config.embedding, readout)
        self.lexical = Lexical(config.embedding) if config.lexical_output else None
        self.output: nn.Parameter | None = None  # tied to the embedding
        if config.readout:
            self.output = nn.Parameter(torch.zeros(config.target_vocabulary, config.output))
        self.bias = nn.Parameter(torch.zeros(config.target_vocabulary))
        self.word_dropout = WordDropout(config.word_dropout)
        self.dropout = nn.Dropout(config.dropout)
        with torch.no_grad():
            # Gates stand in the order input, forget, output, candidate; a forget gate that
            # starts open lets gradients reach far back (Jozefowicz et al., 2015).
            self.input.bias[width : 2 * width].fill_(1.0)

    @property
    def output_embeddings(self) -> Tensor:
        """O, [V, R] or, with a lexical output, [V, R + E]: multiplied with `readout_vector`."""
        return self.embedding.weight if self.output is None else self.output

    def keys(self, memory: Tensor) -> Tensor | None:
        """U h_j for every j, if there is an f to ask: [B, J, H] to [B, J, A]."""
        raise NotImplementedError

    def prepare(self, encoded: EncoderOutput) -> Source:
        """What is computed once a batch, before the first step."""
        return Source(
            values=SharedMatrix(self.values(encoded)),
            width=encoded.memory.shape[-1],
            mask=encoded.mask,
            final=encoded.final,
            keys=self.keys(encoded.memory),
            recurrent=SharedMatrix(self.recurrent.weight.mT),
            context=SharedMatrix(self.context.weight.mT),
            lexical=self.fixed_lexical(encoded),
        )

    def values(self, encoded: EncoderOutput) -> Tensor:
        """h_j, and beside it what else a step sums up: [B, J, H] or more."""
        return encoded.memory

    def fixed_lexical(self, encoded: EncoderOutput) -> Tensor | None:
        """What the lexical output sees at every step, [B, E]; None if it is fresh or absent."""
        return None

    def summarize_source(
        self, *, query: Tensor, source: Source, alpha: Tensor | None
    ) -> SourceSummary:
        """Sum the source up for a step; `alpha`, if given, is used in place of f's own."""
        raise NotImplementedError

    def initial_state(self, source: Source) -> DecoderState:
        """s_0 from the encoder's final state."""
        hidden, cell = torch.tanh(self.initial(source.final)).chunk(2, dim=-1)
        return DecoderState(hidden=hidden, cell=cell)

    def embed(self, target: Tensor) -> Tensor:
        """y_{i-1} for piece ids of any shape: [...] to [..., E]."""
        embedded: Tensor = self.dropout(self.word_dropout(self.embedding(target)))
        return embedded

    def project_input(self, embedded: Tensor) -> Tensor:
        """What y_{i-1} adds to gates and query: [..., E] to [..., 4D + A]; for all steps at once.

        An f that is not told y_{i-1} finds zeros there; without f there is no A.
        """
        projected: Tensor = self.input(embedded)
        return nn.functional.pad(projected, (0, 4 * self.width + self.query - projected.shape[-1]))

    def step(
        self, *, projected: Tensor, state: DecoderState, source: Source, alpha: Tensor | None = None
    ) -> Step:
        """From s_{i-1} to s_i: the only recurrence there is.

        Args:
            fed: [B, 4D + A], y_{i-1} through `project_input`.
            state: s_{i-1}.
            source: the encoded sentences, from `prepare`.
            alpha: [B, J], weights to use instead of those that f gives.
        """
        width = self.width
        known = projected + source.recurrent.multiply(state.hidden)
        sizes = (4 * width, self.query)
        gates, query = known.split(sizes, dim=-1)  # type: ignore[no-untyped-call]
        seen = self.summarize_source(query=query, source=source, alpha=alpha)
        gates = gates + source.context.multiply(seen.context)
        gates, candidate = gates.split((3 * width, width), dim=-1)
        input_gate, forget_gate, output_gate = torch.sigmoid(gates).chunk(3, dim=-1)
        cell = forget_gate * state.cell + input_gate * torch.tanh(candidate)
        hidden = output_gate * torch.tanh(cell)
        return Step(state=DecoderState(hidden=hidden, cell=cell), **seen._asdict())

    def readout_vector(
        self, *, hidden: Tensor, context: Tensor, embedded: Tensor, lexical: Tensor | None
    ) -> Tensor:
        """What the output embeddings are multiplied with.

        Args:
            hidden: [..., D], s_i.
            context: [..., C], c_i.
            embedded: [..., E], y_{i-1}.
            lexical: [..., E], of the same step; None without a lexical output.

        Returns:
            tanh(R [s_i; c_i; y_{i-1}]), [..., R]; with a lexical output, h_i beside it.
        """
        read: Tensor = torch.tanh(self.readout(torch.cat((hidden, context, embedded), dim=-1)))
        dropped: Tensor = self.dropout(read)
        if self.lexical is None:
            return dropped
        assert lexical is not None, "a step of another decoder"
        return torch.cat((dropped, self.lexical(lexical)), dim=-1)

    def logits(
        self, *, hidden: Tensor, context: Tensor, embedded: Tensor, lexical: Tensor | None
    ) -> Tensor:
        """Logits of y_i: what `readout_vector` gives, times the output embeddings; to [..., V]."""
        read = self.readout_vector(
            hidden=hidden, context=context, embedded=embedded, lexical=lexical
        )
        return nn.functional.linear(read, self.output_embeddings, self.bias)


class AttentionDecoder(Decoder):
    """A fresh c_i = Σ_j α_ij h_j at every step."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, query=config.attention)
        self.attention = AdditiveAttention(memory=config.memory, attention=config.attention)
        # With `embedding_in_memory` h_j ends with x_j: one sum over j serves both.
        self.appended = config.lexical_output and not config.embedding_in_memory

    def keys(self, memory: Tensor) -> Tensor:
        """U h_j."""
        return self.attention.project(memory)

    def values(self, encoded: EncoderOutput) -> Tensor:
        """h_j, and x_j where the lexical output needs it and h_j does not hold it."""
        if not self.appended:
            return encoded.memory
        return torch.cat((encoded.memory, encoded.embedded), dim=-1)

    def summarize_source(
        self, *, query: Tensor, source: Source, alpha: Tensor | None
    ) -> SourceSummary:
        """c_i = Σ_j α_ij h_j and Σ_j α_ij x_j, with the energies and weights they came from."""
        assert source.keys is not None, "prepared by another decoder"
        energies = self.attention.energies(query=query, keys=source.keys)
        if alpha is None:
            alpha = weigh(energies=energies, mask=source.mask)
        attended = attend(alpha=alpha, values=source.values)
        return SourceSummary(
            context=attended[..., : source.width],
            lexical=None if self.lexical is None else attended[..., -self.lexical.width :],
            energies=energies,
            alpha=alpha,
        )


class VanillaDecoder(Decoder):
    """The encoder's final state as c, and the mean of all x_j, the same at every step."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, query=0)

    def keys(self, memory: Tensor) -> None:
        """None: nobody asks."""

    def fixed_lexical(self, encoded: EncoderOutput) -> Tensor | None:
        """The mean of the x_j of all real pieces, if there is a lexical output."""
        if self.lexical is None:
            return None
        return mean_embedding(embedded=encoded.embedded, mask=encoded.mask)

    def summarize_source(
        self, *, query: Tensor, source: Source, alpha: Tensor | None
    ) -> SourceSummary:
        """The encoder's final state, whatever the step."""
        if alpha is not None:
            raise ValueError("a vanilla decoder has no weights to override")
        return SourceSummary(
            context=source.final, lexical=source.lexical, energies=None, alpha=None
        )
