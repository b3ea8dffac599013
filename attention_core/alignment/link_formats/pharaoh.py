"""Pharaoh: `0-0 1-2` for each pair, as fast_align, eflomal, SimAlign and awesome-align write it.

Line n belongs to sentence pair n, and a blank line is a pair without links. `parse_pharaoh` reads
a line, with the possible links and confidences that some aligners add.
"""

from collections.abc import Sequence

from attention_core.alignment.link_formats.link_format import (
    LinkedSentence,
    LinkFileError,
    LinkFormat,
    first_lines,
)
from attention_core.alignment.links import PharaohError, is_link, parse_pharaoh


def _matches(lines: Sequence[str]) -> bool:
    """Whether half of the first lines or more begin with a link."""
    beginnings = [line.split(None, 1)[0] for line in first_lines(lines)]
    return bool(beginnings) and 2 * sum(map(is_link, beginnings)) >= len(beginnings)


def _read(lines: Sequence[str]) -> tuple[LinkedSentence, ...]:
    sentences = []
    for number, line in enumerate(lines, start=1):
        try:
            sentences.append(LinkedSentence(gold=parse_pharaoh(line)))
        except PharaohError as error:
            raise LinkFileError(f"line {number}: {error}") from error
    return tuple(sentences)


PHARAOH = LinkFormat(name="Pharaoh", example="0-0 1?2 3-3:0.98", matches=_matches, read=_read)
