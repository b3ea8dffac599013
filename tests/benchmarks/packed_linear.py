"""Products with packed weights beside plain ones, at the sizes of a model's decoder.

    python tests/benchmarks/packed_linear.py [--model NAME] [--rows 1 5 10 320] [--rounds 40]

For each matrix of the decoder that `attention_core.model.packed_linear` packs: milliseconds of
processor time of one product on one thread, plain and packed in turn, the median of all rounds;
what packing takes; and the largest difference of the two, divided by the largest number.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from unittest import mock

import torch
from torch import Tensor

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from attention_core.config import MODELS_FOLDER
from attention_core.explorer import Explorer
from attention_core.model import packed_linear
from attention_core.model.decoder import Decoder


def matrices(decoder: Decoder) -> Mapping[str, Tensor]:
    """What a step multiplies with, and the output embeddings."""
    return {
        "y_i-1 to gates": decoder.input.weight,
        "s_i-1 to gates": decoder.recurrent.weight,
        "c_i to gates": decoder.context.weight,
        "readout": decoder.readout.weight,
        "output": decoder.output_embeddings,
    }


def seconds(compute: Callable[[], Tensor], *, times: int = 20) -> float:
    started = time.process_time()
    for _ in range(times):
        compute()
    return (time.process_time() - started) / times


@torch.inference_mode()
def measure(weight: Tensor, *, rows: int, rounds: int) -> tuple[float, float, float]:
    """Milliseconds of a plain product and of a packed one, and their relative difference."""
    x = torch.randn(rows, weight.shape[1], generator=torch.Generator().manual_seed(rows))

    def plain() -> Tensor:
        return torch.nn.functional.linear(x, weight)

    def packed() -> Tensor:
        with mock.patch.object(packed_linear, "_MOST_ROWS", rows):
            return packed_linear.linear(x=x, weight=weight)

    difference = float((plain() - packed()).abs().max() / plain().abs().max())
    taken = [(seconds(plain), seconds(packed)) for _ in range(rounds)]
    both = [1000 * statistics.median(each) for each in zip(*taken, strict=True)]
    return both[0], both[1], difference


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="attention-50")
    parser.add_argument("--rows", type=int, nargs="+", default=[1, 5, 10, 320])
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    torch.set_num_threads(1)
    decoder = Explorer(models=MODELS_FOLDER).load(options.model).model.decoder
    print("matrix          weights      rows  plain ms  packed ms  ratio  difference")
    for name, weight in matrices(decoder).items():
        with mock.patch.object(packed_linear, "_packed", {}), torch.inference_mode():
            packing = 1000 * seconds(partial(packed_linear._packed_copy, weight), times=1)
        for rows in options.rows:
            plain, packed, difference = measure(weight, rows=rows, rounds=options.rounds)
            shape = " × ".join(map(str, weight.shape))
            print(
                f"{name:14}  {shape:11}  {rows:4}  {plain:8.3f}  {packed:9.3f}"
                f"  {packed / plain:5.2f}  {difference:10.1e}"
            )
        print(f"{name:14}  packed in {packing:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
