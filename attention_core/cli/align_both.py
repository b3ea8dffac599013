"""align --both: links of a model and of one that translates back, made into one set."""

import argparse
import json
from typing import TYPE_CHECKING, Literal

from attention_core.alignment.symmetrization import COMBINATION, COMBINATIONS, Combination
from attention_core.errors import UserError

if TYPE_CHECKING:
    from attention_core.alignment.aligner import Alignment, Weights
    from attention_core.alignment.extraction import Rule

MEAN = "mean"
Joining = Literal[Combination, "mean"]  # as in `alignment.both_directions`, which needs torch


def add_both_options(parser: argparse.ArgumentParser) -> None:
    """Options of two directions, whether two models or two files make their links."""
    parser.add_argument(
        "--both", metavar="M", help="a model of the other direction: links of both models"
    )
    parser.add_argument(
        "--combine",
        choices=(*COMBINATIONS, MEAN),
        help=f"links of two directions (default: {COMBINATION}); mean, with --both: links of the "
        "mean of both models' weights",
    )


def check_both_options(options: argparse.Namespace) -> None:
    """Refuse options of two directions that do not go together.

    Raises:
        UserError: --combine without two directions, a mean of files, which have no weights, or
            an output of two models that has room for one.
    """
    if options.both is None:
        if options.combine is not None and options.directions is None:
            raise UserError("--combine goes with --directions or --both")
        if options.combine == MEAN:
            raise UserError("--combine mean goes with --both: files of links have no weights")
    elif options.format == "parquet":
        raise UserError("--format parquet has the weights of one model: leave --both out")
    elif options.format == "json" and options.combine != MEAN:
        raise UserError("--both with --format json goes with --combine mean, which has weights")


def both_line(
    forward: "Alignment | None",
    backward: "Alignment | None",
    *,
    rule: "Rule",
    joining: Joining,
    weights: "Weights",
    as_json: bool,
) -> str:
    """The output line of one pair, from the alignments of both models; of a blank line a blank one.

    Raises:
        UserError: the two models see other words in the pair.
    """
    from attention_core.alignment.both_directions import BothDirections
    from attention_core.alignment.links import GoldLinks, format_pharaoh

    if forward is None or backward is None:
        return ""
    both = BothDirections(forward=forward.weights, backward=backward.weights)
    links = both.links(rule=rule, joining=joining)
    if not as_json:
        return format_pharaoh(GoldLinks(sure=links, possible=links))
    return json.dumps(
        {
            "links": sorted(links),
            f"word_{weights}": both.mean.tolist(),
            "logprob": forward.logprob.tolist(),
            "back_logprob": backward.logprob.tolist(),
        }
    )
