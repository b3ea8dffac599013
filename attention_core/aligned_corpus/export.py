"""Export: a corpus, or the part that a filter leaves, as CSV or as JSON lines."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from attention_core.aligned_corpus.columns import COLUMNS
from attention_core.aligned_corpus.corpus import AlignedCorpus, Order
from attention_core.aligned_corpus.filters import EVERYTHING, Condition
from attention_core.aligned_corpus.rows import row_json
from attention_core.aligned_corpus.shards import CorpusError
from attention_core.utils.csv_text import csv_lines

_BLOCK = 1000


def corpus_csv(
    corpus: AlignedCorpus, *, condition: Condition = EVERYTHING, order: Order | None = None
) -> Iterator[str]:
    """Lines of the listed columns as CSV, a header first; as `csv_text` writes them."""
    return csv_lines(_rows(corpus, condition=condition, order=order))


def _rows(
    corpus: AlignedCorpus, *, condition: Condition, order: Order | None
) -> Iterator[list[object]]:
    yield [column.name for column in COLUMNS]
    offset = 0
    while rows := corpus.table(condition=condition, order=order, limit=_BLOCK, offset=offset):
        for row in rows:
            yield [_rounded(value) for value in row.values()]
        offset += len(rows)


def _rounded(value: object) -> object:
    """A number of six digits as a number, so that it is not taken for a text."""
    return float(f"{value:.6g}") if isinstance(value, float) else value


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
