"""LinkFormat: a way of writing the links of many sentence pairs as lines of text."""

import dataclasses
from collections.abc import Callable, Sequence

from attention_core.alignment.links import GoldLinks
from attention_core.errors import UserError

NO_LINKS = GoldLinks(sure=frozenset(), possible=frozenset())


class LinkFileError(UserError):
    """Text is in no known format of links, or a line of it is broken; the message says which."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class LinkedSentence:
    """Links of a sentence pair, with its tokens in the formats that have them."""

    gold: GoldLinks
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class LinkFormat:
    """One format; both functions take all lines of a text, without their ends."""

    name: str
    example: str  # a line, or the beginning of one, for messages
    matches: Callable[[Sequence[str]], bool]  # whether the content is in this format
    read: Callable[[Sequence[str]], tuple[LinkedSentence, ...]]  # raises LinkFileError


def first_lines(lines: Sequence[str], *, count: int = 20) -> list[str]:
    """The first lines that are not blank, by which a format is recognised."""
    found: list[str] = []
    for line in lines:
        if line.strip():
            found.append(line)
        if len(found) == count:
            break
    return found
