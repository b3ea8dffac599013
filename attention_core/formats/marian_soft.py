"""Marian's `--alignment soft`: a line a sentence, and the source in a second file.

    target tokens ||| α_11,α_12,… α_21,α_22,…

One group of weights a target token. Groups are padded with zeros to the longest source of the
batch that Marian translated together.
"""

import itertools
from collections.abc import Sequence
from pathlib import Path

from attention_core.formats.attention_text import matrix, numbers
from attention_core.formats.block import (
    LONGEST_SIDE,
    BadBlock,
    Block,
    Blocks,
    FileFormat,
    FormatError,
    tokens_of,
)
from attention_core.formats.lines import Line, first_lines, read_lines

_BAR = "|||"


def _has_weights(path: Path) -> bool:
    """Whether a line near the beginning has weights after its bar."""
    return any(_is_weighted(line) for line in first_lines(path))


def _is_weighted(line: str) -> bool:
    groups = line.partition(_BAR)[2].split(None, 1)
    try:
        return line.count(_BAR) == 1 and bool(groups) and bool(numbers(groups[0], separator=","))
    except FormatError:
        return False


def _ordered(files: Sequence[Path]) -> tuple[Path, Path] | None:
    """The file of weights and the source, in whatever order they were given."""
    if len(files) != 2:
        return None
    first, second = (_has_weights(path) for path in files)
    if first == second:
        return None
    return (files[0], files[1]) if first else (files[1], files[0])


def _read(files: Sequence[Path]) -> Blocks:
    ordered = _ordered(files)
    assert ordered is not None
    for line, source in itertools.zip_longest(*map(read_lines, ordered)):
        if line is None:
            if source.text.strip():
                yield BadBlock(line=source.number, reason="a source line without weights")
        elif source is None:
            if line.text.strip() or line.fault:
                yield BadBlock(line=line.number, reason="the source file has no such line")
        elif line.text.strip() or line.fault or source.text.strip():
            yield _block(line=line, source=source)


def _block(*, line: Line, source: Line) -> Block | BadBlock:
    try:
        if line.fault or source.fault:
            raise FormatError(line.fault or f"of the source: {source.fault}")
        if line.text.count(_BAR) != 1:
            raise FormatError(f"expected target tokens {_BAR} weights")
        target, _, weights = line.text.partition(_BAR)
        groups = weights.split(None, LONGEST_SIDE + 1)
        if len(groups) > LONGEST_SIDE + 1:
            raise FormatError(f"more than {LONGEST_SIDE + 1} groups, which is the limit")
        return Block(
            line=line.number,
            source=tokens_of(source.text),
            target=tokens_of(target),
            weights=matrix([numbers(group, separator=",") for group in groups]),
            padded=True,
        )
    except FormatError as error:
        return BadBlock(line=line.number, reason=str(error))


MARIAN_SOFT = FileFormat(
    name="Marian --alignment soft",
    files="the translations with weights, and the source",
    matches=lambda files: _ordered(files) is not None,
    read=_read,
)
