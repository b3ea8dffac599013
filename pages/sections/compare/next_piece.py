"""The next step: what a model would write after a given beginning."""

import dataclasses

from attention_core.trace import Candidate, Trace
from pages.shared.state.caches import explorer, forced


@dataclasses.dataclass(frozen=True, kw_only=True)
class Next:
    """What a model would write after a beginning."""

    candidates: tuple[Candidate, ...]  # likeliest first
    entropy: float  # bits, of the whole distribution
    begun: tuple[str, ...]  # the pieces of the beginning


def next_step(*, trace: Trace, begun: str, sentence: str) -> Next:
    """What the model of a Trace would write after the words `begun`; "" is its first step.

    Raises:
        SentenceError: the beginning is too long, or there is nothing to see in it.
        CheckpointError, UnknownModelError: the model cannot be used any more.
    """
    at = 0
    if begun:
        # The end mark that is forced last stands at the very step after the beginning.
        trace = forced(
            _explorer=explorer(),
            model=trace.model,
            digest=trace.digest,
            sentence=sentence,
            target=begun,
        )
        at = len(trace.target_pieces) - 1
    return Next(
        candidates=trace.candidates[at],
        entropy=float(trace.entropy[at]),
        begun=trace.target_pieces[:at],
    )
