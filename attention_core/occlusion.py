"""Occlusion: which word of the source a translation cannot do without, asked past α.

The words of the source are hidden one at a time, and the model is made to write the same target
each time: what a target word loses in log p is how much it hung on the hidden word. It is the
prediction difference of Li et al. (ACL 2019, P19-1124). Where it finds better links than α does,
the model uses the right word and α looks elsewhere: h_j also tells of the words around j.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from attention_core.align import TOKENS, GivenPair, GivenWords, given_words
from attention_core.checkpoint import Checkpoint
from attention_core.search import force
from attention_core.tokenizer import UNKNOWN, Word


def occlusion(*, checkpoint: Checkpoint, pair: GivenPair) -> NDArray[np.float32]:
    """How much each target word hangs on each source word, in nats.

    Args:
        checkpoint: of either kind; in evaluation mode.
        pair: no side empty.

    Returns:
        [target words + 1, source words + 1], the end marks last: log p of the target word with
        all of the source, minus log p with that source word unknown. 0 for the source's end
        mark, which is never hidden, and for words that cleaning empties.
    """
    source = given_words(tokenizer=checkpoint.source, words=pair.source)
    target = given_words(tokenizer=checkpoint.target, words=pair.target)
    views = [source.ids, *(_without(source, word) for word in source.words[:-1])]
    whole, *partial = _logprobs(checkpoint=checkpoint, views=views, target=target.ids)
    drops = np.zeros((target.numbers[-1] + 1, source.numbers[-1] + 1), dtype=np.float32)
    by_piece = np.stack([whole - part for part in partial], axis=1)
    starts = [word.start for word in target.words]
    drops[np.ix_(target.numbers, source.numbers[:-1])] = np.add.reduceat(by_piece, starts, axis=0)
    return drops


def _without(source: GivenWords, hidden: Word) -> tuple[int, ...]:
    """The source's pieces with those of a word unknown."""
    return tuple(
        UNKNOWN if hidden.start <= k < hidden.stop else piece for k, piece in enumerate(source.ids)
    )


def _logprobs(
    *, checkpoint: Checkpoint, views: Sequence[Sequence[int]], target: Sequence[int]
) -> Iterator[NDArray[np.float32]]:
    """Log p of the target's pieces for every view of the source."""
    room = max(1, TOKENS // len(target))
    for begin in range(0, len(views), room):
        part = views[begin : begin + room]
        forced = force(model=checkpoint.model, sources=part, targets=[target] * len(part), top=1)
        yield from (steps.logprob.numpy() for steps in forced)
