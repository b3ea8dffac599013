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
# Ranges, dates and times such as 1–10, 3/4, 10:30 and 1.2.3; numbers that lose their zeros; 1e5.
_NUMBERS = r"\s*\d+\.?(?:\s*[-‐‑–—−/:]\s*\d+\.?)+\s*|\s*\d+(?:\.\d+){2,}\s*|0\d+|\d+[eE]\d+"
_CHANGED = re.compile(_NUMBERS, re.ASCII)


def safe_cell(text: str) -> str:
    """A text that a spreadsheet shows as it is, perhaps with an apostrophe in front.

    A sign alone, such as a hyphen, is no formula and stays, as every other text does.
    """
    formula = len(text) > 1 and text.startswith(_FORMULA)
    return f"'{text}" if formula or _CHANGED.fullmatch(text) else text


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
