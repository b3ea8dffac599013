"""The queue: starts, stops, resumes and deletes runs, one of which trains at a time.

Every call reads the state from disk, so that several visitors, several servers and a restarted
server agree. The training process is `python -m attention_core train`; it outlives the server.
"""

import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attention_core.config import RUN_FILE, RUN_LOCK
from attention_core.errors import UserError
from attention_core.runs.run import (
    LOG,
    PROCESS,
    PROGRESS,
    QUEUED,
    STOPPED,
    Run,
    RunRequest,
    read_run,
)
from attention_core.runs.uploads import DEV, TRAIN, UPLOADS, delete_upload
from attention_core.utils.files import json_bytes, locked, write_atomically

PROJECT: Final = Path(__file__).resolve().parents[2]
MAX_WAITING: Final = 20  # runs in the queue
_QUEUE_LOCK: Final = ".queue.lock"
_POLL_SECONDS: Final = 2.0
# Ended children stay in the process table until somebody asks for them.
_children: list["subprocess.Popen[bytes]"] = []


class RunError(UserError):
    """A run cannot be started, stopped, resumed or deleted; the message says why."""


class RunQueue:
    """All runs in a folder of models."""

    def __init__(self, home: Path, *, options: Sequence[str] = ()) -> None:
        """Open the queue of a folder.

        Args:
            home: folder of model folders; runs train into new folders there.
            options: of `train`, added to those of every run.
        """
        self.home, self._options = home, tuple(options)

    def runs(self) -> tuple[Run, ...]:
        """All runs, the one that trains first, then those that wait, then the others by name."""
        folders = self.home.iterdir() if self.home.is_dir() else ()
        runs = [read_run(folder) for folder in folders if (folder / RUN_FILE).is_file()]
        order = {"running": 0, "queued": 1}
        return tuple(sorted(runs, key=lambda r: (order.get(r.state, 2), r.queued_at, r.name)))

    def run(self, name: str) -> Run:
        """The run of that name.

        Raises:
            RunError: there is none.
        """
        try:
            return read_run(self.home / Path(name).name)
        except OSError as error:
            raise RunError(f"there is no run {name!r}") from error

    def place(self, run: Run) -> int:
        """How many runs come before one that waits, the one that trains included."""
        before = [r for r in self.runs() if r.state in ("running", "queued")]
        return next((k for k, r in enumerate(before) if r.name == run.name), 0)

    def add(self, request: RunRequest) -> Run:
        """Put a new run at the end of the queue, and start it if it is the first.

        Raises:
            RunError: too many runs wait already.
        """
        with locked(self.home / _QUEUE_LOCK):
            if sum(run.state == "queued" for run in self.runs()) >= MAX_WAITING:
                raise RunError(f"{MAX_WAITING} runs wait already: come back later")
            folder = self._new_folder(f"{request.languages}-{request.kind}")
            write_atomically(path=folder / RUN_FILE, data=json_bytes(request.to_json()))
            self._wait(folder)
        self.advance()
        return self.run(folder.name)

    def resume(self, name: str) -> Run:
        """Let a run that has ended go on, at the end of the queue.

        Raises:
            RunError: there is none, or it runs or waits already, or it is done.
        """
        with locked(self.home / _QUEUE_LOCK):
            run = self.run(name)
            if run.state in ("running", "queued", "done"):
                raise RunError(f"{name} is {run.state}: there is nothing to resume")
            self._wait(run.folder)
        self.advance()
        return self.run(name)

    def stop(self, name: str) -> None:
        """Stop a run: its process saves its state and ends, or it leaves the queue.

        Raises:
            RunError: there is none.
        """
        with locked(self.home / _QUEUE_LOCK):
            run = self.run(name)
            if run.state not in ("running", "queued"):
                return
            (run.folder / STOPPED).touch()
            (run.folder / QUEUED).unlink(missing_ok=True)
            if run.pid is not None:
                os.kill(run.pid, signal.SIGTERM)
        self.advance()

    def delete(self, name: str) -> None:
        """Delete a run that has ended, with its model, and its pairs if no other run has them.

        Raises:
            RunError: there is none, or it is running.
        """
        with locked(self.home / _QUEUE_LOCK):
            run = self.run(name)
            if run.state == "running":
                raise RunError(f"{name} is running: stop it first")
            shutil.rmtree(run.folder)
            upload = run.request.upload
            if upload and not any(other.request.upload == upload for other in self.runs()):
                delete_upload(home=self.home, name=upload)

    def advance(self) -> None:
        """Start the run that has waited longest, if none is running."""
        _children[:] = [child for child in _children if child.poll() is None]
        with locked(self.home / _QUEUE_LOCK):
            runs = self.runs()
            waiting = [run for run in runs if run.state == "queued"]
            if waiting and not any(run.state == "running" for run in runs):
                self._start(waiting[0])

    def watch(self) -> threading.Thread:
        """A thread that keeps the queue moving for as long as this process lives."""

        def advance_for_ever() -> None:
            while True:
                if self.home.is_dir():
                    self.advance()
                time.sleep(_POLL_SECONDS)

        thread = threading.Thread(target=advance_for_ever, name="training queue", daemon=True)
        thread.start()
        return thread

    def _new_folder(self, name: str) -> Path:
        """A folder of that name, or with a number after it if there is one already."""
        folder, number = self.home / name, 1
        while folder.exists():
            number += 1
            folder = self.home / f"{name}-{number}"
        return folder

    def _wait(self, folder: Path) -> None:
        (folder / STOPPED).unlink(missing_ok=True)
        write_atomically(path=folder / QUEUED, data=repr(time.time()).encode("ascii"))

    def _start(self, run: Run) -> None:
        """Start the process of a run; it holds the lock of its folder."""
        folder, spent = run.folder, run.minutes
        # Before the process is there: it writes its own progress as soon as it can.
        write_atomically(path=folder / PROCESS, data=json_bytes({"spent": spent}))
        (folder / PROGRESS).unlink(missing_ok=True)
        with (folder / RUN_LOCK).open("wb") as lock, (folder / LOG).open("wb") as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            child = subprocess.Popen(
                self.command(run),
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # neither Ctrl-C nor the end of the server ends it
                pass_fds=(lock.fileno(),),
            )
        _children.append(child)
        write_atomically(path=folder / PROCESS, data=json_bytes({"pid": child.pid, "spent": spent}))
        (folder / QUEUED).unlink(missing_ok=True)

    def command(self, run: Run) -> list[str]:
        """The command that trains a run, or goes on with it."""
        request, data = run.request, self.home.resolve() / UPLOADS / run.request.upload
        return [
            *(sys.executable, "-m", "attention_core", "train", "--arch", request.kind),
            *("--languages", str(request.languages), *(["--swap"] if request.swap else [])),
            *("--train", str(data / TRAIN), "--dev", str(data / DEV)),
            *("--size", request.size, "--minutes", f"{max(0.5, run.minutes_left):.3f}"),
            *("--threads", "1", "--out", str(run.folder.resolve()), "--resume"),
            *self._options,
        ]


def training_options(setting: str) -> list[str] | None:
    """What ATTENTION_TRAINING says: None if the app must not train, else options of `train`.

    Args:
        setting: "off", or options such as "--threads 2"; "" for none.
    """
    return None if setting.strip().lower() == "off" else shlex.split(setting)
