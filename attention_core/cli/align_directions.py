"""align --directions: links of both directions, from two files of them, made into one file."""

import argparse
from pathlib import Path

from attention_core.alignment.symmetrization import COMBINATION
from attention_core.errors import UserError


def add_direction_options(parser: argparse.ArgumentParser) -> None:
    """Options that concern two directions."""
    parser.add_argument(
        "--directions",
        type=Path,
        nargs=2,
        metavar="FILE",
        help="two files of links, source first in both: combine them; no model is needed",
    )
    parser.add_argument(
        "--turn",
        action="store_true",
        help="the second of --directions has the target first, as its own model wrote it",
    )


def check_direction_options(options: argparse.Namespace) -> None:
    """Refuse options of two directions that lack the one they belong to.

    Raises:
        UserError: --turn without --directions, or neither pairs nor directions.
    """
    if options.turn and options.directions is None:
        raise UserError("--turn goes with --directions")
    if options.directions is None and options.pairs is None:
        raise UserError("--pairs FILE is needed, or --directions with two files of links")


def run_align_directions(options: argparse.Namespace) -> int:
    """Print or write the combined links of two files; returns the exit status.

    Raises:
        UserError: an option of models is given, a file cannot be read, or the files have
            different numbers of pairs.
    """
    from attention_core.alignment.link_formats.recognition import read_links
    from attention_core.alignment.links import GoldLinks, format_pharaoh
    from attention_core.alignment.symmetrization import combine_links, turned
    from attention_core.utils.files import write_atomically

    for name in ("pairs", "rule", "threshold", "both", "resume"):
        if getattr(options, name) not in (None, False):
            raise UserError(f"--{name} makes links, and --directions has them: leave one out")
    first, second = (read_links(path) for path in options.directions)
    if len(first) != len(second):
        names = " and ".join(map(str, options.directions))
        raise UserError(f"{names} have {len(first)} and {len(second)} pairs: give the same ones")
    lines = []
    for forward, backward in zip(first, second, strict=True):
        back = backward.gold.possible
        links = combine_links(
            forward=forward.gold.possible,
            backward=turned(back) if options.turn else back,
            combination=options.combine or COMBINATION,
        )
        lines.append(format_pharaoh(GoldLinks(sure=links, possible=links)) + "\n")
    if options.output is None:
        print("".join(lines), end="", flush=True)
    else:
        write_atomically(path=options.output, data="".join(lines).encode("utf-8"))
    return 0
