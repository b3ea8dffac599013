"""Sentences of random words with random weights, for corpora."""

import numpy as np

from attention_core.aligned_sentence import AlignedSentence
from attention_core.text.words import END_PIECE, Word

SOURCE_WORDS = ["lamp", "river", "bird", "red", "old", "the", "opens", "sings", "under", "window"]
TARGET_WORDS = ["दीया", "नदी", "चिड़िया", "लाल", "पुराना", "खुलता", "गाती", "नीचे", "खिड़की", "है"]


def words(tokens):
    return tuple(Word(text=text, start=k, stop=k + 1) for k, text in enumerate(tokens))


def some_sentence(rng, *, end=True, **more):
    """A sentence of 1 to 9 words on either side, with an end mark or without."""
    source = [str(w) for w in rng.choice(SOURCE_WORDS, size=rng.integers(1, 10))]
    target = [str(w) for w in rng.choice(TARGET_WORDS, size=rng.integers(1, 10))]
    extra = {"reference": " ".join(target[::-1])} if rng.random() < 0.5 else {}
    if rng.random() < 0.5:
        extra["gold"] = f"0-0 {len(source) - 1}?{len(target) - 1}"
    if rng.random() < 0.5:
        extra["logprob"] = float(-rng.random())
    marks = [END_PIECE] * end
    alpha = rng.dirichlet(np.full(len(source) + end, 0.5), size=len(target) + end)
    return AlignedSentence(
        source=" ".join(source),
        source_pieces=(*source, *marks),
        source_words=words([*source, *marks]),
        target_pieces=(*target, *marks),
        target_words=words([*target, *marks]),
        translation=" ".join(target),
        alpha=alpha.astype(np.float32),
        origin="made by a test",
        more=extra | more,
    )
