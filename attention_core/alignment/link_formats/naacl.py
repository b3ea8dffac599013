"""NAACL or WPT: a line for each link, `0001 1 1 S`, of the shared tasks of 2003 and 2005.

The columns are the number of the sentence pair, source word and target word from 1 (0 is the empty
word), S or P for sure or possible (sure if left out), and perhaps a confidence (Mihalcea and
Pedersen 2003, An Evaluation Exercise for Word Alignment).
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from attention_core.alignment.link_formats.link_format import (
    NO_LINKS,
    LinkedSentence,
    LinkFileError,
    LinkFormat,
    first_lines,
)
from attention_core.alignment.links import GoldLinks, Link

_MOST_PAIRS = 100_000  # a number alone could ask for any amount of memory
_LINE = re.compile(r"\s*(\d{1,6})\s+(\d{1,6})\s+(\d{1,6})(?:\s+([SPsp]))?(?:\s+\S+)?\s*", re.ASCII)


def _matches(lines: Sequence[str]) -> bool:
    found = first_lines(lines)
    return bool(found) and 2 * sum(map(bool, map(_LINE.fullmatch, found))) > len(found)


def _read(lines: Sequence[str]) -> tuple[LinkedSentence, ...]:
    """Pair n at place n - 1; pairs that have no line have no links."""
    sure: dict[int, set[Link]] = defaultdict(set)
    possible: dict[int, set[Link]] = defaultdict(set)
    numbers = set()
    for place, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise LinkFileError(
                f"line {place}: {line.strip()[:40]!r} is not a link: write 0001 1 1 S for the "
                "first pair, source word 1 and target word 1"
            )
        number, source, target = (int(part) for part in match.groups()[:3])
        if number > _MOST_PAIRS:
            raise LinkFileError(f"line {place}: pair {number} is above the limit of {_MOST_PAIRS}")
        numbers.add(number)
        if source and target:
            link = (source - 1, target - 1)
            possible[number].add(link)
            if (match[4] or "S").upper() == "S":
                sure[number].add(link)
    first = 0 if 0 in numbers else 1
    none = LinkedSentence(gold=NO_LINKS)
    return tuple(
        LinkedSentence(
            gold=GoldLinks(sure=frozenset(sure[number]), possible=frozenset(possible[number]))
        )
        if number in numbers
        else none
        for number in range(first, max(numbers, default=0) + 1)
    )


NAACL = LinkFormat(name="NAACL (WPT)", example="0001 1 1 S", matches=_matches, read=_read)
