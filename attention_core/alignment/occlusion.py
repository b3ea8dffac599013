"""Occlusion: how much a translation depends on each source word, measured without α.

The words of the source are hidden one at a time, and the same target is decoded by force each
time: what a target word loses in log p is how much it depends on the hidden word. This is the
prediction difference of Li et al. (ACL 2019, P19-1124). Where it makes better links than α, the
model uses the right word although α points elsewhere: h_j also holds the words around j.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from attention_core.data.batches import batch_by_length
from attention_core.decoding.forced import force_decode
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import UNKNOWN
from attention_core.text.words import Word

TOKENS = 2000  # target pieces of a batch: their logits take 64 MB with 8,000 pieces


def occlusion(
    *,
    model: Seq2Seq,
    source: Sequence[int],
    source_words: Sequence[Word],
    target: Sequence[int],
    target_words: Sequence[Word],
) -> NDArray[np.float32]:
    """How much each target word depends on each source word, in nats.

    Args:
        model: of either kind, in evaluation mode.
        source: piece ids, the end mark last.
        source_words: their spans tile the pieces; the last is the end mark.
        target: piece ids.
        target_words: their spans tile the pieces.

    Returns:
        [target words, source words]: log p of the target word with all of the source, minus
        log p with that source word unknown. 0 for the source's end mark, which is never hidden.
    """
    sources = [source, *(_hide(source, word) for word in source_words[:-1])]
    whole, *occluded = _logprobs(model=model, sources=sources, target=target)
    by_piece = np.stack([*(whole - one for one in occluded), np.zeros_like(whole)], axis=1)
    starts = [word.start for word in target_words]
    drops: NDArray[np.float32] = np.add.reduceat(by_piece, starts, axis=0)
    return drops


def _hide(source: Sequence[int], hidden: Word) -> tuple[int, ...]:
    """The source's pieces, those of a word replaced by the unknown piece."""
    return tuple(
        UNKNOWN if hidden.start <= k < hidden.stop else piece for k, piece in enumerate(source)
    )


def _logprobs(
    *, model: Seq2Seq, sources: Sequence[Sequence[int]], target: Sequence[int]
) -> Iterator[NDArray[np.float32]]:
    """Log p of the target's pieces for each of the sources, in nats."""
    # All targets have the same length: the batches keep the order of the sources.
    for batch in batch_by_length(sizes=[(len(target),)] * len(sources), most_pieces=TOKENS):
        decodings = force_decode(
            model=model, sources=[sources[k] for k in batch], targets=[target] * len(batch), top=1
        )
        yield from (decoding.logprob.numpy() for decoding in decodings)
