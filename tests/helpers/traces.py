"""Traces made by hand; their α is not square, so that a test of a transposed plot fails."""

import base64

import numpy as np

from attention_core.text.languages import LanguagePair
from attention_core.text.words import Word
from attention_core.trace import Candidate, Trace

# "the un|lit lamp the </s>" → "वह दी|या </s>": J = 6, I = 4, more pieces than words on both sides.
ALPHA = np.array(
    [
        [0.50, 0.20, 0.10, 0.10, 0.06, 0.04],
        [0.01, 0.02, 0.03, 0.90, 0.03, 0.01],
        [0.05, 0.15, 0.25, 0.35, 0.15, 0.05],
        [0.00, 0.00, 0.00, 0.00, 0.30, 0.70],
    ],
    dtype=np.float32,
)


SOURCE = (("▁the", "▁un", "lit", "▁lamp", "▁the", "</s>"), (1, 2, 1, 1, 1))


TARGET = (("▁वह", "▁दी", "या", "</s>"), (1, 2, 1))


def words_of(pieces, sizes):
    """Words of as many pieces as `sizes` says."""
    words, start = [], 0
    for size in sizes:
        text = "".join(pieces[start : start + size]).replace("▁", "")
        words.append(Word(text=text, start=start, stop=start + size))
        start += size
    return tuple(words)


def make_trace(*, alpha=ALPHA, source=SOURCE, target=TARGET, unknown=(), languages="en-hi"):
    source_words, target_words = words_of(*source), words_of(*target)
    i, j = len(target[0]), len(source[0])
    return Trace(
        model="attention-50",
        kind="vanilla" if alpha is None else "attention",
        languages=LanguagePair.parse(languages),
        digest="0123456789ab",
        device="cpu",
        beam=5,
        rank=1,
        source=" ".join(word.text for word in source_words[:-1]),
        source_pieces=source[0],
        source_words=source_words,
        target_pieces=target[0],
        target_words=target_words,
        translation=" ".join(word.text for word in target_words[:-1]),
        unknown=unknown,
        memory=np.zeros((j, 2), dtype=np.float32),
        states=np.zeros((i + 1, 2), dtype=np.float32),
        contexts=np.zeros((i, 2), dtype=np.float32),
        energies=None if alpha is None else np.zeros((i, j), dtype=np.float32),
        alpha=None if alpha is None else np.array(alpha),
        logprob=np.full(i, -0.5, dtype=np.float32),
        entropy=np.full(i, 1.5, dtype=np.float32),
        candidates=((Candidate(piece="a", probability=0.6),),) * i,
        truncated=False,
    )


def decoded(array):
    """An array as Plotly sends it to the browser: base64 of its bytes, or a list."""
    if isinstance(array, dict):
        flat = np.frombuffer(base64.b64decode(array["bdata"]), dtype=array["dtype"])
        return flat.reshape([int(n) for n in str(array.get("shape", flat.size)).split(",")])
    return np.array(array)
