"""Alignment of given pairs: forced decoding of the target, its weights over the words as given.

The weights are α, or the posterior, which depends on the target piece too.

A side is a sentence, whose words are those that the pages show, or a list of words, which another
program has cut. A word of a list that cleaning empties keeps its number and has no α; one that
cleaning splits stays one word. Making links from α is left to `extraction`, resumable files to
`utils.resumable_output`.

Pairs are aligned in blocks in the order of the file, and each block in batches of about equal
length. Neither depends on the number of processes, so that the arithmetic of a batch is the same
in every process.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from torch import distributed

from attention_core.alignment.given_words import GivenWords, given_words
from attention_core.alignment.occlusion import occlusion
from attention_core.alignment.posterior import posterior
from attention_core.data.batches import batch_by_length
from attention_core.decoding.forced import force_decode
from attention_core.errors import UserError
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.words import merge_to_words
from attention_core.utils.distributed import Process

Weights = Literal["alpha", "posterior"]
WEIGHTS: tuple[Weights, ...] = get_args(Weights)
BLOCK = 512  # pairs; at most that many are lost if the process is killed
TOKENS = 2000  # padded target pieces of a batch: its logits take 64 MB with 8,000 pieces


class AlignmentError(UserError):
    """A model that cannot align because it has no α."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class GivenPair:
    """A sentence and its translation, as texts or as words numbered from 0."""

    source: str | tuple[str, ...]
    target: str | tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Alignment:
    """Weights of a given translation's words over the source words, from forced decoding."""

    weights: NDArray[np.float32]  # [target words + 1, source words + 1], the end marks last
    logprob: NDArray[np.float32]  # [I], of the target's pieces, in nats


def check_alpha(checkpoint: Checkpoint) -> None:
    """Refuse a model that has no α.

    Raises:
        AlignmentError: it is a vanilla model.
    """
    if checkpoint.model.config.kind != "attention":
        raise AlignmentError(
            f"{checkpoint.name} is a {checkpoint.model.config.kind} model: it has no α to make "
            "links from; choose an attention model"
        )


def check_directions(checkpoint: Checkpoint, *, other: Checkpoint) -> None:
    """Refuse a second model that does not translate the other way.

    Raises:
        AlignmentError: its languages are not those of the first one, exchanged.
    """
    if other.languages != checkpoint.languages.swapped():
        raise AlignmentError(
            f"{other.name} translates {other.languages}, and the other direction of "
            f"{checkpoint.name} is {checkpoint.languages.swapped()}"
        )


def turned_pair(pair: GivenPair | None) -> GivenPair | None:
    """A pair for the model of the other direction; None stays None."""
    return None if pair is None else GivenPair(source=pair.target, target=pair.source)


def align(
    *,
    checkpoint: Checkpoint,
    pairs: Sequence[GivenPair],
    process: Process,
    weights: Weights = "alpha",
    start: int = 0,
    done: Callable[[int], object] = lambda count: None,
) -> Iterator[list[Alignment]]:
    """Alignments of all pairs from `start` on, a block at a time, in order.

    `align_lines` does the same for lines of a file, some of which are blank.

    Args:
        checkpoint: an attention model, on the device.
        pairs: none has an empty side.
        process: this one among those that share the pairs.
        weights: what the alignments hold.
        start: number of pairs already aligned; a multiple of BLOCK.
        done: called after each batch with about the number of pairs aligned so far.

    Yields:
        A block's alignments in the first process, an empty list in the others, which must
        iterate over all blocks too.
    """
    blocks = align_lines(
        checkpoint=checkpoint, lines=pairs, process=process, weights=weights, start=start, done=done
    )
    for block in blocks:
        yield [alignment for alignment in block if alignment is not None]


def align_lines(
    *,
    checkpoint: Checkpoint,
    lines: Sequence[GivenPair | None],
    process: Process,
    weights: Weights = "alpha",
    start: int = 0,
    done: Callable[[int], object] = lambda count: None,
) -> Iterator[list[Alignment | None]]:
    """Alignments of the lines of a file; arguments and blocks as for `align`.

    Yields:
        As `align`, with None in the place of each blank line.
    """
    assert start % BLOCK == 0
    for begin in range(start, len(lines), BLOCK):
        block = lines[begin : begin + BLOCK]
        pairs = {k: pair for k, pair in enumerate(block) if pair is not None}
        places = [*pairs]
        sources = [given_words(tokenizer=checkpoint.source, words=p.source) for p in pairs.values()]
        targets = [given_words(tokenizer=checkpoint.target, words=p.target) for p in pairs.values()]
        own: dict[int, Alignment] = {}  # of this process, by the line's place in the block
        batches = batch_by_length(
            sizes=[(len(t.ids), len(s.ids)) for s, t in zip(sources, targets, strict=True)],
            most_pieces=TOKENS,
        )
        for batch in batches[process.rank :: process.count]:
            alignments = _align_batch(
                checkpoint=checkpoint,
                sources=[sources[k] for k in batch],
                targets=[targets[k] for k in batch],
                weights=weights,
            )
            own.update(zip((places[k] for k in batch), alignments, strict=True))
            done(begin + min(len(block), len(own) * process.count))
        whole = _gather(own, process=process)
        done(begin + len(block))
        yield [whole.get(k) for k in range(len(block))] if process.first else []


def _align_batch(
    *,
    checkpoint: Checkpoint,
    sources: Sequence[GivenWords],
    targets: Sequence[GivenWords],
    weights: Weights,
) -> Iterator[Alignment]:
    model = checkpoint.model
    source_ids, target_ids = [source.ids for source in sources], [target.ids for target in targets]
    decodings = force_decode(model=model, sources=source_ids, targets=target_ids, top=1)
    matrices = [decoding.alpha for decoding in decodings]
    if weights == "posterior":
        matrices = [*posterior(model=model, sources=source_ids, targets=target_ids)]
    for decoding, matrix, source, target in zip(decodings, matrices, sources, targets, strict=True):
        assert matrix is not None
        merged = merge_to_words(
            alpha=matrix.numpy(), source_words=source.words, target_words=target.words
        )
        whole = np.zeros((target.numbers[-1] + 1, source.numbers[-1] + 1), dtype=np.float32)
        whole[np.ix_(target.numbers, source.numbers)] = merged
        yield Alignment(weights=whole, logprob=decoding.logprob.numpy())


def occlude_pair(*, checkpoint: Checkpoint, pair: GivenPair) -> NDArray[np.float32]:
    """How much each given target word depends on each given source word, in nats.

    Args:
        checkpoint: of either kind, in evaluation mode.
        pair: neither side is empty.

    Returns:
        [target words + 1, source words + 1], the end marks last, as from `occlusion`; 0 for
        words that cleaning empties.
    """
    source = given_words(tokenizer=checkpoint.source, words=pair.source)
    target = given_words(tokenizer=checkpoint.target, words=pair.target)
    drops = np.zeros((target.numbers[-1] + 1, source.numbers[-1] + 1), dtype=np.float32)
    drops[np.ix_(target.numbers, source.numbers)] = occlusion(
        model=checkpoint.model,
        source=source.ids,
        source_words=source.words,
        target=target.ids,
        target_words=target.words,
    )
    return drops


def _gather(own: dict[int, Alignment], *, process: Process) -> dict[int, Alignment]:
    """The alignments of all processes, in the first of them."""
    if process.count == 1:
        return own
    shares: list[dict[int, Alignment]] | None = [{}] * process.count if process.first else None
    distributed.gather_object(own, shares, dst=0)
    return {k: alignment for share in shares or [] for k, alignment in share.items()}
