"""Benchmark: how fast a model translates and trains on this machine, and how much memory it takes.

Everything is timed on the same generated sentences, so that machines and versions can be
compared. Quality is left to `evaluate`.
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

from attention_core.config import TrainConfig, write_folders
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
BATCH = 240  # sentences decoded together, equally many of each length
WARM_UP = 10  # updates before the clock starts
UPDATES = 40  # of training
SIDE, PRODUCTS = 1024, 12  # size of the multiplied matrices, and how often they are multiplied
_SUBJECTS = ("the king", "my mother", "the farmer", "a child", "the dog", "her brother", "a girl")
_VERBS = ("saw", "carried", "wanted", "found", "lost", "remembered")
_OBJECTS = ("the bread", "a bird", "his book", "the water", "three goats")
_CONJUNCTIONS = ("and", "because", "when", "but", "so")

Report = Callable[[str], None]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Latency:
    """Milliseconds from a sentence to its Trace."""

    words: int
    beam: int
    median: float
    p95: float


def benchmark(
    *,
    models: Path | Sequence[Path],
    model: str,
    device: str = "auto",
    bfloat16: bool = False,
    report: Report = lambda _: None,
) -> dict[str, Any]:
    """Measure one model.

    Args:
        models: folder of model folders, or several.
        model: the one to measure.
        device: as `Explorer`.
        bfloat16: train with products in bfloat16.
        report: called with a line before each measurement.

    Returns:
        JSON values: "latency" in ms, "decoding" in sentences a second, "training" in real target
        pieces a second with the share of padding, "memory" as the peak so far in MB, "cold_start"
        in seconds, and the machine.

    Raises:
        DeviceError, UnknownModelError, CheckpointError: as `Explorer`.
    """
    explorer = Explorer(models=models, device=device)
    checkpoint = explorer.load(model)
    peak_loaded = _peak_memory()
    report("cold start")
    cold = _cold_start(models=models, model=model)
    latency = []
    for words, beam in itertools.product(LENGTHS, BEAMS):
        report(f"latency, {words} words, beam {beam}")
        latency.append(_latency(explorer=explorer, model=model, words=words, beam=beam))
    report("batch decoding")
    decoding, pairs = _decoding(checkpoint)
    peak_decoding = _peak_memory()
    report("training")
    training = _training(
        checkpoint=checkpoint, pairs=pairs, device=explorer.device, bfloat16=bfloat16
    )
    return {
        "model": model,
        "digest": checkpoint.digest,
        "latency": [dataclasses.asdict(row) for row in latency],
        "decoding": decoding,
        "training": training,
        "memory": {
            "loaded": peak_loaded,
            "after_decoding": peak_decoding,
            "after_training": _peak_memory(),
        },
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
    """Generate `count` different sentences of `words` words each, always the same ones."""
    clauses = [" ".join(parts) for parts in itertools.product(_SUBJECTS, _VERBS, _OBJECTS)]
    generated = []
    for k in range(count):
        sentence: list[str] = []
        for n in itertools.count():
            clause = clauses[(k * 11 + n * 37) % len(clauses)]  # 11 and 37 are coprime to 210
            sentence += [
                *([_CONJUNCTIONS[(k + n) % len(_CONJUNCTIONS)]] * (n > 0)),
                *clause.split(),
            ]
            if len(sentence) >= words:
                break
        generated.append(" ".join(sentence[:words]) + ".")
    return generated


def _latency(*, explorer: Explorer, model: str, words: int, beam: int) -> Latency:
    times = []
    for sentence in sentences(words=words, count=SAMPLES + 1):
        started = time.perf_counter()
        explorer.translate(model=model, sentence=sentence, beam=beam)
        times.append(1000 * (time.perf_counter() - started))
    median, p95 = np.percentile(times[1:], (50, 95))  # the first warms up
    return Latency(words=words, beam=beam, median=round(median, 1), p95=round(p95, 1))


def _decoding(checkpoint: Checkpoint) -> tuple[list[dict[str, Any]], list[Pair]]:
    """Sentences a second in batches; and the sentences with their translations, to train on."""
    text = [s for words in LENGTHS for s in sentences(words=words, count=BATCH // len(LENGTHS))]
    rows, translations = [], list[str]()
    for beam in BEAMS:
        started = time.perf_counter()
        translations = translate_all(
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
        for source, target in zip(text, translations, strict=True)
        if target
    ]
    return rows, pairs


def _training(
    *, checkpoint: Checkpoint, pairs: Sequence[Pair], device: torch.device, bfloat16: bool
) -> dict[str, Any]:
    """Speed of updates of a new model of the same sizes.

    Args:
        checkpoint: gives sizes and tokenizers.
        pairs: to train on.
        device: to train on.
        bfloat16: whether products are in bfloat16.
    """
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
            bfloat16=bfloat16,
        )
        stream = iter(trainer.batches)
        for _ in range(WARM_UP):
            trainer.learn(next(stream))
        pieces_before, slots_before = trainer.progress.pieces, trainer.progress.slots
        started = time.perf_counter()
        for _ in range(UPDATES):
            trainer.learn(next(stream))
        seconds = time.perf_counter() - started
        pieces = trainer.progress.pieces - pieces_before
        slots = trainer.progress.slots - slots_before
        per_piece = multiply_adds(checkpoint.model.config).training(trainer.examples) / sum(
            len(target) for _, target in trainer.examples
        )
        product = _matrix_product(device, dtype=torch.bfloat16 if bfloat16 else torch.float32)
    return {
        "target_pieces_per_second": round(pieces / seconds),
        "padding": round(1 - pieces / slots, 4),
        "multiply_adds_per_piece": round(per_piece),
        "matrix_product_per_second": round(product),
        "limit": round(
            product / per_piece
        ),  # target pieces a second, if products were all the work
        "bfloat16": bfloat16,
        "updates": UPDATES,
        "batch_tokens": config.batch_tokens,
    }


def _matrix_product(device: torch.device, *, dtype: torch.dtype) -> float:
    """Multiply-adds a second of large matrix products; the fastest of several."""
    left, right = (torch.rand(SIDE, SIDE, device=device, dtype=dtype) for _ in range(2))
    best = 0.0
    for _ in range(PRODUCTS):
        started = time.perf_counter()
        float((left @ right)[0, 0])  # waits for the device
        best = max(best, SIDE**3 / (time.perf_counter() - started))
    return best


def _cold_start(*, models: Path | Sequence[Path], model: str) -> float:
    """Seconds until a new process has started and translated a sentence."""
    command = [sys.executable, "-m", "attention_core", "translate", "--model", model]
    folders = [path.resolve() for path in ([models] if isinstance(models, Path) else models)]
    started = time.perf_counter()
    subprocess.run(
        [*command, "--models", write_folders(folders), sentences(words=5, count=1)[0]],
        cwd=Path(__file__).resolve().parent.parent,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return round(time.perf_counter() - started, 2)


def _peak_memory() -> int:
    """Peak memory of this process so far, in MB."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilobytes / (2**20 if sys.platform == "darwin" else 2**10))
