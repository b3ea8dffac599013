"""Sentence pairs: reading them from files that people, spreadsheets and other tools wrote.

A file has a pair a line: source, target, and further columns, which only some readers use.
`tables` says what is recognised of encoding, line ends, separators and quotes, `columns` which
columns are the pair. `mixing` filters and combines files; `batches` makes tensors.
"""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from attention_core.data.columns import (
    FIRST_TWO,
    ColumnQuestion,
    Columns,
    fitting_columns,
    is_header,
)
from attention_core.data.tables import DataError, Row, read_table
from attention_core.errors import UserError
from attention_core.text.cleaning import clean
from attention_core.text.entities import has_entities
from attention_core.text.languages import LanguagePair
from attention_core.text.scripts import count_words

__all__ = [
    "DataError",
    "Pair",
    "PairFile",
    "ParsedRows",
    "cleaned_pair",
    "pair_file",
    "parse_pairs",
    "parse_rows",
    "read_file",
    "read_pair_rows",
    "read_pairs",
    "read_parts",
    "read_rows",
]

_T = TypeVar("_T")
_EXPECTED = "source, a tab, target"


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
class ParsedRows(Generic[_T]):
    """What was made of a file's rows, the broken ones, and what was recognised."""

    rows: tuple[_T, ...]
    numbers: tuple[int, ...]  # line of each row, from 1
    broken: tuple[tuple[int, str], ...]  # line number from 1, and the reason
    lines: int  # of the file, empty ones included
    notes: tuple[str, ...] = ()  # how the file was read, where that needs saying
    question: ColumnQuestion | None = None  # other columns fit better than the first two

    def by_line(self) -> tuple[_T | None, ...]:
        """An entry for each line of the file: the row that begins there, or None."""
        rows = dict(zip(self.numbers, self.rows, strict=True))
        return tuple(rows.get(number) for number in range(1, self.lines + 1))


@dataclasses.dataclass(frozen=True, kw_only=True)
class PairFile:
    """The content of a file: its pairs, its broken lines, and what was recognised."""

    pairs: tuple[Pair, ...]
    broken: tuple[tuple[int, str], ...]  # line number from 1, and the reason
    notes: tuple[str, ...] = ()
    question: ColumnQuestion | None = None


def parse_rows(
    data: bytes,
    *,
    make: Callable[[Sequence[str]], _T],
    columns: Columns | None = None,
    languages: LanguagePair | None = None,
) -> ParsedRows[_T]:
    """Convert the columns of every line that is not blank; a header is left out.

    Args:
        data: content of a file.
        make: converts the columns of a line; raises UserError with the reason if it cannot.
        columns: of source and target, which `make` then gets as the first two; None: they are.
        languages: of source and target, to ask about columns that fit better; None: any.

    Raises:
        EncodingError: the bytes are no text.
    """
    table = read_table(data)
    notes = list(table.notes)
    rows = table.rows
    if columns is not None and columns != FIRST_TWO:
        rows = tuple(Row(line=r.line, columns=_ordered(r.columns, columns=columns)) for r in rows)
        notes.append(f"columns {columns[0] + 1} and {columns[1] + 1} used")
    if rows and is_header(rows[0].columns):
        notes.append(f"line {rows[0].line} is a header and left out")
        rows = rows[1:]
    question = None
    if columns is None:
        question = fitting_columns(rows, languages=languages)
    made, numbers, broken = [], [], []
    for row in rows:
        try:
            made.append(make(row.columns))
            numbers.append(row.line)
        except UserError as error:
            broken.append((row.line, str(error)))
    if entities := sum(any(map(has_entities, row.columns)) for row in rows):
        notes.append(f"entities of HTML read as what they mean in {entities:,} lines")
    return ParsedRows(
        rows=tuple(made),
        numbers=tuple(numbers),
        broken=tuple(broken),
        lines=table.lines,
        notes=tuple(notes),
        question=question,
    )


