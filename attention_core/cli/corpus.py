"""corpus: statistics, one sentence, queries and exports of a corpus of alignments."""

import argparse
import dataclasses
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from attention_core.cli.common import print_json

if TYPE_CHECKING:
    from attention_core.aligned_corpus.corpus import AlignedCorpus
    from attention_core.aligned_corpus.rows import Row

_QUERY_HELP = "condition on columns, such as 'coverage < -2 and source_words > 30'"


def add_corpus_options(parser: argparse.ArgumentParser) -> None:
    """Options of `corpus`."""
    actions = parser.add_subparsers(
        required=True, metavar="ACTION", parser_class=type(parser), dest="action"
    )
    stats = actions.add_parser("stats", help="number of sentences, and how each column is spread")
    show = actions.add_parser("show", help="one sentence with its weights")
    query = actions.add_parser("query", help="the sentences for which a condition holds")
    export = actions.add_parser("export", help="sentences as JSON lines, or columns as CSV")
    for action in (stats, show, query, export):
        action.add_argument("folder", type=Path, metavar="DIR", help="the corpus")
    show.add_argument("number", type=int, metavar="ID", help="from 0, in the order of the file")
    query.add_argument("where", metavar="QUERY", help=_QUERY_HELP)
    query.add_argument("--sort", default="id", metavar="COLUMN")
    query.add_argument("--descending", action="store_true")
    query.add_argument("--limit", type=int, default=20, metavar="N")
    export.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    export.add_argument("--where", default="", metavar="QUERY", help=_QUERY_HELP)
    export.add_argument("--output", type=Path, metavar="FILE", help="else standard output")
    for action in (stats, show, query):
        action.add_argument("--json", action="store_true")
    parser.set_defaults(command=run_corpus)


def run_corpus(options: argparse.Namespace) -> int:
    """Run one action; returns the exit status."""
    from attention_core.aligned_corpus.corpus import AlignedCorpus

    corpus = AlignedCorpus(options.folder)
    actions = {"stats": _stats, "show": _show, "query": _query, "export": _export}
    actions[options.action](corpus, options)
    for bad in corpus.faults:
        print(f"left out: {bad.name}: {bad.reason}", file=sys.stderr)
    return 0


def _stats(corpus: "AlignedCorpus", options: argparse.Namespace) -> None:
    from attention_core.aligned_corpus.agreement import corpus_aer
    from attention_core.aligned_corpus.spreads import spreads

    corpus.verify()
    found = spreads(corpus)
    data = {
        "sentences": corpus.count(),
        "complete": corpus.complete,
        "shards": len(corpus.shards),
        "bytes": corpus.size(),
        "left_out": [dataclasses.asdict(bad) for bad in corpus.faults],
        "made_from": dict(corpus.description.made_from) if corpus.description else None,
        "aer": corpus_aer(corpus),
        "columns": {name: dataclasses.asdict(spread) for name, spread in found.items()},
    }
    if options.json:
        print_json(data)
        return
    unfinished = "" if corpus.complete else ", not finished"
    print(f"sentences: {data['sentences']}{unfinished}")
    print(f"shards: {data['shards']}, {corpus.size() / 1e6:.1f} MB")
    if data["aer"] is not None:
        print(f"AER: {data['aer']:.3f}")
    print(f"{'column':<15}{'present':>9}{'minimum':>11}{'median':>11}{'mean':>11}{'maximum':>11}")
    for name, spread in found.items():
        values = (spread.minimum, spread.median, spread.mean, spread.maximum)
        cells = "".join(f"{'–' if value is None else f'{value:.3f}':>11}" for value in values)
        print(f"{name:<15}{spread.present:>9}{cells}")


def _show(corpus: "AlignedCorpus", options: argparse.Namespace) -> None:
    from attention_core.aligned_corpus.columns import COLUMNS
    from attention_core.aligned_corpus.rows import row_json

    row = corpus.row(options.number)
    measured = {column.name: row[column.name] for column in COLUMNS}
    data = {**measured, "links": row["links"], **row_json(row)}
    if options.json:
        print_json(data)
        return
    for name, value in measured.items():
        if value not in (None, ""):
            print(f"{name}: {value:.4f}" if isinstance(value, float) else f"{name}: {value}")
    print(f"links: {row['links']}")
    _print_weights(row, alpha=data["alpha"])


def _print_weights(row: "Row", *, alpha: list[list[float]] | None) -> None:
    """For each target token the source tokens with the largest weights."""
    for target, weights in zip(row["target_tokens"], alpha or [], strict=False):
        order = sorted(range(len(weights)), key=lambda j: -weights[j])[:3]
        cells = (f"{row['source_tokens'][j]} {weights[j]:.2f}" for j in order)
        print(f"{target} ← " + ", ".join(cells))


def _query(corpus: "AlignedCorpus", options: argparse.Namespace) -> None:
    from attention_core.aligned_corpus.corpus import Order
    from attention_core.aligned_corpus.filters import check_column, parse_filter

    condition = parse_filter(options.where)
    order = Order(column=check_column(options.sort), descending=options.descending)
    limit = max(0, options.limit)
    rows = corpus.table(condition=condition, order=order, limit=limit)
    if options.json:
        for row in rows:
            print_json(row)
        return
    print(f"{corpus.count(condition)} sentences, {len(rows)} shown")
    for row in rows:
        numbers = " ".join(
            f"{name}={value:.3g}" if isinstance(value, float) else f"{name}={value}"
            for name, value in row.items()
            if isinstance(value, int | float) and name != "id"
        )
        print(f"{row['id']}: {row['source']}\n    {row['target']}\n    {numbers}")


def _export(corpus: "AlignedCorpus", options: argparse.Namespace) -> None:
    from attention_core.aligned_corpus.export import corpus_csv, json_lines
    from attention_core.aligned_corpus.filters import parse_filter

    condition = parse_filter(options.where)
    make = corpus_csv if options.format == "csv" else json_lines
    lines: Iterable[str] = make(corpus, condition=condition)
    if options.output is None:
        sys.stdout.writelines(lines)
        return
    from attention_core.aligned_corpus.export import write_lines

    write_lines(options.output, lines=lines)
