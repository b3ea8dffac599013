"""Benchmark: how fast a model translates and learns on this machine, and what memory it takes.

Everything is timed on sentences of ours, made of the same few words, so that two machines or two
versions can be compared. Quality is left to `evaluate`.
"""

import dataclasses
import itertools
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from attention_core.config import TrainConfig
from attention_core.data.corpus import Corpus
from attention_core.data.pairs import Pair
from attention_core.decoding.translate import translate_all
from attention_core.explorer import Explorer
from attention_core.model.checkpoint import Checkpoint
from attention_core.model.flops import multiply_adds
from attention_core.training.trainer import Trainer
from attention_core.utils.distributed import joined_processes

LENGTHS = (5, 20, 50)  # words
BEAMS = (1, 5)
SAMPLES = 20  # sentences a length
BATCH = 240  # sentences decoded together, as many of each length
WARM_UP = 10  # updates before the clock starts
UPDATES = 40  # of training
SIDE, PRODUCTS = 1024, 12  # of the matrices whose product shows what the machine can do
_WHO = ("the king", "my mother", "the farmer", "a child", "the dog", "her brother", "a girl")
_DID = ("saw", "carried", "wanted", "found", "lost", "remembered")
_WHAT = ("the bread", "a bird", "his book", "the water", "three goats")
_LINKS = ("and", "because", "when", "but", "so")

Report = Callable[[str], None]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Latency:
    """From a sentence to its Trace, in milliseconds."""

    words: int
    beam: int
    median: float
    p95: float


def benchmark(
    *, models: Path, model: str, device: str = "auto", report: Report = lambda _: None
) -> dict[str, Any]:
    """Measure one model.

    Args:
        models: folder of model folders.
        model: the one to measure.
        device: as `Explorer`.
        report: told what is being measured.

    Returns:
        JSON values: "latency" in ms, "decoding" in sentences a second, "training" in real target
        pieces a second with the share of padding, "memory" in MB at most so far, "cold_start" in
        seconds, and the machine.

    Raises:
        DeviceError, UnknownModelError, CheckpointError: as `Explorer`.
    """
    explorer = Explorer(models=models, device=device)
    checkpoint = explorer.load(model)
    started = {"loaded": _peak()}
    report("cold start")
    cold = _cold_start(models=models, model=model)
    latency = []
    for words, beam in itertools.product(LENGTHS, BEAMS):
        report(f"latency, {words} words, beam {beam}")
        latency.append(_latency(explorer=explorer, model=model, words=words, beam=beam))
    report("batch decoding")
    decoding, pairs = _decoding(checkpoint)
    decoded = _peak()
    report("training")
    training = _training(checkpoint=checkpoint, pairs=pairs, device=explorer.device)
    return {
        "model": model,
        "digest": checkpoint.digest,
        "latency": [dataclasses.asdict(row) for row in latency],
        "decoding": decoding,
        "training": training,
        "memory": {**started, "after_decoding": decoded, "after_training": _peak()},
        "cold_start": cold,
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "device": str(explorer.device),
            "cores": os.cpu_count(),
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
            "load": round(os.getloadavg()[0], 2),
        },
    }


def sentences(*, words: int, count: int) -> list[str]:
    """So many different sentences of so many words."""
    clauses = [" ".join(parts) for parts in itertools.product(_WHO, _DID, _WHAT)]
    made = []
    for k in range(count):
        written: list[str] = []
        for n in itertools.count():
            clause = clauses[(k * 11 + n * 37) % len(clauses)]  # both prime to 210
            written += [*([_LINKS[(k + n) % len(_LINKS)]] * (n > 0)), *clause.split()]
            if len(written) >= words:
                break
        made.append(" ".join(written[:words]) + ".")
    return made


