"""align: word links of a file of pairs, from forced decoding."""

import argparse
import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attention_core.alignment.symmetrization import COMBINATION
from attention_core.cli.align_both import (
    Joining,
    add_both_options,
    both_line,
    check_both_options,
)
from attention_core.cli.align_corpus import (
    add_line_file_options,
    check_line_file_options,
    run_align_corpus,
)
from attention_core.cli.align_directions import (
    add_direction_options,
    check_direction_options,
    run_align_directions,
)
from attention_core.cli.common import (
    add_columns_option,
    add_link_options,
    link_rule,
    open_explorer,
    print_notes,
    progress_bar,
    read_columns_option,
)
from attention_core.config import DEFAULT_MODEL
from attention_core.errors import UserError

if TYPE_CHECKING:
    from attention_core.alignment.aligner import Alignment, Weights
    from attention_core.alignment.extraction import Rule
    from attention_core.data.columns import Columns
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
    parser.add_argument("--pairs", type=Path, metavar="FILE", help="pairs, TSV")
    add_columns_option(parser)
    parser.add_argument(
        "--tokenized",
        action="store_true",
        help="words are what stands between spaces; else they are counted as on the pages, where "
        "punctuation is a word of its own",
    )
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    parser.add_argument("--format", choices=("pharaoh", "json", "parquet"), default="pharaoh")
    parser.add_argument("--output", type=Path, metavar="FILE", help="else standard output")
    parser.add_argument("--resume", action="store_true", help="go on with a part of --output")
    add_direction_options(parser)
    add_both_options(parser)
    add_line_file_options(parser)
    parser.set_defaults(command=run_align)


def run_align(options: argparse.Namespace) -> int:
    """Print or write a line of word links for each line; returns the exit status."""
    check_direction_options(options)
    check_both_options(options)
    check_line_file_options(options)
    if options.directions is not None:
        return run_align_directions(options)
    if options.format == "parquet":
        return run_align_corpus(options)
    rule = link_rule(options)
    if options.resume and options.output is None:
        raise UserError("--resume goes with --output")
    explorer = open_explorer(options)
    align_file(
        checkpoint=explorer.load(options.model),
        both=None if options.both is None else explorer.load(options.both),
        joining=options.combine or COMBINATION,
        pairs=options.pairs,
        rule=rule,
        weights=options.weights,
        format=options.format,
        output=options.output,
        resume=options.resume,
        columns=read_columns_option(options),
        tokenized=options.tokenized,
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
    both: "Checkpoint | None" = None,
    joining: Joining = COMBINATION,
    columns: "Columns | None" = None,
    tokenized: bool = False,
) -> None:
    """Print or write a line of word links for each line of a file; a blank one for a blank one.

    Under torchrun all processes share the pairs, and the first one writes.

    Args:
        checkpoint: a model with attention.
        pairs: file of source and target.
        rule: how weights become links.
        weights: what links are made from.
        format: of a line: Pharaoh links, or a JSON object with links, weights and log p.
        output: file to write; None prints the lines.
        resume: continue an output that an earlier run began.
        both: a model of the other direction, whose links are combined with the first one's.
        joining: how; for JSON the mean.
        columns: of source and target; None: the first two.
        tokenized: whether words are what stands between spaces, as for `read_given`.

    Raises:
        UserError: a model without attention or of another direction, an unusable file, or an
            output begun with other arguments or without `resume`.
    """
    from attention_core.alignment.aligner import (
        BLOCK,
        align_lines,
        check_alpha,
        check_directions,
        turned_pair,
    )
    from attention_core.alignment.given_file import read_given
    from attention_core.utils.distributed import joined_processes
    from attention_core.utils.resumable_output import PartialOutput, ResumableOutput, read_partial

    models = [checkpoint] if both is None else [checkpoint, both]
    for model in models:
        check_alpha(model)
    if both is not None:
        check_directions(checkpoint, other=both)
    parsed = read_given(pairs, checkpoint=checkpoint, columns=columns, tokenized=tokenized)
    print_notes(pairs, notes=parsed.notes)
    lines = parsed.by_line()
    work = {
        "model": checkpoint.digest,
        "pairs": hashlib.sha256(pairs.read_bytes()).hexdigest(),
        "format": format,
        "weights": weights,
        "rule": str(rule),
        "columns": columns,
        "tokenized": tokenized,
    }
    if both is not None:
        work |= {"other": both.digest, "combination": joining}
    partial = PartialOutput(count=0, size=0)
    if output is not None:  # every process reads it before the first one writes
        partial = read_partial(path=output, identity=work, block=BLOCK, resume=resume)
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(joined_processes(checkpoint.model.device))
        for model in models:
            model.model.to(process.device)
        write = _print_lines
        if output is not None and process.first:
            results = ResumableOutput(path=output, identity=work, partial=partial)
            write = stack.enter_context(results).write
        done = stack.enter_context(
            progress_bar(total=len(lines), start=partial.count, shown=process.first)
        )
        sides = [lines] if both is None else [lines, [turned_pair(pair) for pair in lines]]
        directions = [
            align_lines(
                checkpoint=model,
                lines=given,
                process=process,
                weights=weights,
                start=partial.count,
                done=done if model is checkpoint else lambda count: None,
            )
            for model, given in zip(models, sides, strict=True)
        ]
        for blocks in zip(*directions, strict=True):
            rows = zip(*blocks, strict=True)
            if both is None:
                write([_line(row[0], rule=rule, weights=weights, format=format) for row in rows])
            else:
                as_json = format == "json"
                write(
                    [
                        both_line(
                            *row, rule=rule, joining=joining, weights=weights, as_json=as_json
                        )
                        for row in rows
                    ]
                )


def _line(
    alignment: "Alignment | None", *, rule: "Rule", weights: "Weights", format: Format
) -> str:
    """The output line of one pair; of a blank line a blank one."""
    from attention_core.alignment.links import GoldLinks, format_pharaoh

    if alignment is None:
        return ""
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
