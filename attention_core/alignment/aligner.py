"""Alignment of given pairs: forced decoding of a reference, its weights over the words as given.

The weights are α, or the posterior, which knows the word that was written.

A word is what stands between spaces of the given line, whatever cleaning and cutting into
pieces make of it: one that cleaning empties keeps its number and has no α, one that falls
apart into several (at a character nobody can see) stays one. Turning α into links is left to
`links`, a file that survives a kill to `results`.

Pairs are worked on in blocks of the file's order, and each block in batches of about equal
length. Neither depends on how many processes share the work, so that each batch is the same
arithmetic, wherever it is done.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from torch import distributed

from attention_core.alignment.occlusion import occlusion
from attention_core.alignment.posterior import posterior
from attention_core.config import SENTENCE_LIMIT
from attention_core.data.pairs import DataError, cleaned_pair, read_rows
from attention_core.decoding.forced import force_decode
from attention_core.errors import UserError
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.cleaning import clean
from attention_core.text.tokenizer import Tokenizer
from attention_core.text.words import SPACE, Word, merge_to_words
from attention_core.utils.distributed import Process

Weights = Literal["alpha", "posterior"]
WEIGHTS: tuple[Weights, ...] = get_args(Weights)
BLOCK = 512  # pairs; what a kill may cost
TOKENS = 2000  # padded target pieces of a batch: its logits take 64 MB with 8,000 pieces


class AlignmentError(UserError):
    """A model that cannot align: it has no α."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class GivenPair:
    """A sentence and its translation as words that keep their numbers."""

    source: tuple[str, ...]
    target: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class GivenWords:
    """One side of a pair in pieces, the end mark last."""

    ids: tuple[int, ...]
    words: tuple[Word, ...]  # those that have pieces, the end mark last; their spans tile them
    numbers: tuple[int, ...]  # of these words among the given ones; the end mark comes after all


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Alignment:
    """Where the words of a given translation came from, as a model that had to write it has it."""

    weights: NDArray[np.float32]  # [target words + 1, source words + 1], the end marks last
    logprob: NDArray[np.float32]  # [I], of the target's pieces, in nats


def check_alpha(checkpoint: Checkpoint) -> None:
    """Refuse a model that has no α.

    Raises:
        AlignmentError: it is a vanilla one.
    """
    if checkpoint.model.config.kind != "attention":
        raise AlignmentError(
            f"{checkpoint.name} is a {checkpoint.model.config.kind} model: it has no α to make "
            "links from; choose an attention model"
        )


def read_given(path: Path, *, checkpoint: Checkpoint) -> tuple[GivenPair, ...]:
    """All pairs of a file, split at white space.

    Raises:
        DataError: as `read_rows`; also for a line over the limit of pieces.
    """

    def made(columns: Sequence[str]) -> GivenPair:
        pair = cleaned_pair(columns)
        _check_length(text=pair.source, tokenizer=checkpoint.source, side="English")
        _check_length(text=pair.target, tokenizer=checkpoint.target, side="Hindi")
        return GivenPair(source=tuple(columns[0].split()), target=tuple(columns[1].split()))

    return read_rows(path, make=made, expected="English, a tab, Hindi")


def _check_length(*, text: str, tokenizer: Tokenizer, side: str) -> None:
    if (
        len(text) + 2 > SENTENCE_LIMIT
        and (count := len(tokenizer.encode_ids(text))) > SENTENCE_LIMIT
    ):
        raise DataError(f"the {side} side has {count} pieces and the limit is {SENTENCE_LIMIT}")


