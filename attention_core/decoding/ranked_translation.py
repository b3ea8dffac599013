"""RankedTranslation: what a search found, without the record of its steps."""

import dataclasses


@dataclasses.dataclass(frozen=True, kw_only=True)
class RankedTranslation:
    """A hypothesis of a beam search as a line of text."""

    rank: int  # from 1, the best
    text: str
    score: float  # mean log-probability a piece, in nats
