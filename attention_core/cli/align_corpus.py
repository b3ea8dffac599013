"""align --format parquet: the weights of pairs or sentences, as a corpus in shards."""

import argparse
import contextlib
import functools
from collections.abc import Callable
from pathlib import Path

from attention_core.cli.common import open_explorer, progress_bar, read_columns_option
from attention_core.errors import UserError


def add_line_file_options(parser: argparse.ArgumentParser) -> None:
    """Files with a line for each sentence of a corpus."""
    parser.add_argument(
        "--references",
        type=Path,
        metavar="FILE",
        help="a reference translation a line, for the columns bleu and chrf of a corpus",
    )
    parser.add_argument(
        "--gold", type=Path, metavar="FILE", help="gold links a line, for the column aer"
    )


def check_line_file_options(options: argparse.Namespace) -> None:
    """Refuse files of lines where no corpus is made.

    Raises:
        UserError: --references or --gold without --format parquet.
    """
    if options.format != "parquet" and (options.references or options.gold):
        raise UserError("--references and --gold go with --format parquet")


def run_align_corpus(options: argparse.Namespace) -> int:
    """Write a corpus; under torchrun every process writes shards. Returns the exit status."""
    from attention_core.aligned_corpus.line_files import LineFiles
    from attention_core.aligned_corpus.making import make_corpus
    from attention_core.utils.distributed import joined_processes

    if options.output is None:
        raise UserError("--format parquet goes with --output DIR, the folder of the corpus")
    if options.rule is not None or options.threshold is not None:
        raise UserError("--format parquet stores weights: --rule goes with pharaoh and json")
    columns = read_columns_option(options)
    checkpoint = open_explorer(options).load(options.model)
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(joined_processes(checkpoint.model.device))
        checkpoint.model.to(process.device)

        @functools.cache
        def bar() -> Callable[[int], None]:
            """The progress bar, which appears only when there is progress."""
            return stack.enter_context(progress_bar(total=None, shown=process.first))

        count = make_corpus(
            checkpoint=checkpoint,
            lines=options.pairs,
            folder=options.output,
            process=process,
            weights=options.weights,
            columns=columns,
            tokenized=options.tokenized,
            beside=LineFiles(references=options.references, gold=options.gold),
            resume=options.resume,
            done=lambda count: bar()(count),
        )
    if process.first:
        print(f"{count} sentences in {options.output}")
    return 0
