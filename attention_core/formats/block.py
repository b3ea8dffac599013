"""Block: what a file says of one sentence pair, before it is checked, or why it says nothing."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.aligned_sentence import WordPair
from attention_core.errors import UserError

LONGEST_SIDE = 1000  # pieces of a sentence, the end mark left out: a drawing of more is no help
END_MARKS = frozenset({"</s>", "<EOS>", "<eos>"})  # as toolkits write them


class FormatError(UserError):
    """A file cannot be read, or a block of it; the message says why and what to do."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """One sentence pair as a file has it."""

    line: int  # where it begins, from 1; of an array, the line of its text
    source: tuple[str, ...]  # tokens
    target: tuple[str, ...]
    weights: NDArray[np.float64] | None = None  # as in the file, which may be [source, target]
    padded: bool = False  # whether weights may have more rows and columns than tokens
    links: frozenset[WordPair] | None = None  # of words; instead of weights
    source_spans: tuple[tuple[int, int], ...] = ()  # of words in pieces; () if not given
    source_words: tuple[str, ...] = ()  # texts of these words; () if not given
    target_spans: tuple[tuple[int, int], ...] = ()
    target_words: tuple[str, ...] = ()
    more: Mapping[str, Any] = dataclasses.field(default_factory=dict)  # whatever else it has


@dataclasses.dataclass(frozen=True, kw_only=True)
class BadBlock:
    """A part of a file that cannot be used."""

    line: int  # from 1
    reason: str


Blocks = Iterator[Block | BadBlock]


@dataclasses.dataclass(frozen=True, kw_only=True)
class FileFormat:
    """A way of writing alignments to files."""

    name: str
    files: str  # which files belong together, for people
    matches: Callable[[Sequence[Path]], bool]  # whether the content of files has this format
    read: Callable[[Sequence[Path]], Blocks]  # files in an order that `matches` accepts


def tokens_of(text: str) -> tuple[str, ...]:
    """Tokens between spaces; of a text with too many, just one more than `check_side` allows."""
    return tuple(text.split(None, LONGEST_SIDE + 1)[: LONGEST_SIDE + 1])


def check_side(tokens: Sequence[str], *, side: str) -> None:
    """Refuse tokens that cannot be shown or stored.

    Raises:
        FormatError: there are too many, one is empty, or one is not valid text.
    """
    if len(tokens) > LONGEST_SIDE:
        raise FormatError(
            f"the {side} has more than {LONGEST_SIDE} tokens, which is the limit: split it"
        )
    for number, token in enumerate(tokens):
        if not token:
            raise FormatError(f"token {number} of the {side} is empty")
        if not is_text(token):
            raise FormatError(f"token {number} of the {side} is no valid Unicode text")


def is_text(value: str) -> bool:
    """Whether a string can be written as UTF-8: JSON can hold half a surrogate pair."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
