"""Evaluation jobs: a file of pairs through one or several models, in a thread that can be stopped.

A file takes seconds or minutes, so each job has a thread of its own. The threads hand small
batches to one decoder thread, which takes them in turn: several files share the processor, and
other work waits for one batch at most. A thread ends when its job is done or stopped, or when
its EvaluationJob is garbage.
"""

import dataclasses
import threading
import time
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from attention_core.config import SENTENCE_LIMIT
from attention_core.data.batches import batch_by_length
from attention_core.data.columns import Columns
from attention_core.data.pairs import DataError, Pair, PairFile, cleaned_pair, pair_file, parse_rows
from attention_core.decoding.translate import translate_all
from attention_core.evaluation.by_length import measure_translations
from attention_core.evaluation.measurement import Measurement
from attention_core.explorer import Explorer
from attention_core.model.checkpoint import Checkpoint, CheckpointError
from attention_core.model.folders import UnknownModelError
from attention_core.text.languages import ENGLISH_HINDI, LanguagePair, language_name

MAX_PAIRS = 5000  # of a file: some minutes for a model on one core
BATCH = 16  # sentences decoded at a time, for which other jobs and a stop have to wait
_BATCH_PIECES = 600  # of a batch, padding included; long sentences make a batch smaller

_DECODER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="evaluation-decoder")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelResult:
    """One model's translations of a file, and their scores."""

    measurement: Measurement
    hypotheses: tuple[str, ...]  # one a pair, in the order of the file


@dataclasses.dataclass(frozen=True, kw_only=True)
class JobProgress:
    """How far a job has come; a sentence counts once for each model."""

    activity: str  # in a few words
    done: int
    total: int
    seconds: float  # since the start
    remaining: float | None  # seconds of translating; None: too early to say


def check_pairs(
    *, data: bytes, explorer: Explorer, models: Sequence[str], columns: Columns | None = None
) -> PairFile:
    """Pairs and broken lines of a file; a line is broken if it is too long for one of the models.

    Args:
        data: bytes of the file, as for `data.pairs.parse_rows`.
        explorer: has the models.
        models: names of the models that are to translate it.
        columns: of source and target; None: the first two, unless others fit better.

    Raises:
        EncodingError: the bytes are no text.
        UnknownModelError, CheckpointError: as `Explorer.load`.
    """
    checkpoints = [explorer.load(name) for name in models]
    source = language_name(checkpoints[0].languages.source) if checkpoints else "source"

    def make(columns: Sequence[str]) -> Pair:
        pair = cleaned_pair(columns)
        longest = max((len(c.source.encode_ids(pair.source)) for c in checkpoints), default=0)
        if longest > SENTENCE_LIMIT:
            raise DataError(
                f"the {source} side has {longest} pieces and the limit is {SENTENCE_LIMIT}"
            )
        return pair

    languages = checkpoints[0].languages if checkpoints else None
    return pair_file(parse_rows(data, make=make, columns=columns, languages=languages))


def to_tsv(
    *,
    pairs: Sequence[Pair],
    results: Sequence[ModelResult],
    languages: LanguagePair = ENGLISH_HINDI,
) -> str:
    """Sentences, references and each model's translations: a line of names, then one a pair.

    No field holds a tab or a line break: pairs are cleaned, and outputs have neither.
    """
    lines = [(*languages.names, *(result.measurement.model for result in results))]
    for k, pair in enumerate(pairs):
        lines.append((pair.source, pair.target, *(result.hypotheses[k] for result in results)))
    return "".join("\t".join(line) + "\n" for line in lines)


