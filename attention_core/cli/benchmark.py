"""benchmark: speed and memory of a model on this machine."""

import argparse
import sys

from attention_core.cli.common import add_threads_option, print_json, use_threads
from attention_core.config import DEFAULT_MODEL


def add_benchmark_options(parser: argparse.ArgumentParser) -> None:
    """Options of `benchmark`."""
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    add_threads_option(parser)
    parser.add_argument("--bfloat16", action="store_true", help="train with products in bfloat16")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(command=run_benchmark)


def run_benchmark(options: argparse.Namespace) -> int:
    """Print what `attention_core.benchmark` measures; returns the exit status."""
    from attention_core import benchmark
    from attention_core.cli.report import print_speed

    use_threads(options)
    result = benchmark.benchmark(
        models=options.models,
        model=options.model,
        device=options.device,
        bfloat16=options.bfloat16,
        report=lambda activity: print(f"{activity} …", file=sys.stderr),
    )
    if options.json:
        print_json(result, indent=2)
    else:
        print_speed(result)
    return 0
