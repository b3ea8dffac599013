"""Evaluation: a file of pairs through one or several models, in the background, stoppable.

A person's file takes seconds or minutes. A thread of its own translates it in small batches and
scores it, while whoever began it watches or does something else. All threads hand their batches
to one that decodes them in turn, so that many files wait for each other and not everybody else
for them. A thread ends when its work is done or stopped, or when nobody holds its Evaluation
any more.
"""

import dataclasses
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from attention_core.config import SENTENCE_LIMIT
from attention_core.data.pairs import Pair, PairFile, cleaned_pair, parse_rows
from attention_core.decoding.translate import translate_all
from attention_core.evaluation.by_length import figures
from attention_core.evaluation.measurement import Measurement, read_measurement
from attention_core.explorer import Explorer, UnknownModelError
from attention_core.model.checkpoint import Checkpoint, CheckpointError

MOST = 5000  # pairs of a file: some minutes for a model on one core
BATCH = 16  # sentences decoded at a time: what others, and Stop, have to wait for
_PIECES = 600  # of a batch, padding included; fewer sentences then, if they are long

_DECODER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="evaluation-decoder")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelResult:
    """What one model made of a file."""

    row: dict[str, Any]  # as `evaluate --test --json` prints it
    hypotheses: tuple[str, ...]  # one a pair, in the order of the file

    @property
    def measurement(self) -> Measurement:
        """The same figures, to be drawn."""
        found = read_measurement(self.row)
        assert found is not None
        return found


@dataclasses.dataclass(frozen=True, kw_only=True)
class JobProgress:
    """How far the work has come; sentences count once for each model."""

    doing: str  # in a few words
    done: int
    total: int
    seconds: float  # since the start
    left: float | None  # seconds that the translating will still take; None: too early to say


def check_pairs(*, data: bytes, explorer: Explorer, models: Sequence[str]) -> PairFile:
    """Pairs and broken lines of a file; a sentence too long for one of the models is broken.

    Args:
        data: of the file, as for `data.parse_pairs`.
        explorer: has the models.
        models: names of those that will have to read it.

    Raises:
        UnknownModelError, CheckpointError: as `Explorer.load`.
    """
    checkpoints = [explorer.load(name) for name in models]

    def make(columns: Sequence[str]) -> Pair:
        pair = cleaned_pair(columns)
        longest = max((len(c.source.encode_ids(pair.source)) for c in checkpoints), default=0)
        if longest > SENTENCE_LIMIT:
            raise ValueError(
                f"the English side has {longest} pieces and the limit is {SENTENCE_LIMIT}"
            )
        return pair

    pairs, broken = parse_rows(data, make=make)
    return PairFile(pairs=pairs, broken=broken)


def to_tsv(*, pairs: Sequence[Pair], results: Sequence[ModelResult]) -> str:
    """Sentences, references and what every model wrote, a line a pair, below a line of names.

    None of them can hold a tab or a line break: pairs are cleaned, and outputs have neither.
    """
    lines = [("English", "Hindi", *(str(found.row["model"]) for found in results))]
    for k, pair in enumerate(pairs):
        lines.append((pair.source, pair.target, *(found.hypotheses[k] for found in results)))
    return "".join("\t".join(line) + "\n" for line in lines)


