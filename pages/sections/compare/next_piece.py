"""The next piece: what a model would write after a given prefix."""

import dataclasses

from attention_core.trace import Candidate, Trace
from pages.shared.state.caches import forced
from pages.shared.state.loaded_models import explorer


@dataclasses.dataclass(frozen=True, kw_only=True)
class NextPiece:
    """The distribution of the piece after a prefix."""

    candidates: tuple[Candidate, ...]  # likeliest first
    entropy: float  # bits, of the whole distribution
    prefix: tuple[str, ...]  # its pieces


def next_piece(*, trace: Trace, prefix: str, sentence: str) -> NextPiece:
    """What the model of a Trace would write after the words of a prefix.

    Args:
        trace: of the model; with an empty prefix, its own first step is the result.
        prefix: text in the target language that the model is forced to begin with.
        sentence: to translate.

    Raises:
        SentenceError: the prefix is too long, or has no visible character.
        CheckpointError, UnknownModelError: the model is not usable any more.
    """
    step = 0
    if prefix:
        # The last step of a forced decoding, which writes the end mark, follows the prefix.
        trace = forced(
            _explorer=explorer(),
            model=trace.model,
            digest=trace.digest,
            sentence=sentence,
            target=prefix,
        )
        step = len(trace.target_pieces) - 1
    return NextPiece(
        candidates=trace.candidates[step],
        entropy=float(trace.entropy[step]),
        prefix=trace.target_pieces[:step],
    )
