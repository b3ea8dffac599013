"""probe: train and measure the probes of a model, and write them into its folder."""

import argparse
import sys
from pathlib import Path
from typing import Any

from attention_core.cli.common import add_threads_option, open_explorer, print_json, use_threads
from attention_core.config import DEFAULT_MODEL
from attention_core.errors import UserError


def add_probe_options(parser: argparse.ArgumentParser) -> None:
    """Options of `probe`."""
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    parser.add_argument(
        "--train", type=Path, nargs="+", required=True, metavar="FILE", help="training pairs, TSV"
    )
    parser.add_argument("--dev", type=Path, required=True, metavar="FILE", help="chooses the epoch")
    parser.add_argument(
        "--test", type=Path, nargs="+", required=True, metavar="FILE", help="pairs to measure on"
    )
    parser.add_argument(
        "--sentences", type=int, default=20_000, metavar="N", help="most training sentences"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    add_threads_option(parser)
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(command=run_probe)


def run_probe(options: argparse.Namespace) -> int:
    """Train, measure and write the probes of a model; returns the exit status."""
    from attention_core.data.pairs import read_pairs
    from attention_core.probe.folder import write_probe
    from attention_core.probe.job import train_and_measure, vocabulary_of
    from attention_core.probe.vectors import READINGS

    if options.sentences < 1:
        raise UserError(f"--sentences is {options.sentences}, less than 1")
    use_threads(options)
    checkpoint = open_explorer(options).load(options.model)
    files = {"train": options.train, "dev": [options.dev], "test": options.test}
    pairs = {
        part: [pair for path in paths for pair in read_pairs(path, languages=checkpoint.languages)]
        for part, paths in files.items()
    }
    vocabulary = vocabulary_of(checkpoint=checkpoint, pairs=pairs["train"])
    rows = []
    for reading in READINGS[checkpoint.model.config.kind]:
        probe, figures = train_and_measure(
            checkpoint=checkpoint,
            vocabulary=vocabulary,
            train=pairs["train"],
            dev=pairs["dev"],
            test=pairs["test"],
            reading=reading,
            sentences=options.sentences,
            seed=options.seed,
            report=lambda line: print(line, file=sys.stderr),
        )
        figures = {"test": ", ".join(path.name for path in options.test), **figures}
        write_probe(
            folder=open_explorer(options).folder(options.model),
            reading=reading,
            probe=probe,
            vocabulary=vocabulary,
            figures=figures,
        )
        rows.append({"model": checkpoint.name, "probe": reading, **figures})
    if options.json:
        print_json(rows, indent=2)
        return 0
    for row in rows:
        _print_row(row)
    return 0


def _print_row(row: dict[str, Any]) -> None:
    print(f"{row['model']}, {row['probe']}, on {row['test']}: recall of words")
    parts = [("all", row, row["control"])]
    for name in ("by_length", "by_place"):
        for part, control in zip(row[name], row["control"][name], strict=True):
            label = part.get("place") or f"{part['min']}–{part['max'] or ''} words"
            parts.append((label, part, control))
    for label, part, control in parts:
        if part["recall"] is not None:
            print(
                f"  {label:>14} {part['recall']:6.1%} ({part['low']:.1%} to {part['high']:.1%}), "
                f"control {control['recall']:.1%}, {part['words']} words in {part['n']} sentences"
            )
