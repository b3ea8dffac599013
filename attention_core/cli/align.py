"""align: word links of a file of pairs, from forced decoding."""

import argparse
import contextlib
import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from attention_core.cli.common import link_rule, open_explorer, progress_bar
from attention_core.errors import UserError

if TYPE_CHECKING:
    from attention_core.alignment.aligner import Alignment
    from attention_core.alignment.extraction import Rule


def align(options: argparse.Namespace) -> int:
    """Word links of a file of pairs, one line for each, from forced decoding."""
    from attention_core.alignment.aligner import BLOCK, align, check_alpha, read_given
    from attention_core.utils.distributed import joined_processes
    from attention_core.utils.resumable_output import PartialOutput, ResumableOutput, read_partial

    rule = link_rule(options)
    if options.resume and options.output is None:
        raise UserError("--resume goes with --output")
    checkpoint = open_explorer(options).load(options.model)
    check_alpha(checkpoint)
    pairs = read_given(options.pairs, checkpoint=checkpoint)
    work = {
        "model": checkpoint.digest,
        "pairs": hashlib.sha256(options.pairs.read_bytes()).hexdigest(),
        "format": options.format,
        "weights": options.weights,
        "rule": str(rule),
    }
    there = PartialOutput(count=0, size=0)
    if options.output is not None:  # looked at by all processes before any of them writes
        there = read_partial(path=options.output, work=work, block=BLOCK, resume=options.resume)
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(joined_processes(checkpoint.model.device))
        checkpoint.model.to(process.device)
        write = _print_lines
        if options.output is not None and process.first:
            results = ResumableOutput(path=options.output, work=work, partial=there)
            write = stack.enter_context(results).write
        done = stack.enter_context(
            progress_bar(total=len(pairs), start=there.count, shown=process.first)
        )
        for block in align(
            checkpoint=checkpoint,
            pairs=pairs,
            process=process,
            weights=options.weights,
            start=there.count,
            done=done,
        ):
            write([_line(found, rule=rule, options=options) for found in block])
    return 0


def _line(found: "Alignment", *, rule: "Rule", options: argparse.Namespace) -> str:
    """One pair's line of `align`."""
    from attention_core.alignment.links import GoldLinks, format_pharaoh

    links = rule.links(found.weights[:-1])
    if options.format == "pharaoh":
        return format_pharaoh(GoldLinks(sure=links, possible=links))
    return json.dumps(
        {
            "links": sorted(links),
            f"word_{options.weights}": found.weights.tolist(),
            "logprob": found.logprob.tolist(),
        }
    )


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)
