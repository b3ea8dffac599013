"""Corpus jobs: a corpus made with a model in a thread, which can be stopped and gone on with.

One decoder thread takes the shards of all jobs in turn. Stopping keeps every finished shard.
"""

import dataclasses
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from attention_core.aligned_corpus.line_files import LineFiles
from attention_core.aligned_corpus.making import make_corpus, read_lines_to_align
from attention_core.alignment.aligner import Weights
from attention_core.errors import UserError
from attention_core.explorer import Explorer
from attention_core.utils.distributed import Process

_DECODER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="corpus-decoder")


class _StopError(Exception):
    """A person has stopped the job."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class CorpusProgress:
    """How far a job has come."""

    done: int  # sentences
    total: int
    seconds: float  # since the start


class CorpusJob:
    """One corpus that is being made."""

    def __init__(
        self,
        *,
        explorer: Explorer,
        model: str,
        lines: Path,
        folder: Path,
        weights: Weights,
        beside: LineFiles | None = None,
    ) -> None:
        """Check the file, and start.

        Args:
            explorer: has the model.
            model: its name.
            lines: as for `making.read_lines_to_align`.
            folder: of the corpus; a part that an earlier job has left is gone on with.
            weights: α or the posterior.
            beside: as for `making.read_lines_to_align`.

        Raises:
            UserError: the model or a file cannot be used.
        """
        self.folder, self.model, self.weights, self.lines = folder, model, weights, lines
        self._checkpoint = explorer.load(model)
        self.beside = beside or LineFiles()
        self._total = len(
            read_lines_to_align(lines, checkpoint=self._checkpoint, beside=self.beside)
        )
        self._done, self._begin, self._end = 0, time.monotonic(), 0.0
        self._stop = threading.Event()
        self.error = ""  # why it ended early; empty if it did not, or was stopped
        self._future = _DECODER.submit(self._run)

    @property
    def running(self) -> bool:
        """Whether it is not done, stopped or failed."""
        return not self._future.done()

    @property
    def stopped(self) -> bool:
        """Whether a person has stopped it."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End it after this batch; finished shards stay."""
        self._stop.set()

    def wait(self) -> None:
        """Wait until it has ended."""
        self._future.result()

    def progress(self) -> CorpusProgress:
        """How far it has come."""
        seconds = (self._end or time.monotonic()) - self._begin
        return CorpusProgress(done=self._done, total=self._total, seconds=seconds)

    def _run(self) -> None:
        device = self._checkpoint.model.device
        try:
            make_corpus(
                checkpoint=self._checkpoint,
                lines=self.lines,
                folder=self.folder,
                process=Process(rank=0, count=1, device=torch.device(device)),
                weights=self.weights,
                beside=self.beside,
                resume=True,
                done=self._report,
            )
        except UserError as error:
            self.error = str(error)
        except _StopError:
            pass
        finally:
            self._end = time.monotonic()

    def _report(self, count: int) -> None:
        self._done = count
        if self._stop.is_set():
            raise _StopError
