"""Pharaoh links with the pairs that they belong to: fast_align, eflomal, awesome-align.

Links are in one file (`0-0 1-2`), the pairs in a second one (source, a tab or ` ||| `, target) or
in two. Reading a line of links is left to `alignment.links`.
"""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from attention_core.alignment.links import PharaohError, check_links, parse_pharaoh
from attention_core.formats.block import (
    BadBlock,
    Block,
    Blocks,
    FileFormat,
    FormatError,
    check_side,
    tokens_of,
)
from attention_core.formats.lines import Line, first_lines, read_lines

_SEPARATORS = ("\t", "|||")


def _has_links(path: Path) -> bool:
    """Whether most lines at the beginning are links."""
    lines = first_lines(path)
    return 2 * sum(map(_is_links, lines)) > len(lines)


def _is_links(line: str) -> bool:
    try:
        return bool(parse_pharaoh(line).possible)
    except PharaohError:
        return False


def _ordered(files: Sequence[Path]) -> tuple[Path, ...] | None:
    """The file of links, then the pairs, or the source and the target."""
    links = [path for path in files if _has_links(path)]
    others = [path for path in files if path not in links]
    if len(links) != 1 or len(others) not in (1, 2):
        return None
    if len(others) == 1:
        lines = first_lines(others[0])
        if not lines or not any(separator in lines[0] for separator in _SEPARATORS):
            return None
    return (links[0], *others)


def _sides(files: Sequence[Path]) -> Iterator[tuple[Line, str, str]]:
    """A line of the pairs, and its two sides."""
    if len(files) == 1:
        for line in read_lines(files[0]):
            separator = next((mark for mark in _SEPARATORS if mark in line.text), "\t")
            source, _, target = line.text.partition(separator)
            yield line, source, target.partition("\t")[0]
        return
    for source_line, target_line in itertools.zip_longest(*map(read_lines, files)):
        line = source_line or target_line
        fault = (source_line and source_line.fault) or (target_line and target_line.fault) or ""
        yield (
            Line(number=line.number, text=line.text, fault=fault),
            source_line.text if source_line else "",
            target_line.text if target_line else "",
        )


def _read(files: Sequence[Path]) -> Blocks:
    ordered = _ordered(files)
    assert ordered is not None
    for links, pair in itertools.zip_longest(read_lines(ordered[0]), _sides(ordered[1:])):
        if pair is None:
            if links.text.strip() or links.fault:
                yield BadBlock(line=links.number, reason="links without a sentence pair")
            continue
        line, source, target = pair
        if links is None:
            if line.text.strip():
                yield BadBlock(line=line.number, reason="a sentence pair without a line of links")
            continue
        yield _block(links=links, line=line, source=source, target=target)


def _block(*, links: Line, line: Line, source: str, target: str) -> Block | BadBlock:
    try:
        if links.fault or line.fault:
            raise FormatError(links.fault or line.fault)
        sources, targets = tokens_of(source), tokens_of(target)
        if not sources or not targets:
            raise FormatError("a side of the pair is empty, or the line has no tab")
        check_side(sources, side="source")
        check_side(targets, side="target")
        gold = parse_pharaoh(links.text)
        check_links(gold=gold, sources=len(sources), targets=len(targets))
    except (FormatError, PharaohError) as error:
        return BadBlock(line=links.number, reason=str(error))
    return Block(line=links.number, source=sources, target=targets, links=gold.possible)


PHARAOH = FileFormat(
    name="Pharaoh links (fast_align, eflomal, awesome-align)",
    files="the links, and the pairs in one file or two",
    matches=lambda files: _ordered(files) is not None,
    read=_read,
)
