"""What all systems of `peers` are told, and the one clock by which they are timed.

The systems run in environments of their own, so nothing is imported here but Python's library;
torch is met only through the hooks that a model and an optimizer offer.
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
START_UP = 0.05  # share of the pieces that is learnt from before the clock counts
BEAMS = (1, 5)
BATCHES = (16, 64, 256)  # sentences decoded together; the fastest counts, for each system …
REPEATS = 2  # … and of each, the faster run: the first one warms up
SETS = ("test", "dev")

Count = Callable[[Sequence[Any], Mapping[str, Any]], tuple[int, int]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Task:
    """Data, sizes and recipe; the same for all, but for `folder`."""

    folder: Path  # of this system alone
    data: Path  # train, dev and test in pieces (.en, .hi) and as text (.tsv); vocabularies
    pieces: int  # real target pieces to learn from, end marks included
    batch_tokens: int  # our batches: target pieces, padding included
    batch_sentences: int  # sentences that hold about as many real ones
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
        """Leave the task in its folder, for another process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "task.json"
        fields = dataclasses.asdict(self) | {"folder": str(self.folder), "data": str(self.data)}
        path.write_text(json.dumps(fields, indent=2), encoding="utf-8")
        return path

    @classmethod
    def read(cls, path: Path) -> Self:
        """The task that `write` left."""
        fields = json.loads(path.read_text(encoding="utf-8"))
        return cls(**fields | {name: Path(fields[name]) for name in ("folder", "data")})

    def rate(self, pieces: int) -> float:
        """Learning rate after so many pieces: up in a line, then down as a cosine."""
        share = min(1.0, pieces / self.pieces)
        if share < self.warmup:
            return self.learning_rate * share / self.warmup
        height = 0.5 * (1 + math.cos(math.pi * (share - self.warmup) / (1 - self.warmup)))
        return self.final_rate + (self.learning_rate - self.final_rate) * height


class BudgetSpentError(BaseException):
    """All pieces are learnt from. No Exception: both peers catch those."""


class Clock:
    """Counts real target pieces, and the seconds that learning from them took."""

    def __init__(self, budget: int) -> None:
        """Start at nothing.

        Args:
            budget: real target pieces, at which to end.
        """
        self.budget = budget
        self.updates = self.pieces = self.slots = 0
        self.seconds = 0.0
        self._warm: tuple[float, int] | None = None  # when start-up was over, and pieces then

    def tick(self, *, pieces: int, slots: int) -> bool:
        """An update is done; whether the budget is used up.

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

    def figures(self) -> dict[str, float]:
        """What was measured, start-up left out of the rate.

        Raises:
            ValueError: everything was start-up.
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
    """Have a peer's training counted and timed, at our learning rates, until the budget is spent.

    Args:
        task: gives the learning rate.
        clock: told of every update.
        model: a torch module, called once for each batch.
        optimizer: a torch optimizer, stepping once for each batch.
        count: real target pieces and slots, from the arguments that `model` is called with.
    """
    batch = (0, 0)

    def called(_model: Any, arguments: Sequence[Any], named: Mapping[str, Any]) -> None:
        nonlocal batch
        batch = count(arguments, named)

    def before(*_: object) -> None:
        for group in optimizer.param_groups:
            group["lr"] = task.rate(clock.pieces + batch[0])

    def after(*_: object) -> None:
        if clock.tick(pieces=batch[0], slots=batch[1]):
            raise BudgetSpentError

    model.register_forward_pre_hook(called, with_kwargs=True)
    optimizer.register_step_pre_hook(before)
    optimizer.register_step_post_hook(after)


def spelt(pieces: Sequence[str]) -> str:
    """The text that pieces spell."""
    return " ".join("".join(pieces).replace(SPACE, " ").split())


Decode = Callable[[str, int, int], tuple[list[str], float]]


def decode_all(*, task: Task, decode: Decode, figures: Mapping[str, object]) -> None:
    """Decode the test set with every beam and batch, the dev set once; leave text and figures.

    Args:
        task: says where.
        decode: from the name of a set, a beam and a batch to translations and seconds.
        figures: further ones to leave.
    """
    rows = []
    for beam in BEAMS:
        timed, written = {}, {}
        for batch in BATCHES:
            runs = [decode("test", beam, batch) for _ in range(REPEATS)]
            written[batch] = runs[0][0]
            fastest = min(seconds for _, seconds in runs)
            timed[batch] = round(len(written[batch]) / fastest, 2)
        best = max(timed, key=lambda size: timed[size])
        write_lines(task.folder / f"test.{beam}.txt", written[best])
        words = sum(len(line.split()) for line in written[best])
        rows.append(
            {
                "beam": beam,
                "batch": best,
                "sentences_per_second": timed[best],
                "by_batch": timed,
                # Who writes less is sooner done: rates compare where these do.
                "words_per_sentence": round(words / len(written[best]), 1),
            }
        )
    lines, _ = decode("dev", max(BEAMS), 64)
    write_lines(task.folder / f"dev.{max(BEAMS)}.txt", lines)
    write_figures(task, "decoding", {"rows": rows, **figures})


def write_lines(path: Path, lines: Sequence[str]) -> None:
    """A file of lines; none of them holds a line break."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_lines(path: Path) -> list[str]:
    """The lines of a file. Not `splitlines`, which splits in places that are no line's end."""
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def write_figures(task: Task, name: str, figures: Mapping[str, object]) -> None:
    """Leave what was measured for `peers` to read."""
    text = json.dumps(figures, indent=2)
    (task.folder / f"{name}.json").write_text(text, encoding="utf-8")


def run(argv: Sequence[str], *, train: Callable[[Task], None], decode: Callable[[Task], None]):
    """The main of a system's script: `train TASK` or `decode TASK`."""
    step, path = argv[1:]
    {"train": train, "decode": decode}[step](Task.read(Path(path)))
