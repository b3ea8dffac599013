"""Occlusion: which word of the source a translation cannot do without, asked past α.

The words of the source are hidden one at a time, and the model is made to write the same target
each time: what a target word loses in log p is how much it hung on the hidden word. It is the
prediction difference of Li et al. (ACL 2019, P19-1124). Where it finds better links than α does,
the model uses the right word and α looks elsewhere: h_j also tells of the words around j.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from attention_core.decoding.forced import force_decode
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import UNKNOWN
from attention_core.text.words import Word

TOKENS = 2000  # target pieces at a time: their logits take 64 MB with 8,000 pieces


def occlusion(
    *,
    model: Seq2Seq,
    source: Sequence[int],
    source_words: Sequence[Word],
    target: Sequence[int],
    target_words: Sequence[Word],
) -> NDArray[np.float32]:
    """How much each target word hangs on each source word, in nats.

    Args:
        model: of either kind; in evaluation mode.
        source: piece ids, the end mark last.
        source_words: their spans tile the pieces; the last is the end mark.
        target: piece ids.
        target_words: their spans tile the pieces.

    Returns:
        [target words, source words]: log p of the target word with all of the source, minus
        log p with that source word unknown. 0 for the source's end mark, which is never hidden.
    """
    views = [source, *(_without(source, word) for word in source_words[:-1])]
    whole, *partial = _logprobs(model=model, views=views, target=target)
    by_piece = np.stack([*(whole - part for part in partial), np.zeros_like(whole)], axis=1)
    starts = [word.start for word in target_words]
    drops: NDArray[np.float32] = np.add.reduceat(by_piece, starts, axis=0)
    return drops


def _without(source: Sequence[int], hidden: Word) -> tuple[int, ...]:
    """The source's pieces with those of a word unknown."""
    return tuple(
        UNKNOWN if hidden.start <= k < hidden.stop else piece for k, piece in enumerate(source)
    )


def _logprobs(
    *, model: Seq2Seq, views: Sequence[Sequence[int]], target: Sequence[int]
) -> Iterator[NDArray[np.float32]]:
    """Log p of the target's pieces for every view of the source."""
    room = max(1, TOKENS // len(target))
    for begin in range(0, len(views), room):
        part = views[begin : begin + room]
        forced = force_decode(model=model, sources=part, targets=[target] * len(part), top=1)
        yield from (steps.logprob.numpy() for steps in forced)
