"""An uploaded file of links in any format that aligners write, as Pharaoh lines."""

from collections.abc import Sequence
from typing import Protocol

from attention_core.alignment.link_formats.link_format import LinkFileError
from attention_core.alignment.link_formats.pharaoh import PHARAOH
from attention_core.alignment.link_formats.recognition import (
    decode_lines,
    readable_formats,
    recognise_links,
)
from attention_core.alignment.links import format_pharaoh


class UploadError(ValueError):
    """A file without links; the message says why, and what the file should hold."""


class Upload(Protocol):
    """An uploaded file, as Streamlit returns it."""

    name: str

    def getvalue(self) -> bytes:
        """The whole file."""


def lines_of(upload: Upload) -> tuple[str, ...]:
    """The Pharaoh lines of a file in any format of links, line n of sentence n.

    Raises:
        UploadError: the file is no text, is empty, or is in no format that can be read.
    """
    try:
        lines = decode_lines(upload.getvalue())
        if not any(line.strip() for line in lines):
            raise LinkFileError("it is empty")
        if recognise_links(lines) is None:
            raise LinkFileError("it is in no known format of links")
        return pharaoh_lines(lines)
    except LinkFileError as error:
        raise UploadError(
            f"“{upload.name}”: {error}. What can be read: {readable_formats()}"
        ) from None


def pharaoh_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines in any format of links as Pharaoh lines; those of Pharaoh itself as they are.

    Raises:
        LinkFileError: a line of another format is broken.
    """
    known = recognise_links(lines)
    if known is None or known is PHARAOH:
        return tuple(lines)
    return tuple(format_pharaoh(sentence.gold) for sentence in known.read(lines))