def _latency(*, explorer: Explorer, model: str, words: int, beam: int) -> Latency:
    taken = []
    for sentence in sentences(words=words, count=SAMPLES + 1):
        started = time.perf_counter()
        explorer.translate(model=model, sentence=sentence, beam=beam)
        taken.append(1000 * (time.perf_counter() - started))
    middle, high = np.percentile(taken[1:], (50, 95))  # the first warms up
    return Latency(words=words, beam=beam, median=round(middle, 1), p95=round(high, 1))


def _decoding(checkpoint: Checkpoint) -> tuple[list[dict[str, Any]], list[Pair]]:
    """Sentences a second in batches; and what was written, for the training to learn."""
    text = [s for words in LENGTHS for s in sentences(words=words, count=BATCH // len(LENGTHS))]
    rows, written = [], list[str]()
    for beam in BEAMS:
        started = time.perf_counter()
        written = translate_all(
            model=checkpoint.model,
            source=checkpoint.source,
            target=checkpoint.target,
            sentences=text,
            beam=beam,
        )
        seconds = time.perf_counter() - started
        rows.append({"beam": beam, "sentences_per_second": round(len(text) / seconds, 1)})
    pairs = [
        Pair(source=source, target=target)
        for source, target in zip(text, written, strict=True)
        if target
    ]
    return rows, pairs


def _training(
    *, checkpoint: Checkpoint, pairs: Sequence[Pair], device: torch.device
) -> dict[str, Any]:
    """Updates of a new model of the same sizes, on what the old one wrote."""
    corpus = Corpus(
        pairs=tuple(pairs) * 8,
        dev=tuple(pairs[:2]),
        source=checkpoint.source,
        target=checkpoint.target,
        card={},
    )
    config = TrainConfig(curriculum_updates=1, updates=WARM_UP + UPDATES)
    with tempfile.TemporaryDirectory() as folder, joined_processes(device) as process:
        trainer = Trainer(
            model_config=checkpoint.model.config,
            config=config,
            corpus=corpus,
            folder=Path(folder),
            process=process,
        )
        stream = iter(trainer.batches)
        for _ in range(WARM_UP):
            trainer.learn(next(stream))
        before, slots = trainer.progress.pieces, trainer.progress.slots
        started = time.perf_counter()
        for _ in range(UPDATES):
            trainer.learn(next(stream))
        seconds = time.perf_counter() - started
        pieces, padded = trainer.progress.pieces - before, trainer.progress.slots - slots
        each = multiply_adds(checkpoint.model.config).training(trainer.examples) / sum(
            len(target) for _, target in trainer.examples
        )
        product = _matrix_product(device)
    return {
        "target_pieces_per_second": round(pieces / seconds),
        "padding": round(1 - pieces / padded, 4),
        "multiply_adds_per_piece": round(each),
        "matrix_product_per_second": round(product),
        "limit": round(product / each),  # target pieces a second, were there nothing else to do
        "updates": UPDATES,
        "batch_tokens": config.batch_tokens,
    }


def _matrix_product(device: torch.device) -> float:
    """Multiply-adds a second of a large product of matrices: the best this machine does."""
    one, other = (torch.rand(SIDE, SIDE, device=device) for _ in range(2))
    best = 0.0
    for _ in range(PRODUCTS):
        started = time.perf_counter()
        float((one @ other)[0, 0])  # waits for the device
        best = max(best, SIDE**3 / (time.perf_counter() - started))
    return best


def _cold_start(*, models: Path, model: str) -> float:
    """Seconds from nothing to the first translation, in a process of its own."""
    command = [sys.executable, "-m", "attention_core", "translate", "--model", model]
    started = time.perf_counter()
    subprocess.run(
        [*command, "--models", str(models.resolve()), sentences(words=5, count=1)[0]],
        cwd=Path(__file__).resolve().parent.parent,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return round(time.perf_counter() - started, 2)


def _peak() -> int:
    """Megabytes of memory that this process has held at most."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilobytes / (2**20 if sys.platform == "darwin" else 2**10))