class EvaluationJob:
    """Work on a file, from when it is begun; safe to ask from any thread."""

    def __init__(
        self,
        *,
        explorer: Explorer,
        models: Sequence[str],
        test: str,
        pairs: Sequence[Pair],
        beam: int,
    ) -> None:
        """Begin.

        Args:
            explorer: has the models.
            models: names, in the order in which they are measured; at least one.
            test: what the file is called.
            pairs: at least one.
            beam: hypotheses kept a sentence.
        """
        self.models, self.test, self.pairs, self.beam = tuple(models), test, tuple(pairs), beam
        self._work = _Worker(
            explorer=explorer, models=self.models, test=test, pairs=self.pairs, beam=beam
        )
        # The thread must not hold what tells it that nobody is left.
        threading.Thread(target=self._work.run, name="evaluation", daemon=True).start()
        weakref.finalize(self, self._work.stopping.set)

    def stop(self) -> None:
        """Give up after the batch that is being translated."""
        self._work.stopping.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it has come to an end, within so many seconds."""
        return self._work.ended.wait(timeout)

    @property
    def running(self) -> bool:
        """Whether there is still something going on."""
        return not self._work.ended.is_set()

    @property
    def stopping(self) -> bool:
        """Whether it has been told to stop."""
        return self._work.stopping.is_set()

    @property
    def stopped(self) -> bool:
        """Whether it was given up; there are no results then."""
        return self.stopping and not self.running and not self.results

    @property
    def fault(self) -> str:
        """Why there are no results, if it failed."""
        return self._work.fault

    @property
    def results(self) -> tuple[ModelResult, ...]:
        """What every model made of the file; nothing before all have finished."""
        return self._work.results

    def progress(self) -> JobProgress:
        """Where the work stands."""
        return self._work.progress()


class _Worker:
    """What the thread does, and all that it shares with those who ask."""

    def __init__(
        self,
        *,
        explorer: Explorer,
        models: Sequence[str],
        test: str,
        pairs: Sequence[Pair],
        beam: int,
    ) -> None:
        self.stopping, self.ended = threading.Event(), threading.Event()
        self.fault = ""
        self.results: tuple[ModelResult, ...] = ()
        self._explorer, self._models, self._test = explorer, models, test
        self._pairs, self._beam = pairs, beam
        self._started = time.monotonic()
        self._doing = "Reading the models"
        self._done = 0
        self._pieces, self._pieces_done = 0, 0  # of all sentences for all models

    def run(self) -> None:
        """Measure every model, or say why not."""
        try:
            checkpoints = [self._explorer.load(name) for name in self._models]
            lengths = [
                [len(checkpoint.source.encode_ids(pair.source)) for pair in self._pairs]
                for checkpoint in checkpoints
            ]
            self._pieces = sum(map(sum, lengths))
            found = []
            for checkpoint, pieces in zip(checkpoints, lengths, strict=True):
                if (measured := self._measured(checkpoint, pieces=pieces)) is None:
                    return
                found.append(measured)
            self.results = tuple(found)
        except (CheckpointError, UnknownModelError) as error:
            self.fault = str(error)
        except Exception:
            self.fault = "something went wrong; the terminal that runs the app says what"
            raise
        finally:
            self.ended.set()

    def _measured(self, checkpoint: Checkpoint, *, pieces: Sequence[int]) -> ModelResult | None:
        """One model's translations and their figures; None if stopped."""
        started = time.monotonic()
        self._doing = f"{checkpoint.name} translates"
        written = [""] * len(self._pairs)
        for rows in _batches(pieces):
            if self.stopping.is_set():
                return None
            translations = _DECODER.submit(
                translate_all,
                model=checkpoint.model,
                source=checkpoint.source,
                target=checkpoint.target,
                sentences=[self._pairs[k].source for k in rows],
                beam=self._beam,
            ).result()
            for k, translation in zip(rows, translations, strict=True):
                written[k] = translation
            self._pieces_done += sum(pieces[k] for k in rows)
            self._done += len(rows)
        seconds = time.monotonic() - started
        if self.stopping.is_set():
            return None
        self._doing = f"{checkpoint.name} is scored"
        return ModelResult(
            row={
                "model": checkpoint.name,
                "digest": checkpoint.digest,
                "test": self._test,
                "n": len(self._pairs),
                "beam": self._beam,
                **figures(pairs=self._pairs, hypotheses=written),
                "seconds": round(seconds, 2),
            },
            hypotheses=tuple(written),
        )

    def progress(self) -> JobProgress:
        seconds = time.monotonic() - self._started
        done, pieces = self._done, self._pieces_done
        return JobProgress(
            doing=self._doing,
            done=done,
            total=len(self._pairs) * len(self._models),
            seconds=seconds,
            # Long sentences come first and take longer: pieces tell better than sentences.
            left=seconds * (self._pieces - pieces) / pieces if pieces else None,
        )


def _batches(pieces: Sequence[int]) -> Iterator[list[int]]:
    """Indices of sentences of similar length, the longest first, not too much at a time."""
    order = sorted(range(len(pieces)), key=lambda k: -pieces[k])
    while order:
        size = max(1, min(BATCH, _PIECES // pieces[order[0]]))
        yield order[:size]
        order = order[size:]
