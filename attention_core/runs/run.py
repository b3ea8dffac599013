"""A run: what was asked for, and how it stands, both read from its folder.

    run.json        what was asked for
    queued          it waits for its place; the time at which it began to wait
    stopped         a person has stopped it
    process.json    the process that trains or trained, and the minutes that earlier ones took
    run.lock        locked by that process for as long as it lives
    log.txt         what it printed
    progress.json, curve.jsonl, snapshots.jsonl and the model: as `train` writes them

The lock ends with the process, however that ends, so a killed process is noticed at once, and a
number that another process has got since does no harm. A restarted server finds all of it.
"""

import contextlib
import dataclasses
import json
import re
from pathlib import Path
from typing import Any, Final, Literal, Self

from attention_core.config import KINDS, RUN_FILE, RUN_LOCK, Kind
from attention_core.text.languages import ENGLISH_HINDI, LanguageError, LanguagePair
from attention_core.utils.files import is_locked
from attention_core.utils.json_values import Row, number_in, object_in, text_in, whole_in

QUEUED, STOPPED, PROCESS, LOG = "queued", "stopped", "process.json", "log.txt"
PROGRESS: Final = "progress.json"  # `training.heartbeat` writes it
MINUTES: Final = range(2, 601)
_END_OF_LOG = 20_000  # bytes that are searched for the reason of a failure
_FAULT = re.compile(r"python -m attention_core(?: train)?: (.+)")
_EXCEPTION = re.compile(r"[\w.]*(?:Error|Exception|Interrupt)\b.*")

State = Literal["queued", "running", "stopped", "interrupted", "failed", "done"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class RunRequest:
    """What a person asked for."""

    kind: Kind
    languages: LanguagePair
    minutes: float
    size: str  # a key of `training.recipe.SIZES`
    upload: str  # folder of the pairs
    swap: bool = False  # the language to translate to comes first in the file
    title: str = ""  # name of the file that was uploaded

    def to_json(self) -> dict[str, Any]:
        """The content of run.json."""
        return dataclasses.asdict(self) | {"languages": str(self.languages)}

    @classmethod
    def from_json(cls, row: Row) -> Self:
        """What run.json says; what makes no sense has a default."""
        languages = ENGLISH_HINDI
        with contextlib.suppress(LanguageError):
            languages = LanguagePair.parse(text_in(row.get("languages")))
        kind = text_in(row.get("kind"))
        return cls(
            kind=next((known for known in KINDS if known == kind), KINDS[0]),
            languages=languages,
            minutes=number_in(row.get("minutes")) or MINUTES.start,
            size=text_in(row.get("size")) or "small",
            upload=text_in(row.get("upload")),
            swap=row.get("swap") is True,
            title=text_in(row.get("title")),
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Run:
    """A run and how it stands."""

    folder: Path
    request: RunRequest
    state: State
    queued_at: float  # seconds since the epoch; 0 if it does not wait
    progress: Row  # as `training.heartbeat` writes it; empty before the first update
    spent: float  # minutes that earlier processes of this run have trained
    pid: int | None  # of the process, if it is running
    reason: str  # in one line, if it failed

    @property
    def name(self) -> str:
        """The name of its folder, which will be that of the model."""
        return self.folder.name

    @property
    def minutes(self) -> float:
        """Trained so far."""
        return self.spent + (number_in(self.progress.get("minutes")) or 0.0)

    @property
    def minutes_left(self) -> float:
        """Still to train."""
        return max(0.0, self.request.minutes - self.minutes)


def read_run(folder: Path) -> Run:
    """How the run in a folder stands.

    Raises:
        OSError: there is no run in it.
    """
    request = RunRequest.from_json(_object(folder / RUN_FILE, required=True))
    process, progress = _object(folder / PROCESS), _object(folder / PROGRESS)
    running = is_locked(folder / RUN_LOCK)
    state, reason = _state(folder, running=running, begun=bool(process), progress=progress)
    return Run(
        folder=folder,
        request=request,
        state=state,
        queued_at=_queued_at(folder / QUEUED),
        progress=progress,
        spent=number_in(process.get("spent")) or 0.0,
        pid=whole_in(process.get("pid")) if running else None,
        reason=reason,
    )


def _state(folder: Path, *, running: bool, begun: bool, progress: Row) -> tuple[State, str]:
    """The state, and the reason if it failed."""
    if running:
        return "running", ""
    if (folder / QUEUED).exists():
        return "queued", ""
    if progress.get("finished") is True:
        return "done", ""
    if (folder / STOPPED).exists():
        return "stopped", ""
    if begun and (reason := failure(folder / LOG)):
        return "failed", reason
    return "interrupted", ""


def failure(log: Path) -> str:
    """The reason in the last lines of a log, or "" if it tells of no failure."""
    try:
        data = log.read_bytes()[-_END_OF_LOG:]
    except OSError:
        return ""
    lines = re.split(r"[\r\n]+", data.decode("utf-8", errors="replace").strip())
    if match := _FAULT.fullmatch(lines[-1]):
        return match[1]
    traced = any(line.startswith("Traceback ") for line in lines)
    return lines[-1] if traced and _EXCEPTION.fullmatch(lines[-1]) else ""


def read_log(folder: Path, *, lines: int = 40) -> str:
    """The last lines of a run's log."""
    try:
        data = (folder / LOG).read_bytes()[-_END_OF_LOG:]
    except OSError:
        return ""
    rows = re.split(r"[\r\n]+", data.decode("utf-8", errors="replace").strip())
    return "\n".join(rows[-lines:])


def _object(path: Path, *, required: bool = False) -> Row:
    try:
        return object_in(json.loads(path.read_bytes()))
    except OSError:
        if required:
            raise
    except ValueError:  # half written, or by hand
        pass
    return {}


def _queued_at(path: Path) -> float:
    try:
        return float(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0.0
