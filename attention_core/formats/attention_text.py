"""Attention text: a header and a matrix a sentence, as Nematus, Sockeye, Marian and OpenNMT write.

    id ||| target tokens ||| score ||| source tokens ||| J I
    α_11 … α_1J
    …
    α_I1 … α_IJ
    (an empty line)

The counts in the header differ in form and meaning between toolkits, and some are wrong: they are
not read. A block ends at an empty line or at the next header; a matrix that is cut is a bad block.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from attention_core.formats.block import (
    LONGEST_SIDE,
    BadBlock,
    Block,
    Blocks,
    FileFormat,
    FormatError,
    check_side,
    tokens_of,
)
from attention_core.formats.lines import first_lines, read_lines

_BAR = "|||"


def numbers(text: str, *, separator: str | None = None) -> list[float]:
    """The numbers of a line.

    Raises:
        FormatError: a part is not a number; NaN and infinity are left to later checks.
    """
    parts = text.split(separator, LONGEST_SIDE + 1)
    if len(parts) > LONGEST_SIDE + 1:
        raise FormatError(f"more than {LONGEST_SIDE + 1} weights in a row, which is the limit")
    if "_" in text:  # Python's float takes 1_0 for 10
        raise FormatError(f"{text[:40]!r} is not a row of numbers")
    try:
        return [float(part) for part in parts]
    except ValueError as error:
        raise FormatError(f"{text[:40]!r} is not a row of numbers") from error


def matrix(rows: Sequence[Sequence[float]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Rows of equal length as an array.

    Raises:
        FormatError: there are none, or their lengths differ.
    """
    widths = [len(row) for row in rows]
    if not rows or not widths[0]:
        raise FormatError("there are no weights")
    if len(set(widths)) > 1:
        row = next(k for k, width in enumerate(widths) if width != widths[0])
        raise FormatError(f"row {row + 1} has {widths[row]} weights and row 1 has {widths[0]}")
    return np.array(rows, dtype=np.float64)


def _matches(files: Sequence[Path]) -> bool:
    lines = first_lines(files[0], count=1) if len(files) == 1 else []
    return bool(lines) and lines[0].count(_BAR) >= 3


def _read(files: Sequence[Path]) -> Blocks:
    header, begin, fault = "", 0, ""
    rows: list[list[float]] = []
    for line in read_lines(files[0]):
        is_header = _BAR in line.text
        if (is_header or not (line.text.strip() or line.fault)) and begin:
            yield _block(header=header, line=begin, rows=rows, fault=fault)
            header, begin, fault, rows = "", 0, "", []
        if is_header:
            header, begin, fault = line.text, line.number, _header_fault(line.text)
        elif line.fault or line.text.strip():
            if not begin:
                begin, fault = line.number, "a row of weights without a header before it"
            if fault:
                continue
            if len(rows) > LONGEST_SIDE:
                fault, rows = f"more than {LONGEST_SIDE + 1} rows of weights", []
                continue
            try:
                if line.fault:
                    raise FormatError(line.fault)
                rows.append(numbers(line.text))
            except FormatError as error:
                fault, rows = f"line {line.number}: {error}", []
    if begin:
        yield _block(header=header, line=begin, rows=rows, fault=fault)


def _header_fault(header: str) -> str:
    """Why the rows of a block need not be read; "" if they are."""
    fields = header.split(_BAR)
    if len(fields) < 4:
        return "the header has fewer than four parts: id ||| target ||| score ||| source"
    try:
        check_side(tokens_of(fields[1]), side="target")
        check_side(tokens_of(fields[3]), side="source")
    except FormatError as error:
        return str(error)
    return ""


def _block(
    *, header: str, line: int, rows: Sequence[Sequence[float]], fault: str
) -> Block | BadBlock:
    if fault:
        return BadBlock(line=line, reason=fault)
    fields = header.split(_BAR)
    try:
        weights = matrix(rows)
    except FormatError as error:
        return BadBlock(line=line, reason=str(error))
    return Block(
        line=line,
        source=tokens_of(fields[3]),
        target=tokens_of(fields[1]),
        weights=weights,
        more={"sentence_id": fields[0].strip(), "score": fields[2].strip()},
    )


ATTENTION_TEXT = FileFormat(
    name="attention text (Nematus, Sockeye, Marian, OpenNMT)",
    files="one file",
    matches=_matches,
    read=_read,
)
