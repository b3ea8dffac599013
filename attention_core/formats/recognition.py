"""Recognition: which format files have, how to read them, and the sentences in them.

A format is told by content, not by name. How to read it (transposed? end marks? subword marks?)
is inferred from the first blocks; a person can correct it.
"""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from attention_core.formats.attention_text import ATTENTION_TEXT
from attention_core.formats.block import BadBlock, Block, FileFormat, FormatError
from attention_core.formats.json_lines import JSON_LINES
from attention_core.formats.marian_soft import MARIAN_SOFT
from attention_core.formats.numpy_array import NUMPY_ARRAY
from attention_core.formats.pharaoh import PHARAOH
from attention_core.formats.reading import Reading, ReadSentence, read_block
from attention_core.formats.subwords import recognise_marks

FORMATS: tuple[FileFormat, ...] = (NUMPY_ARRAY, JSON_LINES, ATTENTION_TEXT, MARIAN_SOFT, PHARAOH)
_SAMPLE = 50  # blocks that a reading is inferred from
_ROW_SUM = 0.01


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recognised:
    """Files that belong together, their format, and how to read them."""

    files: tuple[Path, ...]  # in the order in which the format takes them
    format: FileFormat
    reading: Reading

    @property
    def origin(self) -> str:
        """Where the sentences come from, for people."""
        return f"{self.files[0].name}, {self.format.name}"


def recognise(files: Sequence[Path]) -> Recognised:
    """The format of files, and a reading that fits their first blocks.

    Raises:
        FormatError: no format fits, or a file cannot be read; the message lists the formats.
    """
    for known in FORMATS:
        if known.matches(files):
            return _inferred(tuple(files), known)
    names = " ".join(path.name for path in files)
    formats = "; ".join(f"{known.name}: {known.files}" for known in FORMATS)
    raise FormatError(f"{names}: no known format of alignments. Known are {formats}")


def read_sentences(recognised: Recognised) -> Iterator[ReadSentence | BadBlock]:
    """Every block in the order of the file: a sentence, or why there is none."""
    for block in recognised.format.read(recognised.files):
        if isinstance(block, BadBlock):
            yield block
            continue
        try:
            yield read_block(block, reading=recognised.reading, origin=recognised.origin)
        except FormatError as error:
            yield BadBlock(line=block.line, reason=str(error))


def _inferred(files: tuple[Path, ...], known: FileFormat) -> Recognised:
    """The reading under which most of the first blocks are sound; the plain one if equal."""
    candidates = [
        (_score(sample, transposed=transposed), order, transposed, sample)
        for order in _orders(files)
        for sample in [_sample(known, files=order)]
        for transposed in (False, True)
    ]
    _, order, transposed, sample = max(candidates, key=lambda candidate: candidate[0])
    reading = Reading(
        transposed=transposed,
        source_marks=recognise_marks(token for block in sample for token in block.source),
        target_marks=recognise_marks(token for block in sample for token in block.target),
    )
    return Recognised(files=order, format=known, reading=reading)


def _orders(files: tuple[Path, ...]) -> Iterator[tuple[Path, ...]]:
    """The files as given; and with two texts among them, which may be target first, exchanged."""
    yield files
    if len(files) == 3:
        yield files[::-1]  # the third file is found by its content, wherever it stands


def _sample(known: FileFormat, *, files: tuple[Path, ...]) -> list[Block]:
    blocks = itertools.islice(known.read(files), _SAMPLE)
    return [block for block in blocks if isinstance(block, Block)]


def _score(sample: Sequence[Block], *, transposed: bool) -> float:
    return sum(_fit(block, reading=Reading(transposed=transposed)) for block in sample)


def _fit(block: Block, *, reading: Reading) -> float:
    """How well a block fits: readable, rows that sum to 1, and weight up to the last column."""
    try:
        read = read_block(block, reading=reading, origin="")
    except FormatError:
        return 0.0
    alpha = read.sentence.alpha
    if alpha is None:
        return 1.0
    return 1.0 + (not read.warning) + 0.5 * bool(alpha[:, -1].any())
