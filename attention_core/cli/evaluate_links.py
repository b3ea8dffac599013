"""evaluate --gold and --links: quality of a model's weights as word links."""

import argparse
import dataclasses
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attention_core.cli.common import (
    link_rule,
    open_explorer,
    print_json,
    progress_bar,
    record_in_card,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from attention_core.alignment.aligner import GivenPair, Weights
    from attention_core.alignment.extraction import Rule
    from attention_core.alignment.gold import GoldPair, GoldReport
    from attention_core.model.checkpoint import Checkpoint


def run_gold(options: argparse.Namespace) -> None:
    """Print AER, precision and recall of the links that a model's weights make."""
    from attention_core.alignment.aligner import check_alpha
    from attention_core.alignment.gold import read_gold
    from attention_core.cli.report import print_gold

    rule = link_rule(options)
    pairs = read_gold(options.gold, pairs=options.pairs)
    checkpoint = open_explorer(options).load(options.model)
    check_alpha(checkpoint)
    result = evaluate_links(checkpoint=checkpoint, pairs=pairs, gold=options.gold.name, rule=rule)
    if options.record:
        record_in_card(options, part="gold", rows=[result], key="gold")
    if options.json:
        print_json(result, indent=2)
    else:
        print_gold(result)


def evaluate_links(
    *, checkpoint: "Checkpoint", pairs: Sequence["GoldPair"], gold: str = "", rule: "Rule"
) -> dict[str, Any]:
    """Compare the links of α, of the posterior and of occlusion with gold links.

    Shows a progress bar on standard error.

    Args:
        checkpoint: a model with attention.
        pairs: with their gold links.
        gold: name of the file of pairs.
        rule: how α becomes the links of "aer", "precision", "recall" and "by_shift".

    Returns:
        JSON, as `evaluate --gold --json` prints it.
    """
    from attention_core.alignment.aligner import WEIGHTS, GivenPair, occlude_pair
    from attention_core.alignment.extraction import Rule
    from attention_core.alignment.gold import compare_with_gold, link_quality

    given_pairs = [GivenPair(source=pair.source, target=pair.target) for pair in pairs]
    started = time.monotonic()
    matrices = {
        weights: _matrices(checkpoint=checkpoint, pairs=given_pairs, weights=weights)
        for weights in WEIGHTS
    }
    occlusion = link_quality(
        pairs=(
            (Rule().links(occlude_pair(checkpoint=checkpoint, pair=given)[:-1]), pair.gold)
            for given, pair in zip(given_pairs, pairs, strict=True)
        )
    )
    alpha = compare_with_gold(pairs=pairs, word_alpha=matrices["alpha"], rule=rule)
    posterior = compare_with_gold(pairs=pairs, word_alpha=matrices["posterior"], rule=rule)
    rows, columns = alpha.shift
    return {
        "model": checkpoint.name,
        "digest": checkpoint.digest,
        "gold": gold,
        "n": len(pairs),
        "method": str(rule),
        **dataclasses.asdict(alpha.whole),
        "by_rule": _by_rule(alpha),
        "by_shift": [
            {"rows": rows, "columns": columns, **dataclasses.asdict(quality)}
            for (rows, columns), quality in alpha.by_shift
        ],
        "shift": {"rows": rows, "columns": columns},
        "posterior": _by_rule(posterior),
        "occlusion": dataclasses.asdict(occlusion),
        "seconds": round(time.monotonic() - started, 2),
    }


def _matrices(
    *, checkpoint: "Checkpoint", pairs: Sequence["GivenPair"], weights: "Weights"
) -> list["NDArray[np.float32]"]:
    """The weights of each pair, by words: [target words + 1, source words + 1]."""
    from attention_core.alignment.aligner import align
    from attention_core.utils.distributed import Process

    me = Process(rank=0, count=1, device=checkpoint.model.device)
    with progress_bar(total=len(pairs)) as done:
        blocks = align(checkpoint=checkpoint, pairs=pairs, process=me, weights=weights, done=done)
        return [alignment.weights for block in blocks for alignment in block]


def _by_rule(report: "GoldReport") -> list[dict[str, Any]]:
    return [
        {"method": str(rule), **dataclasses.asdict(quality)} for rule, quality in report.by_rule
    ]


def run_links(options: argparse.Namespace) -> None:
    """Print the correctness of α and of the posterior on trusted links, and by length."""
    from attention_core.alignment.aligner import WEIGHTS, check_alpha
    from attention_core.alignment.gold import read_gold
    from attention_core.cli.report import print_correctness
    from attention_core.evaluation.correctness import correctness_by_length, measure_correctness

    pairs = read_gold(options.links, pairs=options.pairs)
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
        result[weights] = correctness_by_length(pairs=pairs, rows=rows)
    result["seconds"] = round(time.monotonic() - started, 2)
    if options.record:
        record_in_card(options, part="links", rows=[result], key="links")
    if options.json:
        print_json(result, indent=2)
    else:
        print_correctness(result)
