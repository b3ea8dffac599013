"""benchmark: speed and memory of a model on this machine."""

import argparse
import sys

from attention_core.cli.common import print_json, use_threads
from attention_core.cli.report import print_speed


def benchmark(options: argparse.Namespace) -> int:
    """Speed and memory of a model on this machine."""
    from attention_core import benchmark as measured

    use_threads(options)
    result = measured.benchmark(
        models=options.models,
        model=options.model,
        device=options.device,
        report=lambda doing: print(f"{doing} …", file=sys.stderr),
    )
    if options.json:
        print_json(result, indent=2)
    else:
        print_speed(result)
    return 0
