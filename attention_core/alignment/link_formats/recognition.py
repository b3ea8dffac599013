"""The formats of links that can be read, and which one a text is in, by content alone."""

from collections.abc import Sequence
from pathlib import Path

from attention_core.alignment.link_formats.giza import GIZA
from attention_core.alignment.link_formats.link_format import (
    LinkedSentence,
    LinkFileError,
    LinkFormat,
)
from attention_core.alignment.link_formats.naacl import NAACL
from attention_core.alignment.link_formats.pharaoh import PHARAOH
from attention_core.text.encodings import EncodingError, decode, split_lines

LINK_FORMATS: tuple[LinkFormat, ...] = (GIZA, NAACL, PHARAOH)


def readable_formats() -> str:
    """What can be read, for messages."""
    return "; ".join(f"{known.name}: {known.example}" for known in LINK_FORMATS)


def recognise_links(lines: Sequence[str]) -> LinkFormat | None:
    """The format of lines; None if they are in none."""
    return next((known for known in LINK_FORMATS if known.matches(lines)), None)


def decode_lines(data: bytes) -> tuple[str, ...]:
    """All lines of a file, blank ones included, whichever ends they have.

    Raises:
        LinkFileError: it is no text.
    """
    try:
        return tuple(split_lines(decode(data)[0]))
    except EncodingError as error:
        raise LinkFileError(str(error)) from None


def read_links(path: Path) -> tuple[LinkedSentence, ...]:
    """Links of all pairs of a file, in their order; a pair without links has its place.

    Raises:
        LinkFileError: the file cannot be read, is in no known format, or has a broken line.
    """
    try:
        lines = decode_lines(path.read_bytes())
    except OSError as error:
        raise LinkFileError(f"{path}: {error.strerror}") from error
    except LinkFileError as error:
        raise LinkFileError(f"{path}: {error}") from error
    found = recognise_links(lines)
    if found is None and any(line.strip() for line in lines):
        raise LinkFileError(f"{path}: no known format of links. Known are {readable_formats()}")
    try:
        return (found or PHARAOH).read(lines)
    except LinkFileError as error:
        raise LinkFileError(f"{path}, {error}") from error
