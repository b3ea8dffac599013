"""JSON lines of our own: one object a sentence pair, which `translate --json` writes, too.

{"source_tokens": ["the", "lamp"], "target_tokens": ["दीया"], "alpha": [[0.2, 0.8]]}

source_tokens, target_tokens  lists of texts (`source_pieces` and `target_pieces` as well); if
the matrix has one more row or column, it is the end mark's
alpha                         a list for each target token; null if there are no weights
links                         instead: "0-0 1-2", Pharaoh links of words
source_spans, source_words    which tokens make up a word, [from, before], and its text; the
same for the target
unknown, logprob, reference, gold, and any other key    kept
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from attention_core.aligned_sentence import WordPair
from attention_core.alignment.links import PharaohError, parse_pharaoh
from attention_core.formats.attention_text import matrix
from attention_core.formats.block import (
    LONGEST_SIDE,
    BadBlock,
    Block,
    Blocks,
    FileFormat,
    FormatError,
)
from attention_core.formats.lines import Line, first_lines, read_lines

# Keys that this module reads, or that a corpus works out anew; every other one is kept as it is.
_READ = frozenset(
    {
        *("source_tokens", "target_tokens", "source_pieces", "target_pieces", "alpha", "links"),
        *("source_spans", "target_spans", "source_words", "target_words", "word_alpha"),
    }
)


def _matches(files: Sequence[Path]) -> bool:
    lines = first_lines(files[0], count=1) if len(files) == 1 else []
    return bool(lines) and lines[0].lstrip().startswith("{")


def _read(files: Sequence[Path]) -> Blocks:
    for line in read_lines(files[0]):
        if line.text.strip() or line.fault:
            yield _block(line)


def _block(line: Line) -> Block | BadBlock:
    try:
        if line.fault:
            raise FormatError(line.fault)
        row = _parsed(line.text)
        source = _texts(row, "source_tokens", "source_pieces")
        target = _texts(row, "target_tokens", "target_pieces")
        weights = row.get("alpha")
        return Block(
            line=line.number,
            source=source,
            target=target,
            weights=None if weights is None else matrix(_rows(weights)),
            links=_links(row.get("links")) if weights is None else None,
            source_spans=_spans(row, "source_spans"),
            source_words=_texts(row, "source_words") if "source_spans" in row else (),
            target_spans=_spans(row, "target_spans"),
            target_words=_texts(row, "target_words") if "target_spans" in row else (),
            more={key: value for key, value in row.items() if key not in _READ},
        )
    except (FormatError, PharaohError) as error:
        return BadBlock(line=line.number, reason=str(error))


def _parsed(text: str) -> Mapping[str, Any]:
    def refuse(constant: str) -> NoReturn:
        raise FormatError(f"{constant} is not a number of JSON")

    try:
        row = json.loads(text, parse_constant=refuse)
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except FormatError:
        raise
    except UnicodeEncodeError as error:
        raise FormatError("a text holds half a character (a lone surrogate)") from error
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise FormatError(f"expected a JSON object, got {type(row).__name__}")
    return row


def _texts(row: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """The list of texts under the first of the names that the row has."""
    name = next((name for name in names if name in row), None)
    if name is None:
        raise FormatError(f"{names[0]} is missing")
    value = row[name]
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise FormatError(f"{name} is not a list of texts")
    if len(value) > LONGEST_SIDE + 1:
        raise FormatError(f"{name} has {len(value)} entries and the limit is {LONGEST_SIDE}")
    return tuple(value)


def _rows(value: object) -> list[list[float]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise FormatError("alpha is not a list of rows")
    if len(value) > LONGEST_SIDE + 1 or any(len(row) > LONGEST_SIDE + 1 for row in value):
        raise FormatError(f"alpha has more than {LONGEST_SIDE + 1} rows or columns, the limit")
    rows = []
    for row in value:
        if not all(type(weight) is float or type(weight) is int for weight in row):
            raise FormatError("alpha holds something that is not a number")
        try:
            rows.append([float(weight) for weight in row])
        except OverflowError as error:
            raise FormatError("alpha holds a number that is too large") from error
    return rows


def _links(value: object) -> frozenset[WordPair] | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise FormatError('links are not a text such as "0-0 1-2"')
    return parse_pharaoh(value).possible


def _spans(row: Mapping[str, Any], name: str) -> tuple[tuple[int, int], ...]:
    value = row.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(
        isinstance(span, list) and len(span) == 2 and all(type(end) is int for end in span)
        for span in value
    ):
        raise FormatError(f"{name} is not a list of [from, before]")
    return tuple((span[0], span[1]) for span in value)


JSON_LINES = FileFormat(name="JSON lines", files="one file", matches=_matches, read=_read)
