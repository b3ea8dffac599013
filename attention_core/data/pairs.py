"""Sentence pairs: reading them from tab-separated files.

Files are UTF-8 with one pair a line: English, Hindi, and further columns, which only some readers
use. `mixing` filters and combines files; `batches` makes tensors.
"""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from attention_core.errors import UserError
from attention_core.text.cleaning import clean
from attention_core.text.scripts import count_words

_T = TypeVar("_T")


class DataError(UserError):
    """A file of pairs cannot be used; the message names it, and the line if one is broken."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pair:
    """A sentence and its translation."""

    source: str
    target: str

    @property
    def words(self) -> int:
        """Length of the source in words: the number in "attention-50"; see `count_words`."""
        return count_words(self.source)

    def swapped(self) -> "Pair":
        """The way back."""
        return Pair(source=self.target, target=self.source)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PairFile:
    """The content of a file: its pairs, and its broken lines."""

    pairs: tuple[Pair, ...]
    broken: tuple[tuple[int, str], ...]  # line number from 1, and the reason


def parse_rows(
    data: bytes, *, make: Callable[[Sequence[str]], _T]
) -> tuple[tuple[_T, ...], tuple[tuple[int, str], ...]]:
    """Convert the columns of every line that is not blank.

    Args:
        data: content of a tab-separated file.
        make: converts the columns of a line; raises UserError with the reason if it cannot.

    Returns:
        The converted lines, and the broken ones: their numbers from 1, and the reasons.
    """
    lines, broken = _parse_lines(data, make=make)
    return tuple(row for row in lines if row is not None), broken


def _parse_lines(
    data: bytes, *, make: Callable[[Sequence[str]], _T]
) -> tuple[tuple[_T | None, ...], tuple[tuple[int, str], ...]]:
    """As `parse_rows`, with an entry for each line: None for a blank or broken one."""
    lines: list[_T | None] = []
    broken = []
    parts = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for number, line in enumerate(parts[:-1] if parts[-1] == b"" else parts, start=1):
        row = None
        try:
            text = line.decode("utf-8").rstrip("\r")
            if text.strip():
                row = make(text.split("\t"))
        except UnicodeDecodeError as error:
            broken.append((number, f"not UTF-8 at byte {error.start + 1}"))
        except UserError as error:
            broken.append((number, str(error)))
        lines.append(row)
    return tuple(lines), tuple(broken)


def read_lines(
    path: Path, *, make: Callable[[Sequence[str]], _T], expected: str
) -> tuple[_T | None, ...]:
    """As `read_rows`, with an entry for each line: None for a blank one.

    For output with a line for each line of the file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    lines, broken = _parse_lines(data, make=make)
    if broken:
        number, reason = broken[0]
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise DataError(f"{path}, line {number}: {reason}{more}")
    if all(row is None for row in lines):
        raise DataError(f"{path} contains no pairs; expected lines of {expected}")
    return lines


def read_rows(path: Path, *, make: Callable[[Sequence[str]], _T], expected: str) -> tuple[_T, ...]:
    """Convert every line of a file that is not blank.

    Args:
        path: a tab-separated file.
        make: as for `parse_rows`.
        expected: what a line should contain, for the error about an empty file.

    Raises:
        DataError: the file cannot be read, is empty, or has a broken line (the first is named).
    """
    lines = read_lines(path, make=make, expected=expected)
    return tuple(row for row in lines if row is not None)


def cleaned_pair(columns: Sequence[str]) -> Pair:
    """The pair in the first two columns of a line, cleaned.

    Raises:
        DataError: the line has no second column, or a side is empty.
    """
    if len(columns) < 2:
        raise DataError("no tab between English and Hindi")
    if not (source := clean(columns[0])):
        raise DataError("the English side is empty")
    if not (target := clean(columns[1])):
        raise DataError("the Hindi side is empty")
    return Pair(source=source, target=target)


def parse_pairs(data: bytes) -> PairFile:
    """Pairs and broken lines of a file's bytes; empty lines are skipped."""
    pairs, broken = parse_rows(data, make=cleaned_pair)
    return PairFile(pairs=pairs, broken=broken)


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """All pairs of a file.

    Raises:
        DataError: as `read_rows`.
    """
    return read_rows(path, make=cleaned_pair, expected="English, a tab, Hindi")


def read_pair_lines(path: Path) -> tuple[Pair | None, ...]:
    """The pair of each line of a file, None for a blank one.

    Raises:
        DataError: as `read_rows`.
    """
    return read_lines(path, make=cleaned_pair, expected="English, a tab, Hindi")


def read_parts(path: Path) -> tuple[tuple[Pair, str], ...]:
    """All pairs of a file, each with its third column: its part of the data, or "".

    Raises:
        DataError: as `read_rows`.
    """

    def pair_and_part(columns: Sequence[str]) -> tuple[Pair, str]:
        return cleaned_pair(columns), columns[2].strip() if len(columns) > 2 else ""

    return read_rows(path, make=pair_and_part, expected="English, a tab, Hindi")
