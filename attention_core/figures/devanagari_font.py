"""The font for Devanagari: where its file is, and a small font of just the letters that are used.

Noto Sans Devanagari comes as a package. Its licence, the SIL Open Font License 1.1, allows parts of
it inside a document.
"""

from collections.abc import Iterable
from pathlib import Path

import fontpkg  # type: ignore[import-untyped]
import uharfbuzz

from attention_core.figures.glyph_outlines import devanagari_runs

FAMILY = "Noto Sans Devanagari"


def font_file() -> Path:
    """The path of the font file on this machine's disk."""
    return Path(fontpkg.path(FAMILY))


def font_subset(texts: Iterable[str]) -> bytes:
    """A font of regular weight with the letters of these texts and every form they can take.

    Returns:
        An OpenType file; empty if there is no Devanagari in the texts.
    """
    letters = {ord(letter) for text in texts for run in devanagari_runs(text) for letter in run}
    if not letters:
        return b""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_file())))
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(letters | {ord(" ")})
    wanted.pin_all_axes_to_default(face)
    wanted.layout_feature_tag_set.invert()  # every rule that joins letters, not only common ones
    return bytes(uharfbuzz.subset(face, wanted).blob.data)
