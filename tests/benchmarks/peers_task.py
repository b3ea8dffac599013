"""The task of all systems of `peers`, and the clock that times them.

The systems run in separate environments, so this module imports only the standard library; it
uses torch through the hooks of a model and an optimizer.
"""

import dataclasses
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

UNKNOWN = "<unk>"  # as both peers spell it
SPACE = "▁"  # how SentencePiece writes a space
START_UP = 0.05  # share of the pieces that is not timed
BEAMS = (1, 5)
BATCHES = (16, 64, 256)  # sentences decoded together; the fastest counts, for each system …
REPEATS = 2  # … and for each size, the faster run: the first one warms up
SETS = ("test", "dev")

Count = Callable[[Sequence[Any], Mapping[str, Any]], tuple[int, int]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Task:
    """Data, sizes and recipe; only `folder` differs between systems."""

    folder: Path  # of this system alone
    data: Path  # train, dev and test in pieces (.source, .target) and as text (.tsv); vocabularies
    pieces: int  # real target pieces to train on, end marks included
    batch_tokens: int  # our batches: target pieces, padding included
    batch_sentences: int  # sentences with about as many real ones
    batch_longest: int  # the same, counted as OpenNMT-py counts: by the longer side
    longest: int  # pieces of a training sentence, on either side
    limit: int  # pieces of a translation
    source_pieces: int  # size of the vocabulary
    target_pieces: int
    embedding: int
    encoder: int  # one direction
    decoder: int
    attention: int
    dropout: float
    learning_rate: float  # at the peak
    final_rate: float
    warmup: float  # share of the pieces
    clip: float  # gradient norm
    seed: int
    threads: int

    def write(self) -> Path:
        """Write the task into its folder and return the file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "task.json"
        fields = dataclasses.asdict(self) | {"folder": str(self.folder), "data": str(self.data)}
        path.write_text(json.dumps(fields, indent=2), encoding="utf-8")
        return path

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a task that `write` wrote."""
        fields = json.loads(path.read_text(encoding="utf-8"))
        return cls(**fields | {name: Path(fields[name]) for name in ("folder", "data")})

    def rate(self, pieces: int) -> float:
        """Learning rate after a number of pieces: linear warm-up, then cosine decay."""
        share = min(1.0, pieces / self.pieces)
        if share < self.warmup:
            return self.learning_rate * share / self.warmup
        height = 0.5 * (1 + math.cos(math.pi * (share - self.warmup) / (1 - self.warmup)))
        return self.final_rate + (self.learning_rate - self.final_rate) * height


class BudgetSpentError(BaseException):
    """All pieces have been seen. A BaseException, because both peers catch every Exception."""


class Clock:
    """Counts real target pieces, and the seconds that training on them took."""

    def __init__(self, budget: int) -> None:
        """Start counting at 0.

        Args:
            budget: real target pieces after which training ends.
        """
        self.budget = budget
        self.updates = self.pieces = self.slots = 0
        self.seconds = 0.0
        self._warm: tuple[float, int] | None = None  # time and pieces at the end of start-up

    def tick(self, *, pieces: int, slots: int) -> bool:
        """Count an update; return whether the budget is used up.

        Args:
            pieces: real target pieces of its batch, end marks included.
            slots: the same with padding.
        """
        now = time.perf_counter()
        self.updates += 1
        self.pieces += pieces
        self.slots += slots
        if self._warm is None and self.pieces >= START_UP * self.budget:
            self._warm = (now, self.pieces)
        elif self._warm is not None:
            self.seconds = now - self._warm[0]
        return self.pieces >= self.budget

    def measurements(self) -> dict[str, float]:
        """The measurements; the rate does not include start-up.

        Raises:
            ValueError: all updates were start-up.
        """
        if self._warm is None or not self.seconds:
            raise ValueError(
                f"{self.pieces} pieces in {self.updates} updates are too few to time: "
                "expected several updates after start-up"
            )
        return {
            "pieces_per_second": round((self.pieces - self._warm[1]) / self.seconds, 1),
            "seconds": round(self.seconds, 2),
            "pieces": self.pieces,
            "updates": self.updates,
            "pieces_per_update": round(self.pieces / self.updates, 1),
            "padding": round(1 - self.pieces / self.slots, 4),
        }


def watch(*, task: Task, clock: Clock, model: Any, optimizer: Any, count: Count) -> None:
    """Count and time a peer's training and set our learning rates, until the budget is spent.

    Args:
        task: gives the learning rate.
        clock: ticks at every update.
        model: a torch module, called once for each batch.
        optimizer: a torch optimizer, stepping once for each batch.
        count: real target pieces and slots, from the arguments that `model` is called with.
    """
    batch = (0, 0)

    def before_forward(_model: Any, arguments: Sequence[Any], named: Mapping[str, Any]) -> None:
        nonlocal batch
        batch = count(arguments, named)

    def before_step(*_: object) -> None:
        for group in optimizer.param_groups:
            group["lr"] = task.rate(clock.pieces + batch[0])

    def after_step(*_: object) -> None:
        if clock.tick(pieces=batch[0], slots=batch[1]):
            raise BudgetSpentError

    model.register_forward_pre_hook(before_forward, with_kwargs=True)
    optimizer.register_step_pre_hook(before_step)
    optimizer.register_step_post_hook(after_step)


def join_pieces(pieces: Sequence[str]) -> str:
    """Join pieces to text."""
    return " ".join("".join(pieces).replace(SPACE, " ").split())


Decode = Callable[[str, int, int], tuple[list[str], float]]


def decode_all(*, task: Task, decode: Decode, measurements: Mapping[str, object]) -> None:
    """Decode the test set with every beam and batch, the dev set once; write text and measurements.

    Args:
        task: gives the folder.
        decode: from the name of a set, a beam and a batch to translations and seconds.
        measurements: further ones to write.
    """
    rows = []
    for beam in BEAMS:
        speeds, translations = {}, {}
        for batch in BATCHES:
            runs = [decode("test", beam, batch) for _ in range(REPEATS)]
            translations[batch] = runs[0][0]
            fastest = min(seconds for _, seconds in runs)
            speeds[batch] = round(len(translations[batch]) / fastest, 2)
        best = max(speeds, key=lambda size: speeds[size])
        write_lines(task.folder / f"test.{beam}.txt", translations[best])
        words = sum(len(line.split()) for line in translations[best])
        rows.append(
            {
                "beam": beam,
                "batch": best,
                "sentences_per_second": speeds[best],
                "by_batch": speeds,
                # Shorter translations take less time: compare rates only if these are alike.
                "words_per_sentence": round(words / len(translations[best]), 1),
            }
        )
    lines, _ = decode("dev", max(BEAMS), 64)
    write_lines(task.folder / f"dev.{max(BEAMS)}.txt", lines)
    write_measurements(task, "decoding", {"rows": rows, **measurements})


def write_lines(path: Path, lines: Sequence[str]) -> None:
    """Write a file of lines, which have no line breaks."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_lines(path: Path) -> list[str]:
    """Read the lines of a file. `splitlines` would split at other characters as well."""
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def write_measurements(task: Task, name: str, measurements: Mapping[str, object]) -> None:
    """Write measurements into the task's folder, for `peers` to read."""
    text = json.dumps(measurements, indent=2)
    (task.folder / f"{name}.json").write_text(text, encoding="utf-8")


def run(argv: Sequence[str], *, train: Callable[[Task], None], decode: Callable[[Task], None]):
    """The main of a system's script: `train TASK` or `decode TASK`."""
    step, path = argv[1:]
    {"train": train, "decode": decode}[step](Task.read(Path(path)))
