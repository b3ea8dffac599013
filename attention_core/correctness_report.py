"""What `evaluate --links` does: how often a model's largest weights are right, said and recorded.

Modules that take long to import are imported by what needs them, as in `measuring`.
"""

import argparse
import time
from typing import Any

from attention_core.tables import print_correctness
from attention_core.terminal import open_explorer, print_json


def report_correctness(options: argparse.Namespace) -> None:
    """Correctness of α and of the posterior on pairs with trusted links, and by length."""
    from attention_core.align import WEIGHTS, check_alpha
    from attention_core.checkpoint import record
    from attention_core.correctness import figures, measure_correctness
    from attention_core.gold import read_gold

    pairs = read_gold(options.links)
    checkpoint = open_explorer(options).load(options.model)
    check_alpha(checkpoint)
    started = time.monotonic()
    result: dict[str, Any] = {
        "model": checkpoint.name,
        "digest": checkpoint.digest,
        "links": options.links.name,
        "n": len(pairs),
    }
    for weights in WEIGHTS:
        rows = measure_correctness(checkpoint=checkpoint, pairs=pairs, weights=weights)
        result[weights] = figures(pairs=pairs, rows=rows)
    result["seconds"] = round(time.monotonic() - started, 2)
    if options.record:
        record(folder=options.models / options.model, part="links", rows=[result], key="links")
    if options.json:
        print_json(result, indent=2)
    else:
        print_correctness(result)
