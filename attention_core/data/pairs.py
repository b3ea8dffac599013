"""Sentence pairs: read, clean, filter, mix; then batches of about equal length.

Files are UTF-8, one pair a line, tab-separated: English, Hindi, and columns that are ignored.
Turning text into tensors is left to `batches`.
"""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from attention_core.errors import UserError
from attention_core.text.cleaning import clean

_T = TypeVar("_T")


class DataError(UserError):
    """A file of pairs cannot be used; the message names it, and the line where there is one."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pair:
    """A sentence and its translation."""

    source: str
    target: str

    @property
    def words(self) -> int:
        """Length of the source in words, split at spaces: the number in "attention-50"."""
        return len(self.source.split())

    def swapped(self) -> "Pair":
        """The way back."""
        return Pair(source=self.target, target=self.source)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PairFile:
    """What was read from a file: its good pairs, and the lines that are no pair."""

    pairs: tuple[Pair, ...]
    broken: tuple[tuple[int, str], ...]  # line number from 1, and why


def parse_rows(
    data: bytes, *, make: Callable[[Sequence[str]], _T]
) -> tuple[tuple[_T, ...], tuple[tuple[int, str], ...]]:
    """What `make` makes of the columns of every line that is not empty.

    Args:
        data: of a tab-separated file.
        make: raises ValueError, saying why, for columns that it cannot use.

    Returns:
        All that was made, and the broken lines: their numbers from 1, and why.
    """
    made, broken = [], []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            columns = line.decode("utf-8").rstrip("\r").split("\t")
            if columns != [""]:
                made.append(make(columns))
        except UnicodeDecodeError as error:
            broken.append((number, f"not UTF-8 at byte {error.start + 1}"))
        except ValueError as error:
            broken.append((number, str(error)))
    return tuple(made), tuple(broken)


def read_rows(path: Path, *, make: Callable[[Sequence[str]], _T], expected: str) -> tuple[_T, ...]:
    """What `make` makes of every line of a file, as for `parse_rows`.

    Args:
        path: of the file.
        make: as for `parse_rows`.
        expected: what its lines should hold, for who gives an empty file.

    Raises:
        DataError: it cannot be read, is empty, or has a broken line (the first is named).
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    made, broken = parse_rows(data, make=make)
    if broken:
        number, why = broken[0]
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise DataError(f"{path}, line {number}: {why}{more}")
    if not made:
        raise DataError(f"{path}: no pairs in it; expected lines of {expected}")
    return made


def cleaned_pair(columns: Sequence[str]) -> Pair:
    """The pair in the first two columns of a line, cleaned.

    Raises:
        DataError: there is none.
    """
    if len(columns) < 2:
        raise DataError("no tab between English and Hindi")
    if not (source := clean(columns[0])):
        raise DataError("the English side is empty")
    if not (target := clean(columns[1])):
        raise DataError("the Hindi side is empty")
    return Pair(source=source, target=target)


def parse_pairs(data: bytes) -> PairFile:
    """Pairs and broken lines of a file's bytes; empty lines are neither."""
    pairs, broken = parse_rows(data, make=cleaned_pair)
    return PairFile(pairs=pairs, broken=broken)


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """All pairs of a file.

    Raises:
        DataError: as `read_rows`.
    """
    return read_rows(path, make=cleaned_pair, expected="English, a tab, Hindi")


def read_parts(path: Path) -> tuple[tuple[Pair, str], ...]:
    """All pairs of a file, each with its third column: the part that it is of, "" for none.

    Raises:
        DataError: as `read_rows`.
    """

    def made(columns: Sequence[str]) -> tuple[Pair, str]:
        return cleaned_pair(columns), columns[2].strip() if len(columns) > 2 else ""

    return read_rows(path, make=made, expected="English, a tab, Hindi")
