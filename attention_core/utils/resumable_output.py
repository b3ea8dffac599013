"""Results: a file of lines that grows as work is done, and can be gone on with after a kill.

Until all is there the lines stand in a file of their own, NAME.partial, below one line that
says what the work is. Whoever goes on with it checks that line, forgets what came after the
last whole block, and appends. The file itself appears whole or not at all.
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
    """A file of results cannot be begun or gone on with; the message says what to do."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class PartialOutput:
    """What is there already of a file of results."""

    count: int  # lines, in whole blocks
    size: int  # bytes up to and with them


def partial_path(path: Path) -> Path:
    """Where the lines of an unfinished file stand."""
    return path.with_name(path.name + ".partial")


def read_partial(*, path: Path, work: dict[str, Any], block: int, resume: bool) -> PartialOutput:
    """How far the work on a file has come; changes nothing.

    Args:
        path: the file wanted.
        work: all that the lines depend on, as JSON; another work's lines are refused.
        block: lines that are written at a time.
        resume: whether to go on; else there has to be nothing to go on with.

    Raises:
        ResultsError: there is a part and `resume` is not set, or it is another work's.
    """
    partial = partial_path(path)
    try:
        data = partial.read_bytes()
    except FileNotFoundError:
        return PartialOutput(count=0, size=0)
    except OSError as error:
        raise OutputError(f"{partial}: {error.strerror}") from error
    if not resume:
        raise OutputError(f"{partial} holds a part: add --resume to go on, or remove it")
    head, *lines = data.split(b"\n")
    if not lines:  # not even its first line is whole
        return PartialOutput(count=0, size=0)
    if head != _head(work):
        raise OutputError(
            f"{partial} was begun with another model, file or options: "
            "give the same again, or remove it"
        )
    count = (len(lines) - 1) // block * block
    return PartialOutput(
        count=count, size=len(head) + 1 + sum(len(line) + 1 for line in lines[:count])
    )


def _head(work: dict[str, Any]) -> bytes:
    return json.dumps(work, ensure_ascii=False, sort_keys=True).encode("utf-8")


class ResumableOutput:
    """The file while it grows: a context that makes it whole when nothing went wrong."""

    def __init__(self, *, path: Path, work: dict[str, Any], partial: PartialOutput) -> None:
        """Begin, or go on.

        Raises:
            ResultsError: the file cannot be written.
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
            self._file.write(_head(work) + b"\n")

    def __enter__(self) -> "ResumableOutput":
        return self

    def write(self, lines: Iterable[str]) -> None:
        """Append a block of lines; they are on the disk when this returns."""
        self._file.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
        self._file.flush()
        os.fsync(self._file.fileno())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Leave the part for another time, or turn it into the file."""
        self._file.close()
        if kind is not None:
            return
        whole = self._path.with_name(self._path.name + ".whole")
        with self._partial.open("rb") as part, whole.open("wb") as file:
            part.readline()
            shutil.copyfileobj(part, file)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(self._path)
        self._partial.unlink()