def given_words(*, tokenizer: Tokenizer, words: Sequence[str]) -> GivenWords:
    """Pieces of a sentence, and which of its given words each belongs to.

    Cleaning leaves one space between words and none inside a piece but at its start, so that
    counting SentencePiece's spaces tells which cleaned word a piece begins in.

    Args:
        tokenizer: of the sentence's language.
        words: as given, joined by spaces; some may have nothing to be seen in them.
    """
    chunks = [number for number, word in enumerate(words) for _ in clean(word).split()]
    encoded = tokenizer.encode(" ".join(words))
    spans: list[Word] = []
    numbers: list[int] = []
    seen = -1 if encoded.pieces[0].startswith(SPACE) else 0  # the space put before all
    for k, piece in enumerate(encoded.pieces[:-1]):
        lead = len(piece) - len(piece.lstrip(SPACE))
        number = chunks[seen + lead]
        seen += piece.count(SPACE)
        if numbers and numbers[-1] == number:
            spans[-1] = dataclasses.replace(spans[-1], stop=k + 1)
        else:
            spans.append(Word(text=words[number], start=k, stop=k + 1))
            numbers.append(number)
    return GivenWords(
        ids=encoded.ids,
        words=(*spans, encoded.words[-1]),
        numbers=(*numbers, len(words)),
    )


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

    Args:
        checkpoint: has α, and stands on the device.
        pairs: none with an empty side.
        process: this one among those that share the work.
        weights: what the alignments hold.
        start: pairs that are done already; a multiple of BLOCK.
        done: told after each batch how many pairs of the file are done, or nearly.

    Yields:
        A block's alignments in the first process, nothing in the others, which still have to
        ask for every block.
    """
    assert start % BLOCK == 0
    for begin in range(start, len(pairs), BLOCK):
        block = pairs[begin : begin + BLOCK]
        sources = [given_words(tokenizer=checkpoint.source, words=p.source) for p in block]
        targets = [given_words(tokenizer=checkpoint.target, words=p.target) for p in block]
        mine: dict[int, Alignment] = {}
        batches = _batches(sources=sources, targets=targets)
        for batch in batches[process.rank :: process.count]:
            found = _aligned(
                checkpoint=checkpoint,
                sources=[sources[k] for k in batch],
                targets=[targets[k] for k in batch],
                weights=weights,
            )
            mine.update(zip(batch, found, strict=True))
            done(begin + min(len(block), len(mine) * process.count))
        whole = _gathered(mine, process=process)
        done(begin + len(block))
        yield [whole[k] for k in range(len(block))] if process.first else []


def _batches(*, sources: Sequence[GivenWords], targets: Sequence[GivenWords]) -> list[list[int]]:
    """Indices of pairs, in batches of at most TOKENS padded target pieces, or of one pair."""
    sizes = [(len(t.ids), len(s.ids)) for s, t in zip(sources, targets, strict=True)]
    batches: list[list[int]] = []
    for k in sorted(range(len(sizes)), key=lambda k: sizes[k]):
        if batches and (len(batches[-1]) + 1) * sizes[k][0] <= TOKENS:
            batches[-1].append(k)
        else:
            batches.append([k])
    return batches


def _aligned(
    *,
    checkpoint: Checkpoint,
    sources: Sequence[GivenWords],
    targets: Sequence[GivenWords],
    weights: Weights,
) -> Iterator[Alignment]:
    model = checkpoint.model
    read, written = [source.ids for source in sources], [target.ids for target in targets]
    forced = force_decode(model=model, sources=read, targets=written, top=1)
    found = [steps.alpha for steps in forced]
    if weights == "posterior":
        found = [*posterior(model=model, sources=read, targets=written)]
    for steps, pieces, source, target in zip(forced, found, sources, targets, strict=True):
        assert pieces is not None
        merged = merge_to_words(
            alpha=pieces.numpy(), source_words=source.words, target_words=target.words
        )
        whole = np.zeros((target.numbers[-1] + 1, source.numbers[-1] + 1), dtype=np.float32)
        whole[np.ix_(target.numbers, source.numbers)] = merged
        yield Alignment(weights=whole, logprob=steps.logprob.numpy())


def occlude_pair(*, checkpoint: Checkpoint, pair: GivenPair) -> NDArray[np.float32]:
    """How much each given target word hangs on each given source word, in nats.

    Args:
        checkpoint: of either kind, in evaluation mode.
        pair: no side empty.

    Returns:
        [target words + 1, source words + 1], the end marks last, as `occlusion` has it; 0 for
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


def _gathered(mine: dict[int, Alignment], *, process: Process) -> dict[int, Alignment]:
    """What all processes found, in the first of them."""
    if process.count == 1:
        return mine
    shares: list[dict[int, Alignment]] | None = [{}] * process.count if process.first else None
    distributed.gather_object(mine, shares, dst=0)
    return {k: found for share in shares or [] for k, found in share.items()}
