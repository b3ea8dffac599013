"""Preference: what a model would have written, word by word, beside what stands in a Trace.

A forced target, or one that a search ranked lower, is not what the model likes best. At the
first piece of each word it had not begun that word yet, so its likeliest piece there is what it
would have gone on with.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np

from attention_core.trace import Candidate, Trace

_NO_TEXT = {"<pad>", "⁇", "<s>"}  # as `Tokenizer.piece` spells what no search may write


@dataclasses.dataclass(frozen=True, kw_only=True)
class WordPreference:
    """One target word as written, and the likeliest piece where it begins."""

    word: str
    logprob: float  # of the word: the sum over its pieces, in nats
    first: str  # the word's first piece
    probability: float  # of that piece
    likeliest: str  # piece at the same point; the same as `first` where the model agrees
    likeliest_probability: float


def word_preferences(trace: Trace) -> tuple[WordPreference, ...]:
    """A row for each target word, the end mark included; their log p sum to the target's."""
    logprob = trace.logprob.astype(np.float64)
    likeliest = [_likeliest(trace.candidates[word.start]) for word in trace.target_words]
    return tuple(
        WordPreference(
            word=word.text,
            logprob=float(logprob[word.start : word.stop].sum()),
            first=trace.target_pieces[word.start],
            probability=float(np.exp(logprob[word.start])),
            likeliest=best.piece,
            likeliest_probability=best.probability,
        )
        for word, best in zip(trace.target_words, likeliest, strict=True)
    )


def _likeliest(row: Sequence[Candidate]) -> Candidate:
    """The first of a step's candidates that could have been written."""
    return next(candidate for candidate in row if candidate.piece not in _NO_TEXT)