def _ordered(cells: Sequence[str], *, columns: Columns) -> tuple[str, ...]:
    """The cells with those of the pair first; fewer if the row lacks one."""
    first = [cells[k] for k in columns if k < len(cells)]
    if len(first) < len(columns):
        return tuple(first)
    return (*first, *(cell for k, cell in enumerate(cells) if k not in columns))


def read_file(
    path: Path,
    *,
    make: Callable[[Sequence[str]], _T],
    expected: str,
    columns: Columns | None = None,
    languages: LanguagePair | None = None,
    option: str = "",
) -> ParsedRows[_T]:
    """Convert every line of a file that is not blank.

    Args:
        path: a file.
        make: as for `parse_rows`.
        expected: what a line should contain, for the error about an empty file.
        columns: as for `parse_rows`.
        languages: as for `parse_rows`; a question is an error here.
        option: of the command that names columns; "" if it has none.

    Raises:
        DataError: the file cannot be read, is no text, is empty, has a broken line (the first is
            named), or has the pair in other columns.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    try:
        parsed = parse_rows(data, make=make, columns=columns, languages=languages)
    except UserError as error:
        raise DataError(f"{path}: {error}") from error
    if parsed.question is not None:
        remedy = f"add {option} {parsed.question.option}" if option else "exchange the columns"
        raise DataError(f"{path}: {parsed.question.reason}: {remedy}")
    if parsed.broken:
        number, reason = parsed.broken[0]
        more = f" (and {len(parsed.broken) - 1} more)" if len(parsed.broken) > 1 else ""
        raise DataError(f"{path}, line {number}: {reason}{more}")
    if not parsed.rows:
        raise DataError(f"{path} contains no pairs; expected lines of {expected}")
    return parsed


def read_rows(path: Path, *, make: Callable[[Sequence[str]], _T], expected: str) -> tuple[_T, ...]:
    """What `make` returns for every line of a file that is not blank.

    Raises:
        DataError: as `read_file`.
    """
    return read_file(path, make=make, expected=expected).rows


def cleaned_pair(columns: Sequence[str]) -> Pair:
    """The pair in the first two columns of a line, cleaned.

    Raises:
        DataError: the line has no second column, or a side is empty.
    """
    if len(columns) < 2:
        raise DataError("no tab between the two sides")
    if not (source := clean(columns[0])):
        raise DataError("the source side is empty")
    if not (target := clean(columns[1])):
        raise DataError("the target side is empty")
    return Pair(source=source, target=target)


def parse_pairs(
    data: bytes, *, columns: Columns | None = None, languages: LanguagePair | None = None
) -> PairFile:
    """Pairs and broken lines of a file's bytes; empty lines are skipped.

    Raises:
        EncodingError: the bytes are no text.
    """
    parsed = parse_rows(data, make=cleaned_pair, columns=columns, languages=languages)
    return pair_file(parsed)


def pair_file(parsed: ParsedRows[Pair]) -> PairFile:
    """The pairs of a file, without the numbers of their lines."""
    return PairFile(
        pairs=parsed.rows, broken=parsed.broken, notes=parsed.notes, question=parsed.question
    )


def read_pairs(path: Path, *, languages: LanguagePair | None = None) -> tuple[Pair, ...]:
    """All pairs of a file.

    Raises:
        DataError: as `read_file`.
    """
    return read_pair_rows(path, languages=languages).rows


def read_pair_rows(path: Path, *, languages: LanguagePair | None = None) -> ParsedRows[Pair]:
    """All pairs of a file, and how it was read.

    Raises:
        DataError: as `read_file`.
    """
    return read_file(path, make=cleaned_pair, expected=_EXPECTED, languages=languages)


def read_parts(
    path: Path, *, languages: LanguagePair | None = None
) -> ParsedRows[tuple[Pair, str]]:
    """All pairs of a file, each with its third column: its part of the data, or "".

    Raises:
        DataError: as `read_file`.
    """

    def pair_and_part(columns: Sequence[str]) -> tuple[Pair, str]:
        return cleaned_pair(columns), columns[2].strip() if len(columns) > 2 else ""

    return read_file(path, make=pair_and_part, expected=_EXPECTED, languages=languages)
