"""align --format parquet: the weights of pairs or sentences, as a corpus in shards."""

import argparse

from attention_core.cli.common import open_explorer, progress_bar
from attention_core.errors import UserError


def run_align_corpus(options: argparse.Namespace) -> int:
    """Write a corpus; under torchrun every process writes shards. Returns the exit status."""
    from attention_core.aligned_corpus.making import make_corpus
    from attention_core.utils.distributed import joined_processes

    if options.output is None:
        raise UserError("--format parquet goes with --output DIR, the folder of the corpus")
    if options.rule is not None:
        raise UserError("--format parquet stores weights: --rule goes with pharaoh and json")
    checkpoint = open_explorer(options).load(options.model)
    with joined_processes(checkpoint.model.device) as process:
        checkpoint.model.to(process.device)
        with progress_bar(total=None, shown=process.first) as done:
            count = make_corpus(
                checkpoint=checkpoint,
                lines=options.pairs,
                folder=options.output,
                process=process,
                weights=options.weights,
                resume=options.resume,
                done=done,
            )
        if process.first:
            print(f"{count} sentences in {options.output}")
    return 0
