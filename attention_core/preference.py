"""Preference: what a model would have written, word by word, beside what stands in a Trace.

A forced target, or one that a search ranked lower, is not what the model likes best. At the
first piece of each word it had not begun that word yet, so its likeliest piece there is what it
would have gone on with.
"""

import dataclasses

import numpy as np

from attention_core.trace import Trace


@dataclasses.dataclass(frozen=True, kw_only=True)
class Preference:
    """One target word as written, and the likeliest piece where it begins."""

    word: str
    logprob: float  # of the word: the sum over its pieces, in nats
    first: str  # the word's first piece
    probability: float  # of that piece
    likeliest: str  # piece at the same point; the same as `first` where the model agrees
    likeliest_probability: float


def preferences(trace: Trace) -> tuple[Preference, ...]:
    """A row for each target word, the end mark included; their log p sum to the target's."""
    logprob = trace.logprob.astype(np.float64)
    return tuple(
        Preference(
            word=word.text,
            logprob=float(logprob[word.start : word.stop].sum()),
            first=trace.target_pieces[word.start],
            probability=float(np.exp(logprob[word.start])),
            likeliest=trace.candidates[word.start][0].piece,
            likeliest_probability=trace.candidates[word.start][0].probability,
        )
        for word in trace.target_words
    )
