"""Resumable output: a file of lines that is written in blocks and resumed after an interruption.

Until the last block is written the lines are in a second file, NAME.partial, after a first line
with the identity of the output: everything its lines depend on. To resume, that line is compared,
lines after the last complete block are discarded and further blocks are appended. The file itself
appears complete or not at all.
"""

import dataclasses
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from attention_core.errors import UserError


class OutputError(UserError):
    """An output file cannot be started or resumed; the message says what to do."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class PartialOutput:
    """The part of an output file that is already written."""

    count: int  # lines in complete blocks
    size: int  # bytes up to the end of these lines


def partial_path(path: Path) -> Path:
    """Path of the lines of an unfinished file."""
    return path.with_name(path.name + ".partial")


def read_partial(
    *, path: Path, identity: dict[str, Any], block: int, resume: bool
) -> PartialOutput:
    """Find how much of a file is written; changes nothing.

    Args:
        path: the complete file.
        identity: everything the lines depend on, as JSON; a part with another one is refused.
        block: number of lines in a block.
        resume: whether a part is expected; otherwise a part is refused.

    Raises:
        OutputError: there is a part and `resume` is not set, it has another identity, or it
            cannot be read.
    """
    partial = partial_path(path)
    try:
        data = partial.read_bytes()
    except FileNotFoundError:
        return PartialOutput(count=0, size=0)
    except OSError as error:
        raise OutputError(f"{partial}: {error.strerror}") from error
    if not resume:
        raise OutputError(
            f"{partial} holds a part of the output: add --resume to continue it, or remove it"
        )
    head, *lines = data.split(b"\n")
    if not lines:  # even its first line is incomplete
        return PartialOutput(count=0, size=0)
    if head != _head(identity):
        raise OutputError(
            f"{partial} was started with another model, file or options: "
            "use the same ones, or remove it"
        )
    count = (len(lines) - 1) // block * block
    return PartialOutput(
        count=count, size=len(head) + 1 + sum(len(line) + 1 for line in lines[:count])
    )


def _head(identity: dict[str, Any]) -> bytes:
    return json.dumps(identity, ensure_ascii=False, sort_keys=True).encode("utf-8")


class ResumableOutput:
    """An output file being written: a context that completes the file unless an error occurs."""

    def __init__(self, *, path: Path, identity: dict[str, Any], partial: PartialOutput) -> None:
        """Open the partial file, to start or to resume.

        Raises:
            OutputError: the file cannot be written.
        """
        self._path = path
        self._partial = partial_path(path)
        try:
            self._file: BinaryIO = self._partial.open("r+b" if partial.size else "wb")
        except OSError as error:
            raise OutputError(f"{self._partial}: {error.strerror}") from error
        self._file.truncate(partial.size)
        self._file.seek(partial.size)
        if not partial.size:
            self._file.write(_head(identity) + b"\n")

    def __enter__(self) -> "ResumableOutput":
        return self

    def write(self, lines: Iterable[str]) -> None:
        """Append a block of lines; it is on the disk when this returns."""
        self._file.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
        self._file.flush()
        os.fsync(self._file.fileno())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Complete the file; after an error, leave the part to resume from."""
        self._file.close()
        if kind is not None:
            return
        complete = self._path.with_name(self._path.name + ".whole")
        with self._partial.open("rb") as part, complete.open("wb") as file:
            part.readline()
            shutil.copyfileobj(part, file)
            file.flush()
            os.fsync(file.fileno())
        complete.replace(self._path)
        self._partial.unlink()
