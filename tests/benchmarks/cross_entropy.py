"""Our output layer and loss beside torch's: time, memory and error of loss and gradients.

    python tests/benchmarks/cross_entropy.py [--blocks 128 256 512 1024] [--json]

At the sizes of training (about 755 target pieces an update, readouts of width 384 and 576,
5,000 pieces, label smoothing 0.05, one thread) it compares

- `attention_core.model.loss.cross_entropy`;
- `torch.nn.functional.linear_cross_entropy` with `label_smoothing`. Its chunked path takes none:
  with label smoothing, torch 2.13 computes `cross_entropy` of `linear`;
- its chunked path with the smoothing term, which is linear in x, computed apart. One chunk is the
  fastest on the machines seen, as `--blocks` shows;
- `cross_entropy` of `linear`.

Time: processor time of forward and backward pass, which waiting for other processes does not
lengthen. The ways take turns in one process, in random order; the median is given for each of
three repeats, each in a new process. Ratio: a way's time divided by ours in the same round, the
median of all rounds, which a busy machine moves less. What makes many [N, V] tensors takes up to
a tenth longer where the heap has to ask the system for their pages than where it has kept them.
Memory: peak above what was in use before, gradients included, each way in a new process (Linux).
Error: against the same loss in float64, the largest difference divided by the largest value, of
the three gradients the worst.
"""

import argparse
import json
import multiprocessing
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar
from unittest import mock

import torch
from torch import Tensor
from torch.nn import LinearCrossEntropyOptions
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from attention_core.model import loss

VOCABULARY = 5000
SMOOTHING = 0.05


class Inputs(NamedTuple):
    """What every way computes the loss of; x, weight and bias need gradients."""

    x: Tensor  # [N, R]
    weight: Tensor  # [V, R]
    bias: Tensor  # [V]
    target: Tensor  # [N]

    @classmethod
    def random(cls, *, rows: int, width: int, vocabulary: int = VOCABULARY) -> "Inputs":
        """Readouts and weights about as large as trained ones."""
        draw = torch.Generator().manual_seed(rows)
        return cls(
            x=torch.randn(rows, width, generator=draw).tanh().requires_grad_(),
            weight=(torch.randn(vocabulary, width, generator=draw) / 10).requires_grad_(),
            bias=torch.randn(vocabulary, generator=draw).requires_grad_(),
            target=torch.randint(0, vocabulary, (rows,), generator=draw),
        )

    @property
    def learned(self) -> tuple[Tensor, Tensor, Tensor]:
        """What gradients are computed for."""
        return self.x, self.weight, self.bias


Way = Callable[[Inputs, float], Tensor]
Result = TypeVar("Result")


def ours(inputs: Inputs, smoothing: float, *, rows: int | None = None) -> Tensor:
    with mock.patch.object(loss, "ROWS", rows or loss.ROWS):
        return loss.cross_entropy(**inputs._asdict(), smoothing=smoothing)


def fused(inputs: Inputs, smoothing: float) -> Tensor:
    return F.linear_cross_entropy(
        inputs.x,
        inputs.weight,
        inputs.target,
        linear_bias=inputs.bias,
        reduction="sum",
        label_smoothing=smoothing,
    )


def chunked(inputs: Inputs, smoothing: float, *, rows: int | None = None) -> Tensor:
    x, weight, bias, target = inputs
    total = F.linear_cross_entropy(
        x,
        weight,
        target,
        linear_bias=bias,
        reduction="sum",
        options=LinearCrossEntropyOptions(batch_chunk_size=rows or len(x)),
    )
    if smoothing:
        wanted = (x * F.embedding(target, weight)).sum() + bias[target].sum()
        mean = (x.sum(dim=0) @ weight.sum(dim=0) + len(x) * bias.sum()) / len(bias)
        total = total + smoothing * (wanted - mean)
    return total


def plain(inputs: Inputs, smoothing: float) -> Tensor:
    logits = F.linear(*inputs.learned)
    return F.cross_entropy(logits, inputs.target, reduction="sum", label_smoothing=smoothing)


WAYS: Mapping[str, Way] = {
    "ours": ours,
    "linear_cross_entropy": fused,
    "linear_cross_entropy, chunked": chunked,
    "cross_entropy of linear": plain,
}


