"""Making a corpus with a model: pairs are forced and sentences translated, a shard at a time.

Every process of a group takes the shards of its own numbers and writes them to the same folder, so
that more machines need nothing but storage that they share. A shard does not depend on the number
of processes: an interrupted run can go on with more or fewer.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from torch import distributed

from attention_core.aligned_corpus.line_files import LineFiles
from attention_core.aligned_corpus.rows import sentence_row
from attention_core.aligned_corpus.shards import (
    SHARD,
    CorpusError,
    Description,
    shard_path,
    start_corpus,
    write_description,
    write_shard,
)
from attention_core.aligned_sentence import AlignedSentence
from attention_core.alignment.aligner import GivenPair, Weights, align, check_alpha
from attention_core.alignment.links import PharaohError, parse_pharaoh
from attention_core.config import SENTENCE_LIMIT
from attention_core.data.columns import Columns
from attention_core.data.pairs import DataError, read_file
from attention_core.decoding.translate import translate_all
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.cleaning import clean
from attention_core.text.tokenizer import Tokenizer
from attention_core.text.words import END_PIECE, Word
from attention_core.utils.distributed import Process

SMALLEST_SHARD = 128  # sentences; enough for batches of sentences of about one length
SHARDS = 16  # of a corpus that is not large, for as many processes


@dataclasses.dataclass(frozen=True, kw_only=True)
class GivenLine:
    """A line of a file: a sentence, its translation unless the model is to write it, and links."""

    source: str
    target: str | None
    gold: str  # Pharaoh line, or ""
    reference: str = ""


def read_lines_to_align(
    path: Path,
    *,
    checkpoint: Checkpoint,
    beside: LineFiles | None = None,
    columns: Columns | None = None,
) -> tuple[GivenLine, ...]:
    """A sentence a line; or a pair, separated by a tab; or a pair with gold links.

    Args:
        path: of the file.
        checkpoint: has the languages, and the tokenizers that count pieces.
        columns: of source and target; None: the first two.
        beside: references and gold links, line n for line n of the file.

    Raises:
        DataError: the file cannot be read, is empty, or has a broken line; the first is named.
        FormatError: one of `beside` cannot be read, or has too few or too many lines.
    """

    def given(columns: Sequence[str]) -> GivenLine:
        target = columns[1] if len(columns) > 1 else None
        for text, tokenizer in ((columns[0], checkpoint.source), (target, checkpoint.target)):
            if text is not None:
                _check(text, tokenizer=tokenizer)
        return GivenLine(source=columns[0], target=target, gold=_gold(columns[2:]))

    expected = "a sentence, or a sentence, a tab, a translation"
    parsed = read_file(
        path,
        make=given,
        expected=expected,
        columns=columns,
        languages=checkpoint.languages,
        option="--columns",
    )
    reader = (beside or LineFiles()).open()
    lines = []
    for number, line in enumerate(parsed.by_line()[: parsed.numbers[-1]], start=1):
        said = reader.next(place=f"line {number}")
        if line is not None:
            lines.append(dataclasses.replace(line, **said))
    reader.expect_end()
    return tuple(lines)


def _check(text: str, *, tokenizer: Tokenizer) -> None:
    if not clean(text):
        raise DataError("a side is empty")
    if len(text) + 2 > SENTENCE_LIMIT and len(tokenizer.encode_ids(text)) > SENTENCE_LIMIT:
        raise DataError(f"a side has more pieces than the limit, which is {SENTENCE_LIMIT}")


def _gold(columns: Sequence[str]) -> str:
    """Gold links in the third column, which in other files names a part of the data."""
    try:
        return columns[0] if columns and parse_pharaoh(columns[0]).possible else ""
    except PharaohError:
        return ""


def make_corpus(
    *,
    checkpoint: Checkpoint,
    lines: Path,
    folder: Path,
    process: Process,
    beside: LineFiles | None = None,
    weights: Weights = "alpha",
    beam: int = 5,
    columns: Columns | None = None,
    tokenized: bool = False,
    resume: bool = False,
    done: Callable[[int], object] = lambda count: None,
) -> int:
    """Write the shards of this process.

    Args:
        checkpoint: an attention model, on the device of the process.
        lines: as for `read_lines_to_align`.
        folder: of the corpus, the same for all processes.
        process: this one among those that share the lines.
        beside: as for `read_lines_to_align`.
        weights: α or the posterior.
        beam: width of the search for sentences without a translation.
        columns: as for `read_lines_to_align`.
        tokenized: whether words are what stands between spaces; else they are counted as on the
            pages, where punctuation is a word of its own.
        resume: go on with a corpus that was begun with the same arguments.
        done: called with the number of lines that this process has finished or found finished.

    Returns:
        Number of sentences of the whole corpus.

    Raises:
        AlignmentError: the model has no α.
        DataError, FormatError: as `read_lines_to_align`.
        CorpusError: the folder cannot be written, or holds another corpus.
    """
    check_alpha(checkpoint)
    beside = beside or LineFiles()
    given = read_lines_to_align(lines, checkpoint=checkpoint, beside=beside, columns=columns)
    made_from = {
        "model": checkpoint.name,
        "digest": checkpoint.digest,
        "lines": _digest(lines),
        **({"beside": [_digest(path) for path in beside.paths]} if beside.paths else {}),
        "weights": weights,
        "beam": beam if any(line.target is None for line in given) else None,
        "columns": None if columns is None else list(columns),
        "tokenized": tokenized,
        "shard": (size := shard_size(len(given))),
    }
    sound = _start(folder, made_from=made_from, resume=resume, process=process)
    count = 0
    for number in range(process.rank, -(-len(given) // size), process.count):
        part = given[number * size : (number + 1) * size]
        path = shard_path(folder, number=number)
        if path not in sound:
            rows = _rows(
                part,
                checkpoint=checkpoint,
                process=process,
                weights=weights,
                beam=beam,
                tokenized=tokenized,
                first=number * size,
                done=lambda finished, before=count: done(before + finished),  # type: ignore[misc]
            )
            write_shard(path, rows=list(rows))
        count += len(part)
        done(count)
    _wait(process)
    if process.first:
        write_description(folder, Description(made_from=made_from, sentences=len(given)))
    return len(given)


def shard_size(count: int) -> int:
    """Sentences of a shard: few of a small corpus, so that stopping loses little of it."""
    return min(SHARD, max(SMALLEST_SHARD, -(-count // SHARDS)))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _start(
    folder: Path, *, made_from: dict[str, Any], resume: bool, process: Process
) -> frozenset[Path]:
    """The first process begins the corpus; all of them get the sound shards, or the same error."""
    answer: list[frozenset[Path] | CorpusError] = [frozenset()]
    if process.first:
        try:
            answer[0] = frozenset(start_corpus(folder, made_from=made_from, resume=resume))
        except CorpusError as error:
            answer[0] = error
    if process.count > 1:
        distributed.broadcast_object_list(answer, src=0)
    if isinstance(answer[0], CorpusError):
        raise answer[0]
    return answer[0]


def _wait(process: Process) -> None:
    """Wait until every process has written its shards."""
    if process.count > 1:
        distributed.barrier()


def _rows(
    given: Sequence[GivenLine],
    *,
    checkpoint: Checkpoint,
    process: Process,
    weights: Weights,
    beam: int,
    tokenized: bool,
    first: int,
    done: Callable[[int], object],
) -> Iterator[dict[str, Any]]:
    """The rows of one shard, whose first line has the number `first`."""
    missing = [line.source for line in given if line.target is None]
    translated = iter(
        translate_all(
            model=checkpoint.model,
            source=checkpoint.source,
            target=checkpoint.target,
            sentences=missing,
            beam=beam,
        )
        if missing
        else ()
    )
    targets = [line.target if line.target is not None else next(translated) for line in given]
    pairs = [
        GivenPair(source=tuple(line.source.split()), target=tuple(target.split()))
        if tokenized
        else GivenPair(source=line.source, target=target)
        for line, target in zip(given, targets, strict=True)
    ]
    # A model may translate a sentence by nothing; such a pair has no weights.
    full = [pair for pair in pairs if pair.target]
    alone = dataclasses.replace(process, rank=0, count=1)
    blocks = align(checkpoint=checkpoint, pairs=full, process=alone, weights=weights, done=done)
    alignments = (alignment for block in blocks for alignment in block)
    for k, (line, pair) in enumerate(zip(given, pairs, strict=True)):
        alignment = next(alignments) if pair.target else None
        source = _tokens(pair.source, tokenizer=checkpoint.source)
        target = _tokens(pair.target, tokenizer=checkpoint.target)
        said = {"gold": line.gold, "reference": line.reference}
        more: dict[str, Any] = {name: text for name, text in said.items() if text}
        if alignment is not None:
            more["logprob"] = float(alignment.logprob.mean(dtype=np.float64))
        sentence = AlignedSentence(
            source=line.source,
            source_pieces=(*source, END_PIECE),
            source_words=_words(source),
            target_pieces=(*target, END_PIECE),
            target_words=_words(target),
            translation=targets[k],
            alpha=None if alignment is None else alignment.weights,
            unknown=checkpoint.source.encode(line.source).unknown,
            origin=checkpoint.name,
            more=more,
        )
        yield sentence_row(sentence, number=first + k)


def _tokens(side: str | tuple[str, ...], *, tokenizer: Tokenizer) -> tuple[str, ...]:
    """The words of a sentence, without its end mark; or the given ones."""
    if not isinstance(side, str):
        return side
    return tuple(word.text for word in tokenizer.encode(side).words[:-1])


def _words(tokens: Sequence[str]) -> tuple[Word, ...]:
    """A word a token, the end mark last."""
    return tuple(
        Word(text=text, start=k, stop=k + 1) for k, text in enumerate((*tokens, END_PIECE))
    )
