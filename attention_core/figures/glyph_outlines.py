"""Devanagari as outlines: text that looks right wherever a drawing is opened.

Programs that show SVG seldom read a font out of the file, and a machine without Devanagari
letters shows boxes. HarfBuzz (which browsers shape with, too) joins letters and signs to glyphs
here, and their contours take the place of the text.
"""

import dataclasses
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import regex
import uharfbuzz

# Letters and signs, joiners, the rupee, and the circle that carries a sign without a letter.
BLOCKS = (
    *((0x900, 0x97F), (0x1CD0, 0x1CFF), (0x200C, 0x200D)),
    *((0x20B9, 0x20B9), (0x25CC, 0x25CC), (0xA8E0, 0xA8FF)),
)
_RUN = regex.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in BLOCKS) + "]+")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outline:
    """A run of letters as contours, its origin at the left end of the baseline, y down."""

    path: str  # as in the attribute "d" of an SVG's path, in units of 1/1000 of the letters' size
    advance: int  # in the same units, to where the next letter begins


def runs(text: str) -> list[str]:
    """The parts of a text that are in Devanagari, as long as can be; no spaces."""
    found: list[str] = _RUN.findall(text)
    return found


def glyph_outlines(*, texts: Iterable[str], font: Path) -> dict[str, Outline]:
    """The outline of every run in the texts; none for one with a letter that the font lacks.

    Args:
        texts: of any script.
        font: a TrueType or OpenType file with Devanagari; a variable one is used as it is set.
    """
    wanted = {run for text in texts for run in runs(text)}
    made = {run: _outline(run, font) for run in sorted(wanted)}
    return {run: outline for run, outline in made.items() if outline is not None}


@cache
def _font(path: Path) -> Any:  # noqa: ANN401  (uharfbuzz has no types)
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    font.scale = (1000, 1000)
    return font


class _Pen:
    """Writes contours as SVG does, moved to where the glyph stands."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.x = self.y = 0

    def _add(self, letter: str, *points: tuple[float, float]) -> None:
        at = (f"{round(self.x + x)} {round(-self.y - y)}" for x, y in points)
        self.parts.append(letter + " ".join(at))

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  (the pen protocol's names)
        self._add("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("L", point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("Q", *points)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("C", *points)

    def closePath(self) -> None:  # noqa: N802
        self.parts.append("Z")


@lru_cache(maxsize=4096)  # some 2 KB each
def _outline(run: str, path: Path) -> Outline | None:
    font = _font(path)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(run)
    buffer.script, buffer.direction, buffer.language = "Deva", "ltr", "hi"
    uharfbuzz.shape(font, buffer)
    pen, advance = _Pen(), 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint == 0:
            return None
        pen.x, pen.y = advance + position.x_offset, position.y_offset
        font.draw_glyph_with_pen(info.codepoint, pen)
        advance += position.x_advance
    return Outline(path="".join(pen.parts), advance=advance)
