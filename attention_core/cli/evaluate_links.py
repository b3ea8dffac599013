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
    """Print the correctness of α and of the posterior on trusted links, and by length.

    With --both, also that of the mean of the weights of two models.

    Raises:
        UserError: a model has no α, or the second does not translate back.
    """
    from attention_core.alignment.aligner import (
        WEIGHTS,
        GivenPair,
        check_alpha,
        check_directions,
    )
    from attention_core.alignment.both_directions import BothDirections
    from attention_core.alignment.gold import read_gold
    from attention_core.cli.report import print_correctness

    pairs = read_gold(options.links, pairs=options.pairs)
    explorer = open_explorer(options)
    checkpoint = explorer.load(options.model)
    back = None if options.both is None else explorer.load(options.both)
    check_alpha(checkpoint)
    if back is not None:
        check_alpha(back)
        check_directions(checkpoint, other=back)
    started = time.monotonic()
    there = [GivenPair(source=pair.source, target=pair.target) for pair in pairs]
    again = [GivenPair(source=pair.target, target=pair.source) for pair in pairs]
    result: dict[str, Any] = {
        "model": checkpoint.name,
        "digest": checkpoint.digest,
        "links": options.links.name,
        "n": len(pairs),
    }
    both: dict[str, Any] = {}
    for weights in WEIGHTS:
        matrices = _matrices(checkpoint=checkpoint, pairs=there, weights=weights)
        result[weights] = _correctness(pairs=pairs, matrices=matrices)
        if back is not None:
            backward = _matrices(checkpoint=back, pairs=again, weights=weights)
            mean = [
                BothDirections(forward=one, backward=other).mean
                for one, other in zip(matrices, backward, strict=True)
            ]
            both[weights] = _correctness(pairs=pairs, matrices=mean)
    if back is not None:
        result["both"] = {"model": back.name, "digest": back.digest, **both}
    result["seconds"] = round(time.monotonic() - started, 2)
    if options.record:
        record_in_card(options, part="links", rows=[result], key="links")
    if options.json:
        print_json(result, indent=2)
    else:
        print_correctness(result)


def _correctness(
    *, pairs: Sequence["GoldPair"], matrices: Sequence["NDArray[np.float32]"]
) -> dict[str, Any]:
    """How often the weights of the pairs are right, whole and by length."""
    from attention_core.evaluation.correctness import correctness, correctness_by_length

    rows = [
        correctness(pair=pair, weights=matrix) for pair, matrix in zip(pairs, matrices, strict=True)
    ]
    return correctness_by_length(pairs=pairs, rows=rows)
