"""align: word links of a file of pairs, from forced decoding."""

import argparse
import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attention_core.cli.align_corpus import run_align_corpus
from attention_core.cli.common import add_link_options, link_rule, open_explorer, progress_bar
from attention_core.config import DEFAULT_MODEL
from attention_core.errors import UserError

if TYPE_CHECKING:
    from attention_core.alignment.aligner import Alignment, Weights
    from attention_core.alignment.extraction import Rule
    from attention_core.model.checkpoint import Checkpoint

Format = Literal["pharaoh", "json"]


def add_align_options(parser: argparse.ArgumentParser) -> None:
    """Options of `align`."""
    add_link_options(parser)
    parser.add_argument(
        "--weights",
        choices=("alpha", "posterior"),
        default="alpha",
        help="what links are made from: α, or what is known of j once y_i is there",
    )
    parser.add_argument("--pairs", type=Path, required=True, metavar="FILE", help="pairs, TSV")
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    parser.add_argument("--format", choices=("pharaoh", "json", "parquet"), default="pharaoh")
    parser.add_argument("--output", type=Path, metavar="FILE", help="else standard output")
    parser.add_argument("--resume", action="store_true", help="go on with a part of --output")
    parser.set_defaults(command=run_align)


def run_align(options: argparse.Namespace) -> int:
    """Print or write a line of word links for each pair; returns the exit status."""
    if options.format == "parquet":
        return run_align_corpus(options)
    rule = link_rule(options)
    if options.resume and options.output is None:
        raise UserError("--resume goes with --output")
    align_file(
        checkpoint=open_explorer(options).load(options.model),
        pairs=options.pairs,
        rule=rule,
        weights=options.weights,
        format=options.format,
        output=options.output,
        resume=options.resume,
    )
    return 0


def align_file(
    *,
    checkpoint: "Checkpoint",
    pairs: Path,
    rule: "Rule",
    weights: "Weights" = "alpha",
    format: Format = "pharaoh",
    output: Path | None = None,
    resume: bool = False,
) -> None:
    """Print or write a line of word links for each pair of a file.

    Under torchrun all processes share the pairs, and the first one writes.

    Args:
        checkpoint: a model with attention.
        pairs: TSV file of source and target, in words separated by spaces.
        rule: how weights become links.
        weights: what links are made from.
        format: of a line: Pharaoh links, or a JSON object with links, weights and log p.
        output: file to write; None prints the lines.
        resume: continue an output that an earlier run began.

    Raises:
        UserError: a model without attention, an unusable file, or an output begun with other
            arguments or without `resume`.
    """
    from attention_core.alignment.aligner import BLOCK, align, check_alpha, read_given
    from attention_core.utils.distributed import joined_processes
    from attention_core.utils.resumable_output import PartialOutput, ResumableOutput, read_partial

    check_alpha(checkpoint)
    given_pairs = read_given(pairs, checkpoint=checkpoint)
    work = {
        "model": checkpoint.digest,
        "pairs": hashlib.sha256(pairs.read_bytes()).hexdigest(),
        "format": format,
        "weights": weights,
        "rule": str(rule),
    }
    partial = PartialOutput(count=0, size=0)
    if output is not None:  # every process reads it before the first one writes
        partial = read_partial(path=output, identity=work, block=BLOCK, resume=resume)
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(joined_processes(checkpoint.model.device))
        checkpoint.model.to(process.device)
        write = _print_lines
        if output is not None and process.first:
            results = ResumableOutput(path=output, identity=work, partial=partial)
            write = stack.enter_context(results).write
        done = stack.enter_context(
            progress_bar(total=len(given_pairs), start=partial.count, shown=process.first)
        )
        for block in align(
            checkpoint=checkpoint,
            pairs=given_pairs,
            process=process,
            weights=weights,
            start=partial.count,
            done=done,
        ):
            write(
                [_line(alignment, rule=rule, weights=weights, format=format) for alignment in block]
            )


def _line(alignment: "Alignment", *, rule: "Rule", weights: "Weights", format: Format) -> str:
    """The output line of one pair."""
    from attention_core.alignment.links import GoldLinks, format_pharaoh

    links = rule.links(alignment.weights[:-1])
    if format == "pharaoh":
        return format_pharaoh(GoldLinks(sure=links, possible=links))
    return json.dumps(
        {
            "links": sorted(links),
            f"word_{weights}": alignment.weights.tolist(),
            "logprob": alignment.logprob.tolist(),
        }
    )


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)
