"""Importing: files of alignments into a corpus, a shard at a time.

A sentence's id is its place among the blocks of the file, bad ones counted, so that two systems'
files of the same test set have the same ids.
"""

import dataclasses
import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attention_core.aligned_corpus.line_files import LineFiles
from attention_core.aligned_corpus.rows import sentence_row
from attention_core.aligned_corpus.shards import (
    SHARD,
    CorpusError,
    Description,
    find_shards,
    shard_notes,
    shard_path,
    start_corpus,
    write_description,
    write_shard,
)
from attention_core.formats.block import BadBlock, FormatError
from attention_core.formats.reading import ReadSentence
from attention_core.formats.recognition import Recognised, read_sentences

_NAMED = 10  # bad blocks that a message names; the others are counted


@dataclasses.dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import has written and left out."""

    sentences: int
    bad: tuple[BadBlock, ...]  # left out; at most the first thousand
    bad_count: int
    warned: int  # sentences with a warning about their weights


class BadBlocksError(CorpusError):
    """Blocks of a file cannot be used, and nobody has agreed to leave them out."""

    def __init__(self, *, bad: Sequence[BadBlock], count: int, total: int) -> None:
        """Name the first bad blocks."""
        self.bad, self.count, self.total = tuple(bad), count, total
        named = "; ".join(f"line {block.line}: {block.reason}" for block in bad[:_NAMED])
        more = f"; and {count - _NAMED} more" if count > _NAMED else ""
        super().__init__(f"{count} of {total} blocks cannot be used: {named}{more}")


def import_corpus(
    *,
    recognised: Recognised,
    folder: Path,
    beside: LineFiles | None = None,
    skip_bad: bool = False,
    resume: bool = False,
    done: Callable[[int], object] = lambda count: None,
) -> Imported:
    """Write the sentences of files as a corpus.

    Args:
        recognised: files, format and reading.
        folder: of the corpus; made if it does not exist.
        beside: references and gold links, a line for each block, bad ones counted.
        skip_bad: leave bad blocks out; otherwise nothing is written if there are any.
        resume: go on with an import of the same files that was interrupted.
        done: called with the number of blocks read so far.

    Raises:
        FormatError: a file cannot be read, or one of `beside` has too few or too many lines.
        BadBlocksError: there are bad blocks and `skip_bad` is not set, or nothing but bad blocks.
        CorpusError: the folder cannot be written, or holds another corpus.
    """
    beside = beside or LineFiles()
    made_from = {
        "files": [_identity(path) for path in (*recognised.files, *beside.paths)],
        "format": recognised.format.name,
        "reading": dataclasses.asdict(recognised.reading),
        "origin": recognised.origin,
    }
    started = start_corpus(folder, made_from=made_from, resume=resume)
    complete = len(list(itertools.takewhile(lambda k: shard_path(folder, number=k) in started,
                                            itertools.count())))  # fmt: skip
    notes = shard_notes(shard_path(folder, number=complete - 1)) if complete else {}
    try:
        imported = _write(
            blocks=_with_lines(read_sentences(recognised), beside=beside),
            folder=folder,
            number=complete,
            notes=notes,
            skip_bad=skip_bad,
            done=done,
        )
    except (FormatError, BadBlocksError):
        if not resume:
            _discard(folder)
        raise
    write_description(folder, Description(made_from=made_from, sentences=imported.sentences))
    return imported


def _identity(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FormatError(f"{path}: {error.strerror}") from error
    return {"name": path.name, "sha256": digest}


def _discard(folder: Path) -> None:
    """Remove what an import that failed has written."""
    for path in (*find_shards(folder), folder / "corpus.json"):
        path.unlink(missing_ok=True)


def _with_lines(
    blocks: Iterator[ReadSentence | BadBlock], *, beside: LineFiles
) -> Iterator[ReadSentence | BadBlock]:
    """Sentences with their reference and gold links among `more`."""
    reader = beside.open()
    for block in blocks:
        more = reader.next(place=f"the block of line {block.line}")
        if isinstance(block, BadBlock) or not more:
            yield block
        else:
            sentence = dataclasses.replace(block.sentence, more={**block.sentence.more, **more})
            yield dataclasses.replace(block, sentence=sentence)
    reader.expect_end()


def _write(
    *,
    blocks: Iterator[ReadSentence | BadBlock],
    folder: Path,
    number: int,
    notes: Mapping[str, Any],
    skip_bad: bool,
    done: Callable[[int], object],
) -> Imported:
    """Write shards from `number` on; `notes` are those of the shard before it."""
    count = int(notes.get("blocks", 0))
    sentences, warned = int(notes.get("sentences", 0)), int(notes.get("warned", 0))
    bad_count = count - sentences
    bad: list[BadBlock] = []
    rows: list[dict[str, Any]] = []

    def write_rows() -> None:
        nonlocal number
        write_shard(
            shard_path(folder, number=number),
            rows=rows,
            notes={"blocks": count, "sentences": sentences, "warned": warned},
        )
        number += 1
        rows.clear()

    for block in itertools.islice(blocks, count, None):
        count += 1
        if isinstance(block, BadBlock):
            bad_count += 1
            if len(bad) < 1000:
                bad.append(block)
        else:
            sentences += 1
            warned += bool(block.warning)
            if skip_bad or not bad_count:
                rows.append(
                    sentence_row(
                        block.sentence, number=count - 1, line=block.line, warning=block.warning
                    )
                )
            if len(rows) == SHARD:
                write_rows()
        done(count)
    if bad_count and (not skip_bad or not sentences):
        raise BadBlocksError(bad=bad, count=bad_count, total=count)
    if not sentences:
        raise FormatError("the files hold no sentence")
    if rows:
        write_rows()
    return Imported(sentences=sentences, bad=tuple(bad), bad_count=bad_count, warned=warned)