class EvaluationJob:
    """A running or ended evaluation of one file; all methods are safe in any thread."""

    def __init__(
        self,
        *,
        explorer: Explorer,
        models: Sequence[str],
        test: str,
        pairs: Sequence[Pair],
        beam: int,
    ) -> None:
        """Start the thread.

        Args:
            explorer: has the models.
            models: names, in the order in which they are measured; at least one.
            test: name of the file.
            pairs: at least one.
            beam: hypotheses a sentence during the search.
        """
        self.models, self.test, self.pairs, self.beam = tuple(models), test, tuple(pairs), beam
        self._runner = _JobRunner(
            explorer=explorer, models=self.models, test=test, pairs=self.pairs, beam=beam
        )
        # The thread holds the runner only: this object can become garbage, which stops it.
        threading.Thread(target=self._runner.run, name="evaluation", daemon=True).start()
        weakref.finalize(self, self._runner.stopping.set)

    def stop(self) -> None:
        """Stop after the batch that is being translated."""
        self._runner.stopping.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end.

        Args:
            timeout: seconds; None waits for ever.

        Returns:
            Whether the job has ended.
        """
        return self._runner.ended.wait(timeout)

    @property
    def running(self) -> bool:
        """Whether the job has not ended yet."""
        return not self._runner.ended.is_set()

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called."""
        return self._runner.stopping.is_set()

    @property
    def stopped(self) -> bool:
        """Whether the job ended by `stop`, without results."""
        return self.stopping and not self.running and not self.results

    @property
    def fault(self) -> str:
        """Why there are no results, if the job failed; else empty."""
        return self._runner.fault

    @property
    def results(self) -> tuple[ModelResult, ...]:
        """One result a model, in the order of `models`; empty until all are done."""
        return self._runner.results

    def progress(self) -> JobProgress:
        """How far the job has come."""
        return self._runner.progress()


class _JobRunner:
    """The work of the thread, and the state that it shares with EvaluationJob."""

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
        self._activity = "Reading the models"
        self._done = 0
        self._pieces, self._pieces_done = 0, 0  # of all sentences for all models

    def run(self) -> None:
        """Measure every model, or set `fault`."""
        try:
            checkpoints = [self._explorer.load(name) for name in self._models]
            lengths = [
                [len(checkpoint.source.encode_ids(pair.source)) for pair in self._pairs]
                for checkpoint in checkpoints
            ]
            self._pieces = sum(map(sum, lengths))
            results = []
            for checkpoint, pieces in zip(checkpoints, lengths, strict=True):
                result = self._measure(checkpoint, pieces=pieces)
                if result is None:
                    return
                results.append(result)
            self.results = tuple(results)
        except (CheckpointError, UnknownModelError) as error:
            self.fault = str(error)
        except Exception:
            self.fault = "something went wrong; the terminal that runs the app shows the error"
            raise
        finally:
            self.ended.set()

    def _measure(self, checkpoint: Checkpoint, *, pieces: Sequence[int]) -> ModelResult | None:
        """Translate and score with one model; None if stopped.

        Args:
            checkpoint: the model.
            pieces: source pieces of each pair.
        """
        started = time.monotonic()
        self._activity = f"{checkpoint.name} translates"
        hypotheses = [""] * len(self._pairs)
        batches = batch_by_length(
            sizes=[(count,) for count in pieces],
            most_pieces=_BATCH_PIECES,
            most_items=BATCH,
            longest_first=True,
        )
        for rows in batches:
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
                hypotheses[k] = translation
            self._pieces_done += sum(pieces[k] for k in rows)
            self._done += len(rows)
        seconds = time.monotonic() - started
        if self.stopping.is_set():
            return None
        self._activity = f"{checkpoint.name} is scored"
        return ModelResult(
            measurement=measure_translations(
                pairs=self._pairs,
                hypotheses=hypotheses,
                language=checkpoint.languages.target,
                model=checkpoint.name,
                digest=checkpoint.digest,
                test=self._test,
                beam=self._beam,
                seconds=round(seconds, 2),
            ),
            hypotheses=tuple(hypotheses),
        )

    def progress(self) -> JobProgress:
        seconds = time.monotonic() - self._started
        done, pieces = self._done, self._pieces_done
        return JobProgress(
            activity=self._activity,
            done=done,
            total=len(self._pairs) * len(self._models),
            seconds=seconds,
            # Long sentences come first and take longer: pieces predict better than sentences.
            remaining=seconds * (self._pieces - pieces) / pieces if pieces else None,
        )
