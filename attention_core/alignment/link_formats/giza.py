"""GIZA++ and MGIZA: `A3.final`, three lines a pair, with the words of both sides.

    # Sentence pair (1) source length 2 target length 3 alignment score : 0.01
    vah gaya thaa
    NULL ({ 3 }) he ({ 1 }) went ({ 2 })

Each source word has the target words that it makes, from 1. The example is our own.
"""

import re
from collections.abc import Sequence

from attention_core.alignment.link_formats.link_format import (
    LinkedSentence,
    LinkFileError,
    LinkFormat,
    first_lines,
)
from attention_core.alignment.links import GoldLinks

_HEAD = re.compile(r"#\s*Sentence pair\s*\(\d+\)", re.IGNORECASE)
_WORD = re.compile(r"(\S+)\s+\(\{((?:\s*\d{1,6})*)\s*\}\)", re.ASCII)
_EMPTY_WORD = "NULL"


def _matches(lines: Sequence[str]) -> bool:
    return any(_HEAD.match(line.strip()) for line in first_lines(lines, count=1))


def _read(lines: Sequence[str]) -> tuple[LinkedSentence, ...]:
    heads = [number for number, line in enumerate(lines) if _HEAD.match(line.strip())]
    sentences = []
    for number in heads:
        if number + 2 >= len(lines):
            raise LinkFileError(f"line {number + 1}: the pair has no two lines after this one")
        sentences.append(_sentence(lines[number + 1], lines[number + 2], line=number + 3))
    return tuple(sentences)


def _sentence(target_line: str, source_line: str, *, line: int) -> LinkedSentence:
    words = _WORD.findall(source_line)
    if _WORD.sub("", source_line).strip() or not words:
        raise LinkFileError(f"line {line}: expected words with their links, such as he ({{ 1 }})")
    if words[0][0] == _EMPTY_WORD:
        words = words[1:]
    target = tuple(target_line.split())
    links = frozenset(
        (s, int(place) - 1) for s, (_, places) in enumerate(words) for place in places.split()
    )
    for s, t in sorted(links):
        if not 0 <= t < len(target):
            raise LinkFileError(
                f"line {line}: {words[s][0]!r} is linked to target word {t + 1}, and there are "
                f"{len(target)}"
            )
    return LinkedSentence(
        gold=GoldLinks(sure=links, possible=links),
        source=tuple(word for word, _ in words),
        target=target,
    )


GIZA = LinkFormat(
    name="GIZA++ (A3.final)",
    example="# Sentence pair (1) …",
    matches=_matches,
    read=_read,
)