def with_blocks(blocks: Iterable[int]) -> dict[str, Way]:
    """The ways, and those that work on blocks of rows with other blocks."""
    others = {
        f"{name}, {rows} rows": partial(way, rows=rows)
        for name, way in (("ours", ours), ("chunked", chunked))
        for rows in blocks
    }
    return {**WAYS, **others}


def gradients(way: Way, inputs: Inputs, smoothing: float) -> tuple[Tensor, ...]:
    """The loss and the gradients of x, weight and bias."""
    value = way(inputs, smoothing)
    return value.detach(), *torch.autograd.grad(value, inputs.learned)


def errors(way: Way, inputs: Inputs, smoothing: float) -> tuple[float, float]:
    """Relative error of the loss, and the largest of its gradients, against float64."""
    learned = [part.detach().double().requires_grad_() for part in inputs.learned]
    exact = gradients(plain, Inputs(*learned, inputs.target), smoothing)
    found = gradients(way, inputs, smoothing)
    each = [
        float((one - other).abs().max() / other.abs().max())
        for one, other in zip(found, exact, strict=True)
    ]
    return each[0], max(each[1:])


def seconds(
    ways: Mapping[str, Way], *, rows: int, width: int, rounds: int
) -> dict[str, list[float]]:
    """Processor time of forward and backward pass in each round, the ways taking turns."""
    torch.set_num_threads(1)
    inputs = Inputs.random(rows=rows, width=width)
    taken: dict[str, list[float]] = {name: [] for name in ways}
    order, draw = list(ways), random.Random(rounds)
    for _ in range(rounds + 1):
        draw.shuffle(order)  # what the way before leaves in caches and heap counts
        for name in order:
            started = time.process_time()
            gradients(ways[name], inputs, SMOOTHING)
            taken[name].append(time.process_time() - started)
    return {name: times[1:] for name, times in taken.items()}


def _memory(field: str) -> float:
    """MB of this process: VmRSS in use now, VmHWM at most so far."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    match = re.search(rf"{field}:\s+(\d+) kB", status)
    return int(match[1]) / 1024 if match else float("nan")


def peak(way: Way, *, rows: int, width: int) -> float:
    """MB that one forward and backward pass takes at most; to be called in a fresh process."""
    torch.set_num_threads(1)
    gradients(way, Inputs.random(rows=2, width=2, vocabulary=8), SMOOTHING)  # loads what is lazy
    inputs = Inputs.random(rows=rows, width=width)
    before = _memory("VmRSS")
    gradients(way, inputs, SMOOTHING)
    return _memory("VmHWM") - before


def afresh(function: Callable[..., Result], *given: object, **options: int) -> Result:
    """The function's result, computed in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, given, options)


def measure(
    *, rows: int, width: int, ways: Mapping[str, Way], rounds: int, repeats: int
) -> list[dict[str, object]]:
    """A row for each way."""
    inputs = Inputs.random(rows=rows, width=width)
    times = [afresh(seconds, ways, rows=rows, width=width, rounds=rounds) for _ in range(repeats)]
    found: list[dict[str, object]] = []
    for name, way in ways.items():
        ratios = [
            one / other
            for each in times
            for one, other in zip(each[name], each["ours"], strict=True)
        ]
        error, gradient = errors(way, inputs, SMOOTHING)
        found.append(
            {
                "width": width,
                "way": name,
                "ms": [round(1000 * statistics.median(each[name]), 1) for each in times],
                "ratio": round(statistics.median(ratios), 3),
                "peak_mb": round(afresh(peak, way, rows=rows, width=width), 1),
                "loss_error": error,
                "gradient_error": gradient,
            }
        )
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=755, help="target pieces")
    parser.add_argument("--widths", type=int, nargs="+", default=[384, 576])
    parser.add_argument("--blocks", type=int, nargs="+", default=[], help="rows of other blocks")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    table = [
        row
        for width in options.widths
        for row in measure(
            rows=options.rows,
            width=width,
            ways=with_blocks(options.blocks),
            rounds=options.rounds,
            repeats=options.repeats,
        )
    ]
    if options.json:
        print(json.dumps(table))
        return 0
    print("width  way                            peak MB  loss error   gradients  ratio  ms")
    for row in table:
        print(
            f"{row['width']:5}  {row['way']:30} {row['peak_mb']:7.1f}  {row['loss_error']:10.1e}"
            f"  {row['gradient_error']:10.1e}  {row['ratio']:5.3f}",
            *(f"{each:6.1f}" for each in row["ms"]),
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
