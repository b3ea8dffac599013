"""Text from bytes: UTF-8, or what a byte order mark says; whole, or not at all.

Spreadsheets save “Unicode text” as UTF-16. Every file and every standard input is decoded here, so
that the same bytes are the same text everywhere.
"""

import codecs
import re
from typing import Final

from attention_core.errors import UserError

# UTF-32's mark begins with UTF-16's, so it comes first.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_LINE_END: Final = re.compile("\r\n|\n|\r")
_ZIP: Final = b"PK\x03\x04"  # how a workbook begins


class EncodingError(UserError):
    """Bytes are no text that can be read; the message says where, and how to save it instead."""


def marked_codec(data: bytes) -> str:
    """The codec that a byte order mark at the beginning says; "" for UTF-8 and without a mark."""
    codec = next((codec for mark, codec, _ in _MARKS if data.startswith(mark)), "utf-8")
    return "" if codec == "utf-8" else codec


def decode(data: bytes) -> tuple[str, str]:
    """The text of bytes, and the name of its encoding.

    Raises:
        EncodingError: they are not text in the encoding that their byte order mark says, or in
            UTF-8 if they have none.
    """
    mark, codec, name = next(
        (known for known in _MARKS if data.startswith(known[0])), (b"", "utf-8", "UTF-8")
    )
    body = data[len(mark) :]
    if not mark and body.startswith(_ZIP):
        raise EncodingError("not text but a workbook or an archive: save it as CSV in UTF-8")
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        line, byte = _place(body, at=error.start) if codec == "utf-8" else (0, error.start + 1)
        where = f"byte {byte} of line {line}" if line else f"byte {byte}"
        raise EncodingError(f"not {name} at {where}: {_REMEDY}") from error
    if (at := text.find("\0")) >= 0:
        line = len(split_lines(text[: at + 1]))
        raise EncodingError(
            f"no text in {name}, as line {line} has a NUL character (is it UTF-16 without a byte "
            f"order mark?): {_REMEDY}"
        )
    return text, name


_REMEDY: Final = "save it as UTF-8, or as UTF-16 with a byte order mark"


def _place(data: bytes, *, at: int) -> tuple[int, int]:
    """Line and byte of the line, both from 1."""
    begin = max(data.rfind(b"\n", 0, at), data.rfind(b"\r", 0, at)) + 1
    lines = len(re.findall(rb"\r\n|\n|\r", data[:begin]))
    return lines + 1, at - begin + 1


def split_lines(text: str) -> list[str]:
    """The lines of a text, without their ends: CRLF, LF or CR, and nothing else.

    The end of the last line may be missing. `str.splitlines` splits at further characters, which
    occur within sentences.
    """
    lines = _LINE_END.split(text)
    return lines[:-1] if lines[-1] == "" else lines
