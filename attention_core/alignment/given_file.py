"""Pairs to align from a file, as sentences or as words that another program has cut."""

from collections.abc import Sequence
from pathlib import Path

from attention_core.alignment.aligner import GivenPair
from attention_core.config import SENTENCE_LIMIT
from attention_core.data.columns import Columns
from attention_core.data.pairs import DataError, ParsedRows, cleaned_pair, read_file
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.tokenizer import Tokenizer


def read_given(
    path: Path,
    *,
    checkpoint: Checkpoint,
    columns: Columns | None = None,
    tokenized: bool = False,
) -> ParsedRows[GivenPair]:
    """All pairs of a file.

    Args:
        path: of the file.
        checkpoint: has the languages, and the tokenizers that count pieces.
        columns: of source and target; None: the first two.
        tokenized: whether words are what stands between white space; else they are counted as on
            the pages, where punctuation is a word of its own.

    Raises:
        DataError: as `read_file`; also for a line above the limit of pieces.
    """
    source, target = checkpoint.languages.names

    def given_pair(cells: Sequence[str]) -> GivenPair:
        pair = cleaned_pair(cells)
        _check_length(text=pair.source, tokenizer=checkpoint.source, side=source)
        _check_length(text=pair.target, tokenizer=checkpoint.target, side=target)
        if not tokenized:
            return GivenPair(source=pair.source, target=pair.target)
        return GivenPair(source=tuple(cells[0].split()), target=tuple(cells[1].split()))

    return read_file(
        path,
        make=given_pair,
        expected=f"{source}, a tab, {target}",
        columns=columns,
        languages=checkpoint.languages,
        option="--columns",
    )


def _check_length(*, text: str, tokenizer: Tokenizer, side: str) -> None:
    if (
        len(text) + 2 > SENTENCE_LIMIT
        and (count := len(tokenizer.encode_ids(text))) > SENTENCE_LIMIT
    ):
        raise DataError(f"the {side} side has {count} pieces and the limit is {SENTENCE_LIMIT}")
