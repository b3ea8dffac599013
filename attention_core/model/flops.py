"""Work: the multiply-adds that a model cannot do without, to hold its speed against the machine's.

Counted are the products of matrices, and the sums over j that make e_ij and c_i; what is done
to every number once (gates, softmax, dropout, the optimizer) is left out, so that the limit is
one that nobody reaches.
"""

import dataclasses
from collections.abc import Sequence

from attention_core.config import ModelConfig
from attention_core.data.batches import Example

PASSES = 3  # forward, and backward once for the inputs and once for the weights


@dataclasses.dataclass(frozen=True, kw_only=True)
class MultiplyAdds:
    """Multiply-adds of one pass forward."""

    source_piece: int
    target_piece: int
    weight: int  # of each α_ij: v · tanh(…), its share in Σ_j α_ij h_j and Σ_j α_ij x_j; or 0

    def training(self, examples: Sequence[Example]) -> int:
        """Multiply-adds of learning from examples once, without padding."""
        sizes = [(len(source), len(target)) for source, target in examples]
        return PASSES * sum(
            j * self.source_piece + i * self.target_piece + i * j * self.weight for j, i in sizes
        )


def multiply_adds(config: ModelConfig) -> MultiplyAdds:
    """What a model of these sizes has to do for each piece."""
    e, h, c, d = config.embedding, config.memory, config.context, config.decoder
    looks = config.kind == "attention"
    query = config.attention if looks else 0
    lstm = 2 * 4 * config.encoder * (e + config.encoder)
    gates = 4 * d * (e + d + c)
    asked = (d + e if config.told else d) * query
    readout = config.readout or e
    lexical = e * e if config.lexical_output else 0
    appended = e if config.lexical_output and not config.embedding_in_memory else 0
    output = (d + c + e) * readout + lexical + config.output * config.target_vocabulary
    return MultiplyAdds(
        source_piece=lstm + h * query,
        target_piece=gates + asked + output,
        weight=query + h + appended if looks else 0,
    )
