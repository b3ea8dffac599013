"""The multiply-adds that a model needs, to compare its speed with that of the machine.

Matrix products and the sums over j in e_ij and c_i are counted. What is done once to every number
(gates, softmax, dropout, the optimizer) is not, so the limit that follows cannot be reached.
"""

import dataclasses
from collections.abc import Sequence

from attention_core.config import ModelConfig
from attention_core.data.batches import Example

PASSES = 3  # forward, and backward once for the inputs and once for the weights


@dataclasses.dataclass(frozen=True, kw_only=True)
class MultiplyAdds:
    """Multiply-adds of one forward pass."""

    source_piece: int
    target_piece: int
    alpha: int  # for each α_ij: v · tanh(…), Σ_j α_ij h_j and Σ_j α_ij x_j; 0 without α

    def training(self, examples: Sequence[Example]) -> int:
        """Multiply-adds of training on examples once, without padding."""
        sizes = [(len(source), len(target)) for source, target in examples]
        return PASSES * sum(
            j * self.source_piece + i * self.target_piece + i * j * self.alpha for j, i in sizes
        )


def multiply_adds(config: ModelConfig) -> MultiplyAdds:
    """Multiply-adds of a model of these sizes."""
    e, h, c, d = config.embedding, config.memory, config.context, config.decoder
    has_alpha = config.kind == "attention"
    query_width = config.attention if has_alpha else 0
    lstm = 2 * 4 * config.encoder * (e + config.encoder)
    gates = 4 * d * (e + d + c)
    query = (d + e if config.previous_in_query else d) * query_width
    readout = config.readout or e
    lexical = e * e if config.lexical_output else 0
    appended_width = e if config.lexical_output and not config.embedding_in_memory else 0
    output = (d + c + e) * readout + lexical + config.output * config.target_vocabulary
    return MultiplyAdds(
        source_piece=lstm + h * query_width,
        target_piece=gates + query + output,
        alpha=query_width + h + appended_width if has_alpha else 0,
    )
