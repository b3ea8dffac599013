"""Lines of text files, one at a time and of bounded length, each with its number and its fault."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from attention_core.formats.block import FormatError
from attention_core.text.encodings import EncodingError, decode, marked_codec, split_lines

LONGEST_LINE = 1 << 24  # bytes: 1,000 × 1,000 weights of 16 characters
_HEAD = 1 << 16  # bytes that recognition looks at
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    """A line without its end; `fault` says why it has no text."""

    number: int  # from 1
    text: str
    fault: str = ""


def read_lines(path: Path) -> Iterator[Line]:
    """All lines of a file; an overlong one is skipped without being held.

    Raises:
        FormatError: the file cannot be read.
    """
    head = read_head(path)
    if marked_codec(head) or (b"\r" in head and b"\n" not in head):
        yield from _decoded_lines(path)
        return
    try:
        with path.open("rb") as file:
            number = 0
            while data := file.readline(LONGEST_LINE):
                number += 1
                if number == 1:
                    data = data.removeprefix(_BYTE_ORDER_MARK)
                if len(data) == LONGEST_LINE and not data.endswith(b"\n"):
                    while data and not data.endswith(b"\n"):
                        data = file.readline(LONGEST_LINE)
                    fault = f"longer than {LONGEST_LINE >> 20} MB"
                    yield Line(number=number, text="", fault=fault)
                    continue
                try:
                    text = data.decode("utf-8").rstrip("\r\n")
                    yield Line(number=number, text=text)
                except UnicodeDecodeError as error:
                    fault = f"not UTF-8 at byte {error.start + 1}"
                    yield Line(number=number, text="", fault=fault)
    except OSError as error:
        raise FormatError(f"{path}: {error.strerror}") from error


def _decoded_lines(path: Path) -> Iterator[Line]:
    """Lines of a file in UTF-16 or UTF-32, or with CR at their ends, which is read as a whole."""
    try:
        text, _ = decode(path.read_bytes())
    except OSError as error:
        raise FormatError(f"{path}: {error.strerror}") from error
    except EncodingError as error:
        raise FormatError(f"{path}: {error}") from error
    for number, line in enumerate(split_lines(text), start=1):
        yield Line(number=number, text=line)


def read_head(path: Path) -> bytes:
    """The first bytes of a file.

    Raises:
        FormatError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise FormatError(f"{path}: {error.strerror}") from error


def first_lines(path: Path, *, count: int = 5) -> list[str]:
    """The first lines of a file that are not empty.

    Raises:
        FormatError: the file cannot be read.
    """
    head = read_head(path)
    text = head.decode(marked_codec(head) or "utf-8", errors="replace")
    lines = split_lines(text.removeprefix("\ufeff"))
    return [line for line in lines if line.strip()][:count]
