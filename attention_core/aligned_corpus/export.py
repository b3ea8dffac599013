"""Export: a corpus, or the part that a filter leaves, as CSV or as JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attention_core.aligned_corpus.columns import COLUMNS
from attention_core.aligned_corpus.corpus import AlignedCorpus, Order
from attention_core.aligned_corpus.filters import EVERYTHING, Condition
from attention_core.aligned_corpus.rows import row_json
from attention_core.aligned_corpus.shards import CorpusError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # a text cell that begins so can be run
_BLOCK = 1000


def safe_cell(text: str) -> str:
    """A text that a spreadsheet shows and never runs as a formula (OWASP, CSV Injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_lines(
    corpus: AlignedCorpus, *, condition: Condition = EVERYTHING, order: Order | None = None
) -> Iterator[str]:
    """The listed columns as CSV, a header first; texts are safe to open in a spreadsheet."""
    yield _csv([column.name for column in COLUMNS])
    offset = 0
    while rows := corpus.table(condition=condition, order=order, limit=_BLOCK, offset=offset):
        for row in rows:
            yield _csv([_cell(value) for value in row.values()])
        offset += len(rows)


def _cell(value: Any) -> str:  # noqa: ANN401 - a column's value
    if isinstance(value, str):
        return safe_cell(value)
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _csv(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def write_lines(path: Path, *, lines: Iterable[str]) -> None:
    """Write lines to a file, whole or not at all.

    Raises:
        CorpusError: the file cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        partial.replace(path)
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error


def json_lines(corpus: AlignedCorpus, *, condition: Condition = EVERYTHING) -> Iterator[str]:
    """Sentences in the order of their ids, as `formats.json_lines` reads them."""
    for row in corpus.every_row(condition):
        yield json.dumps(row_json(row), ensure_ascii=False) + "\n"
