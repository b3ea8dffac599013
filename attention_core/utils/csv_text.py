"""CSV that spreadsheets and pandas open right: one way of writing it for the whole program.

RFC 4180 in UTF-8 with a byte order mark, by which Excel knows the encoding; pandas and LibreOffice
leave it out. A text that a spreadsheet would run as a formula, or show as a date or another
number, gets an apostrophe in front (OWASP, CSV Injection). Numbers stay as Python writes them.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# A number that a spreadsheet shows as it stands: zeros at an end and a 16th digit are lost.
_PLAIN = re.compile(r"(?:0|[1-9]\d{0,14})(?:\.\d{0,8}[1-9])?", re.ASCII)
# What spreadsheets take for a number, a date, a time or a truth value, in some language of theirs:
# 1–10, 3/4, 10:30, 1.2.3, 1,234, 50%, $5, (5), 007, 1. and 1 1/2; 1e5; 5 pm; Jan 3; true.
_DIGITS = r"(?=\D*\d)[\d\s.,:/%$€£¥₹‐‑–—−-]+"
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATES = rf"(?:\d+[\s./-]*)?{_MONTH}[\s.,/-]*\d+(?:[\s.,/-]+\d+)?|\d+[\s./-]*{_MONTH}\.?"
_CHANGED = re.compile(
    rf"{_DIGITS}|\({_DIGITS}\)|[\d.]+e[+-]?\d+|\s*\d+(?::\d+)*\s*[ap]m?|{_DATES}|true|false",
    re.ASCII | re.IGNORECASE,
)


def safe_cell(text: str) -> str:
    """A text that a spreadsheet shows as it is, perhaps with an apostrophe in front.

    A sign alone, such as a hyphen, is no formula and stays, as every other text does.
    """
    formula = len(text) > 1 and text.startswith(_FORMULA)
    changed = _CHANGED.fullmatch(text) and not _PLAIN.fullmatch(text)
    return f"'{text}" if formula or changed else text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of CSV with their ends, the first with a byte order mark; None is an empty cell."""
    mark = BYTE_ORDER_MARK
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(
            [safe_cell(cell) if isinstance(cell, str) else cell for cell in row]
        )
        yield mark + line.getvalue()
        mark = ""


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """The lines of `csv_lines` together."""
    return "".join(csv_lines(rows))
