"""Tables: the rows and columns of a text file, as people and spreadsheets write them.

What is recognised by content: the encoding (`text.encodings`), line ends, columns separated by
tabs, or by commas or semicolons where every row has as many, fields that a spreadsheet has quoted,
which Python's csv then reads, and the line `sep=;`, which is there for Excel alone. What was
recognised is said in `Table.notes`.
"""

import csv
import dataclasses
import io
import re
from collections import Counter
from typing import Final

from attention_core.errors import UserError
from attention_core.text.encodings import decode, split_lines

_OTHER_SEPARATORS: Final = {";": "semicolons", ",": "commas"}
_LONGEST_FIELD: Final = 1 << 20  # characters of a quoted field
_ANNOUNCED: Final = re.compile("sep=([;,])(\r\n|\n|\r|$)")  # for Excel, in the first line
_QUOTED: Final = '"(?:[^"]|"")*"'


class DataError(UserError):
    """A file of pairs cannot be used; the message names it, and the line if one is broken."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """The columns of a row, and the line that it begins at, from 1."""

    line: int
    columns: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Table:
    """The rows of a file that are not blank."""

    rows: tuple[Row, ...]
    lines: int  # of the file, blank ones included
    notes: tuple[str, ...] = ()  # what was recognised, if it is not plain text with tabs


def read_table(data: bytes) -> Table:
    """The rows of a file's bytes.

    Raises:
        EncodingError: the bytes are no text.
    """
    text, encoding = decode(data)
    notes = [] if encoding == "UTF-8" else [f"read as {encoding}"]
    if announced := _ANNOUNCED.match(text):
        text = f"{announced[2]}{text[announced.end() :]}"  # an empty line, so that lines count
    lines = split_lines(text)
    separator = announced[1] if announced else _separator(text, lines=lines)
    quoted = _quoted_rows(text, separator=separator)
    if separator != "\t":
        notes.append(f"columns separated by {_OTHER_SEPARATORS[separator]}")
    if quoted is not None:
        notes.append("fields in quotes, as spreadsheets write them, read without these quotes")
        return Table(rows=quoted, lines=len(lines), notes=tuple(notes))
    rows = tuple(
        Row(line=number, columns=tuple(line.split(separator)))
        for number, line in enumerate(lines, start=1)
        if line.strip()
    )
    return Table(rows=rows, lines=len(lines), notes=tuple(notes))


def _separator(text: str, *, lines: list[str]) -> str:
    """The sign between columns: a tab if there is any, or one that all rows have as often.

    A sentence has commas too, so a comma counts only if the fields are quoted, or if every row
    has as many and the columns are in different scripts, or nothing follows any of them at once as
    a space follows the comma of a sentence.
    """
    if "\t" in text:
        return "\t"
    for sign in _OTHER_SEPARATORS:
        if _quoted_rows(text, separator=sign) is not None:
            return sign
    filled = [line for line in lines if line.strip()]
    for sign in _OTHER_SEPARATORS:
        counts = {line.count(sign) for line in filled}
        if len(counts) == 1 and 0 not in counts and _separates(sign, lines=filled):
            return sign
    return "\t"


def _separates(sign: str, *, lines: list[str]) -> bool:
    """Whether a sign that all lines have as often stands between columns, not in sentences."""
    from attention_core.text.scripts import main_script

    columns = zip(*(line.split(sign) for line in lines), strict=True)
    if len({script for column in columns if (script := main_script(column))}) > 1:
        return True
    inside = re.compile(rf"{sign}\s|\d{sign}\d")  # "yes, so", "1,000"
    return len(lines) > 1 and not any(map(inside.search, lines))


def _quoted_rows(text: str, *, separator: str) -> tuple[Row, ...] | None:
    """The rows of a file whose fields a spreadsheet has quoted; None if it has not.

    A sentence may begin and end with a quote of its own. A file counts as quoted only if no other
    field has a quote, if all rows have as many columns, at least two, and if either every field is
    quoted, numbers and the first row apart, or just those are that need it: with a separator, a
    doubled quote or a line end, or a comma that no other field has.
    """
    if '"' not in text:
        return None
    sign = re.escape(separator)
    field = re.compile(f'(?:({_QUOTED})|([^{sign}"\r\n]*))({sign}|\r\n|\n|\r|$)')
    all_needed = True
    unquoted_comma = unquoted = unquoted_first = quoted = comma = False
    at, row, columns, width = 0, 0, 0, Counter[int]()
    while at < len(text):
        match = field.match(text, at)
        if match is None:
            return None
        columns += 1
        if match[1] is not None:
            inner = match[1][1:-1]
            quoted = True
            needed = '""' in inner or separator in inner or "\n" in inner or "\r" in inner
            comma |= not needed and "," in inner
            all_needed &= needed or "," in inner
        elif match[2]:
            unquoted_comma |= "," in match[2]
            unquoted |= row > 0 and not match[2].isdigit()
            unquoted_first |= row == 0
        at = match.end()
        if match[3] != separator:
            if columns > 1 or match[1] or match[2].strip():
                width[columns] += 1
            row, columns = row + 1, 0
    if len(width) != 1 or min(width) < 2 or not quoted:
        return None
    unquoted |= unquoted_first and row < 2
    if unquoted and (not all_needed or (comma and unquoted_comma)):
        return None
    return _csv_rows(text, separator=separator)


def _csv_rows(text: str, *, separator: str) -> tuple[Row, ...] | None:
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows, before = [], 0
        for columns in reader:
            if any(cell.strip() for cell in columns):
                rows.append(Row(line=before + 1, columns=tuple(columns)))
            before = reader.line_num
        return tuple(rows)
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)
