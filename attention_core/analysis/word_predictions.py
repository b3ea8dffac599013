"""Word predictions: the piece that a model predicts where each word of a Trace begins.

A forced target, or one that a search ranked lower, may differ from what the model would write. At
the first piece of a word no part of that word is known yet, so the likeliest piece there is the
model's own continuation.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np

from attention_core.trace import Candidate, Trace

_NO_TEXT = {
    "<pad>",
    "⁇",
    "<s>",
}  # as `Tokenizer.id_to_piece` writes the pieces that no search may choose


@dataclasses.dataclass(frozen=True, kw_only=True)
class WordPrediction:
    """One target word, and the likeliest piece at its beginning."""

    word: str
    logprob: float  # of the word: the sum over its pieces, in nats
    first: str  # first piece of the word
    probability: float  # of that piece
    likeliest: (
        str  # piece at the same step; equal to `first` if the model predicts the word's piece
    )
    likeliest_probability: float


def word_predictions(trace: Trace) -> tuple[WordPrediction, ...]:
    """A row for each target word, the end mark included; their logprobs sum to the target's."""
    logprob = trace.logprob.astype(np.float64)
    likeliest = [_likeliest(trace.candidates[word.start]) for word in trace.target_words]
    return tuple(
        WordPrediction(
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
    """The likeliest candidate of a step that a search may choose."""
    return next(candidate for candidate in row if candidate.piece not in _NO_TEXT)
