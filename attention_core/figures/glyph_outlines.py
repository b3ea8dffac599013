"""Devanagari text as outlines, for SVG files that look the same in every program.

Few programs load a font from an SVG file, and without a Devanagari font they show boxes. So
HarfBuzz, with which browsers shape text as well, joins letters and signs to glyphs here, and the
contours of the glyphs replace the text.
"""

import dataclasses
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import regex
import uharfbuzz

# Letters and signs, joiners, the rupee sign, and the circle that stands in for a missing letter.
BLOCKS = (
    *((0x900, 0x97F), (0x1CD0, 0x1CFF), (0x200C, 0x200D)),
    *((0x20B9, 0x20B9), (0x25CC, 0x25CC), (0xA8E0, 0xA8FF)),
)
_RUN = regex.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in BLOCKS) + "]+")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outline:
    """The contours of a run of text; the origin is the left end of the baseline, y points down."""

    path: str  # the attribute "d" of an SVG path, in units of 1/1000 of the font size
    advance: int  # width in the same units: where the text after it begins


def devanagari_runs(text: str) -> list[str]:
    """The longest stretches of a text that are in Devanagari, without spaces."""
    runs: list[str] = _RUN.findall(text)
    return runs


def glyph_outlines(*, texts: Iterable[str], font: Path) -> dict[str, Outline]:
    """The outline of every Devanagari run in the texts, by run.

    A run with a letter that the font lacks is left out.

    Args:
        texts: in any script.
        font: a TrueType or OpenType file with Devanagari; of a variable font, the default
            instance is used.
    """
    runs = {run for text in texts for run in devanagari_runs(text)}
    outlines = {run: _outline(run, font) for run in sorted(runs)}
    return {run: outline for run, outline in outlines.items() if outline is not None}


@cache
def _font(path: Path) -> Any:  # noqa: ANN401  (uharfbuzz has no types)
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    font.scale = (1000, 1000)
    return font


class _SvgPen:
    """Writes the contours of glyphs as an SVG path; `x` and `y` are the position of the glyph."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.x = self.y = 0

    def _add(self, letter: str, *points: tuple[float, float]) -> None:
        positions = (f"{round(self.x + x)} {round(-self.y - y)}" for x, y in points)
        self.commands.append(letter + " ".join(positions))

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  (the pen protocol's names)
        self._add("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("L", point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("Q", *points)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("C", *points)

    def closePath(self) -> None:  # noqa: N802
        self.commands.append("Z")


@lru_cache(maxsize=4096)  # about 2 KB each
def _outline(run: str, path: Path) -> Outline | None:
    font = _font(path)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(run)
    buffer.script, buffer.direction, buffer.language = "Deva", "ltr", "hi"
    uharfbuzz.shape(font, buffer)
    pen, advance = _SvgPen(), 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint == 0:
            return None
        pen.x, pen.y = advance + position.x_offset, position.y_offset
        font.draw_glyph_with_pen(info.codepoint, pen)
        advance += position.x_advance
    return Outline(path="".join(pen.commands), advance=advance)
