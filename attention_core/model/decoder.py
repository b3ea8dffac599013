"""The decoders: one recurrence, `step`, with a context anew at each step (attention) or fixed.

    s_i = LSTM(s_{i-1}, [y_{i-1}; c_i])
    p(y_i) = softmax(O · tanh(R [s_i; c_i; y_{i-1}]))

after arXiv:1409.0473, appendix A.1 and A.2.2, with an LSTM for the GRU. The output embeddings O
are weights of their own, or those of the target pieces. With `lexical_output` they multiply
[tanh(R …); h_i], h_i being the output of `lexical`.

`AttentionDecoder` and `VanillaDecoder` differ in `summarize_source` alone. With attention, c_i is
Σ_j α_ij h_j and the lexical output gets Σ_j α_ij x_j, anew at each step. Without it, c_i is the
encoder's final state and the lexical output gets the mean of all x_j, the same at every step.

Training, greedy, beam and forced decoding and the explorer all call `step`. What can be computed
for many steps at once stands outside it: `project_input` before the loop, `logits` after it.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from attention_core.config import ModelConfig
from attention_core.model.attention import AdditiveAttention, Weigh, attend, weigh
from attention_core.model.deferred_gradient import SharedMatrix
from attention_core.model.encoder import EncoderOutput, WordDropout
from attention_core.model.lexical import Lexical, mean_embedding
from attention_core.model.packed_linear import linear
from attention_core.text.tokenizer import PAD


class DecoderState(NamedTuple):
    """Everything that a step passes to the next."""

    hidden: Tensor  # [B, D], s_i
    cell: Tensor  # [B, D]


class Source(NamedTuple):
    """What is the same at every step; with attention, one sentence serves any number of rows."""

    values: SharedMatrix  # [B, J, H], h_j; [B, J, H + E], [h_j; x_j], if α has to sum x_j as well
    memory_width: int  # H
    mask: Tensor  # [B, J], True on real pieces
    final: Tensor  # [B, 2 × encoder]
    keys: Tensor | None  # [B, J, A], U h_j; None for the vanilla decoder
    recurrent: SharedMatrix  # [D, 4D + A], from s_{i-1} to gates and query
    context: SharedMatrix  # [C, 4D], from c_i to gates
    lexical: Tensor | None  # [B, E], mean of all x_j, for a vanilla lexical output; else None

    @property
    def memory(self) -> Tensor:
        """h_j, [B, J, H]."""
        return self.values.matrix[..., : self.memory_width]

    def select(self, rows: Tensor) -> "Source":
        """The sentences with these row numbers, in this order; repeats are allowed."""
        return self._replace(
            values=SharedMatrix(self.values.matrix[rows]),
            mask=self.mask[rows],
            final=self.final[rows],
            keys=None if self.keys is None else self.keys[rows],
            lexical=None if self.lexical is None else self.lexical[rows],
        )


class SourceSummary(NamedTuple):
    """The source, reduced to vectors for one step."""

    context: Tensor  # [B, C], c_i
    lexical: Tensor | None  # [B, E], Σ_j α_ij x_j or the mean of x_j; None without lexical output
    energies: Tensor | None  # [B, J], e_ij; None for the vanilla decoder
    alpha: Tensor | None  # [B, J], α_ij; None for the vanilla decoder


class Step(NamedTuple):
    """The results of one step."""

    state: DecoderState
    context: Tensor  # [B, C], c_i
    lexical: Tensor | None  # [B, E], Σ_j α_ij x_j or the mean of x_j; None without lexical output
    energies: Tensor | None  # [B, J], e_ij; None for the vanilla decoder
    alpha: Tensor | None  # [B, J], α_ij; None for the vanilla decoder


class Decoder(nn.Module):
    """What the two decoders share: everything except the summary of the source."""

    def __init__(self, config: ModelConfig, *, query_width: int) -> None:
        """Make an untrained decoder.

        Args:
            config: sizes.
            query_width: A, width of the query of f; 0 without f.
        """
        super().__init__()
        width = config.decoder
        self.width, self.query_width = width, query_width
        self.embedding = nn.Embedding(config.target_vocabulary, config.embedding, PAD)
        nn.init.normal_(self.embedding.weight, std=config.embedding**-0.5)
        self.initial = nn.Linear(config.states, 2 * width)
        input_query_width = query_width if config.previous_in_query else 0
        self.input = nn.Linear(config.embedding, 4 * width + input_query_width)
        self.recurrent = nn.Linear(width, 4 * width + query_width, bias=False)
        self.context = nn.Linear(config.context, 4 * width, bias=False)
        readout = config.readout or config.embedding
        self.readout = nn.Linear(width + config.context + config.embedding, readout)
        self.lexical = Lexical(config.embedding) if config.lexical_output else None
        self.output: nn.Parameter | None = None  # None: tied to the embedding
        if config.readout:
            self.output = nn.Parameter(torch.zeros(config.target_vocabulary, config.output))
        self.bias = nn.Parameter(torch.zeros(config.target_vocabulary))
        self.word_dropout = WordDropout(config.word_dropout)
        self.dropout = nn.Dropout(config.dropout)
        with torch.no_grad():
            # The gates are in the order input, forget, output, candidate. A forget gate that
            # starts open lets gradients reach far back (Jozefowicz et al., 2015).
            self.input.bias[width : 2 * width].fill_(1.0)

    @property
    def output_embeddings(self) -> Tensor:
        """O, [V, R] or, with a lexical output, [V, R + E]; `readout_vector` is multiplied by it."""
        return self.embedding.weight if self.output is None else self.output

    def keys(self, memory: Tensor) -> Tensor | None:
        """U h_j for every j, [B, J, H] to [B, J, A]; None without f."""
        raise NotImplementedError

    def prepare(self, encoded: EncoderOutput) -> Source:
        """Compute what is needed once a batch, before the first step."""
        return Source(
            values=SharedMatrix(self.values(encoded)),
            memory_width=encoded.memory.shape[-1],
            mask=encoded.mask,
            final=encoded.final,
            keys=self.keys(encoded.memory),
            recurrent=SharedMatrix(self.recurrent.weight.mT, weight=self.recurrent.weight),
            context=SharedMatrix(self.context.weight.mT, weight=self.context.weight),
            lexical=self.fixed_lexical(encoded),
        )

    def values(self, encoded: EncoderOutput) -> Tensor:
        """What a step sums up: h_j, [B, J, H], or [h_j; x_j], [B, J, H + E]."""
        return encoded.memory

    def fixed_lexical(self, encoded: EncoderOutput) -> Tensor | None:
        """Input of the lexical output if it is the same at every step, [B, E]; else None."""
        return None

    def summarize_source(
        self, *, query: Tensor, source: Source, reweigh: Weigh | None
    ) -> SourceSummary:
        """Summarize the source for one step.

        Args:
            query: [B, A], W s_{i-1} + T y_{i-1}.
            source: the encoded sentences, from `prepare`.
            reweigh: makes α_i of e_i in place of `weigh`; a vanilla decoder has no α.
        """
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
        """What y_{i-1} adds to gates and query, for all steps at once: [..., E] to [..., 4D + A].

        The last A are zeros in a model whose query does not use y_{i-1}; A is 0 without f.
        """
        projected = linear(x=embedded, weight=self.input.weight, bias=self.input.bias)
        missing = 4 * self.width + self.query_width - projected.shape[-1]
        return nn.functional.pad(projected, (0, missing))

    def step(
        self,
        *,
        projected: Tensor,
        state: DecoderState,
        source: Source,
        reweigh: Weigh | None = None,
    ) -> Step:
        """Compute s_i from s_{i-1}: the only recurrence in the project.

        Args:
            projected: [B, 4D + A], y_{i-1} after `project_input`.
            state: s_{i-1}.
            source: the encoded sentences, from `prepare`.
            reweigh: makes α_i of e_i in place of `weigh`, for interventions.

        Raises:
            ValueError: `reweigh` is given to a vanilla decoder.
        """
        width = self.width
        gates_and_query = projected + source.recurrent.multiply(state.hidden)
        sizes = (4 * width, self.query_width)
        gates, query = gates_and_query.split(sizes, dim=-1)  # type: ignore[no-untyped-call]
        summary = self.summarize_source(query=query, source=source, reweigh=reweigh)
        gates = gates + source.context.multiply(summary.context)
        gates, candidate = gates.split((3 * width, width), dim=-1)
        input_gate, forget_gate, output_gate = torch.sigmoid(gates).chunk(3, dim=-1)
        cell = forget_gate * state.cell + input_gate * torch.tanh(candidate)
        hidden = output_gate * torch.tanh(cell)
        return Step(state=DecoderState(hidden=hidden, cell=cell), **summary._asdict())

    def readout_vector(
        self, *, hidden: Tensor, context: Tensor, embedded: Tensor, lexical: Tensor | None
    ) -> Tensor:
        """The vector that the output embeddings are multiplied with.

        Args:
            hidden: [..., D], s_i.
            context: [..., C], c_i.
            embedded: [..., E], y_{i-1}.
            lexical: [..., E], of the same step; None without a lexical output.

        Returns:
            [..., R], tanh(R [s_i; c_i; y_{i-1}]); with a lexical output [..., R + E], h_i last.
        """
        told = torch.cat((hidden, context, embedded), dim=-1)
        linear_readout = linear(x=told, weight=self.readout.weight, bias=self.readout.bias)
        readout: Tensor = self.dropout(torch.tanh(linear_readout))
        if self.lexical is None:
            return readout
        assert lexical is not None, "a step of another decoder"
        return torch.cat((readout, self.lexical(lexical)), dim=-1)

    def logits(
        self, *, hidden: Tensor, context: Tensor, embedded: Tensor, lexical: Tensor | None
    ) -> Tensor:
        """Logits of y_i, [..., V], from the arguments of `readout_vector`."""
        readout = self.readout_vector(
            hidden=hidden, context=context, embedded=embedded, lexical=lexical
        )
        return linear(x=readout, weight=self.output_embeddings, bias=self.bias)


class AttentionDecoder(Decoder):
    """The decoder with c_i = Σ_j α_ij h_j, anew at every step."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, query_width=config.attention)
        self.attention = AdditiveAttention(memory=config.memory, attention=config.attention)
        # With `embedding_in_memory` h_j ends with x_j, and one sum over j serves both.
        self.appends_embeddings = config.lexical_output and not config.embedding_in_memory

    def keys(self, memory: Tensor) -> Tensor:
        """U h_j."""
        return self.attention.project(memory)

    def values(self, encoded: EncoderOutput) -> Tensor:
        """h_j, with x_j behind it if the lexical output needs x_j and h_j does not hold it."""
        if not self.appends_embeddings:
            return encoded.memory
        return torch.cat((encoded.memory, encoded.embedded), dim=-1)

    def summarize_source(
        self, *, query: Tensor, source: Source, reweigh: Weigh | None
    ) -> SourceSummary:
        """c_i = Σ_j α_ij h_j and Σ_j α_ij x_j, with their energies and weights."""
        assert source.keys is not None, "prepared by another decoder"
        energies = self.attention.energies(query=query, keys=source.keys)
        alpha = (reweigh or weigh)(energies=energies, mask=source.mask)
        attended = attend(alpha=alpha, values=source.values)
        return SourceSummary(
            context=attended[..., : source.memory_width],
            lexical=None if self.lexical is None else attended[..., -self.lexical.width :],
            energies=energies,
            alpha=alpha,
        )


class VanillaDecoder(Decoder):
    """The decoder with the encoder's final state as c_i, the same at every step."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, query_width=0)

    def keys(self, memory: Tensor) -> None:
        """None: there is no f."""

    def fixed_lexical(self, encoded: EncoderOutput) -> Tensor | None:
        """The mean of the x_j of all real pieces, if there is a lexical output."""
        if self.lexical is None:
            return None
        return mean_embedding(embedded=encoded.embedded, mask=encoded.mask)

    def summarize_source(
        self, *, query: Tensor, source: Source, reweigh: Weigh | None
    ) -> SourceSummary:
        """The encoder's final state and the mean of all x_j."""
        if reweigh is not None:
            raise ValueError("a vanilla decoder has no weights to override")
        return SourceSummary(source.final, source.lexical, energies=None, alpha=None)
