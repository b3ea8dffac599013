"""train: train a model into a folder, or go on with the run in it."""

import argparse
import dataclasses
import sys

from attention_core.cli.common import use_threads
from attention_core.config import ModelConfig, TrainConfig
from attention_core.errors import UserError


def train(options: argparse.Namespace) -> int:
    """Train a model into a folder, or go on with the run in it."""
    from attention_core.alignment.gold import read_gold
    from attention_core.data.corpus import load_corpus, weighted_file
    from attention_core.data.held_out import counted_file
    from attention_core.model.checkpoint import read_model
    from attention_core.training.snapshots import read_sentences
    from attention_core.training.state import STATE
    from attention_core.training.trainer import Trainer
    from attention_core.utils.device import resolve_device
    from attention_core.utils.distributed import joined_processes

    given = vars(options)
    fields = {f.name for f in dataclasses.fields(TrainConfig)}
    config = TrainConfig(**{name: given[name] for name in fields})
    sizes = {f.name: given[f.name] for f in dataclasses.fields(ModelConfig) if f.name in given}
    # Checked before the data is read; the vocabularies are filled in when they are known.
    settings = ModelConfig(
        kind=options.arch, source_vocabulary=64_000, target_vocabulary=64_000, **sizes
    )
    if options.minutes is not None and not options.minutes > 0:
        raise UserError(f"--minutes is {options.minutes}, not above 0")
    if (options.out / STATE).exists() and not options.resume:
        raise UserError(f"{options.out} holds a run: add --resume to go on, or choose another")
    use_threads(options)
    start = None if options.start is None else read_model(options.start)
    linked = () if options.links is None else read_gold(options.links)
    if options.swap:
        linked = tuple(pair.swapped() for pair in linked)
    sentences = () if options.sentences is None else read_sentences(options.sentences)
    corpus = load_corpus(
        files=[weighted_file(argument) for argument in options.train],
        dev=options.dev,
        config=config,
        licences=options.licences,
        tokenizers=options.tokenizers,
        held_out=[counted_file(argument) for argument in options.held_out],
        swap=options.swap,
    )
    model_config = dataclasses.replace(
        settings, source_vocabulary=len(corpus.source), target_vocabulary=len(corpus.target)
    )
    with joined_processes(resolve_device(options.device)) as process:
        trainer = Trainer(
            model_config=model_config,
            config=config,
            corpus=corpus,
            folder=options.out,
            process=process,
            resume=options.resume,
            start=start,
            linked=linked,
            sentences=sentences,
        )
        if process.first:
            print(
                f"{trainer.model.parameters_count:,} parameters, "
                f"{len(trainer.examples):,} examples, "
                f"{process.count} process(es) on {process.device}",
                file=sys.stderr,
            )
        trainer.run(**({} if options.minutes is None else {"minutes": options.minutes}))
    return 0
