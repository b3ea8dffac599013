"""train: train a model into a folder, or continue the run in it."""

import argparse
import contextlib
import dataclasses
import math
import sys
from collections.abc import Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attention_core.cli.common import add_threads_option, use_threads
from attention_core.config import KINDS, ModelConfig, TrainConfig, stored_name
from attention_core.errors import UserError
from attention_core.text.encodings import EncodingError, decode, split_lines
from attention_core.text.languages import ENGLISH_HINDI, LanguagePair, folds_case
from attention_core.text.scripts import count_han
from attention_core.training.recipe import SCALED, SIZES, scaled_recipe

if TYPE_CHECKING:
    from attention_core.model.checkpoint import Checkpoint
    from attention_core.training.state import TrainingProgress

_ANY_VOCABULARY = 64_000  # until the tokenizers are known


def add_train_options(parser: argparse.ArgumentParser) -> None:
    """Options of `train`: those of a run, then one for each field of the configurations."""
    parser.add_argument("--arch", choices=KINDS, required=True)
    parser.add_argument("--train", nargs="+", required=True, metavar="FILE[:WEIGHT]")
    parser.add_argument("--dev", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--languages",
        metavar="FROM-TO",
        help="such as en-fr (default: those of --start, else en-hi, with --swap hi-en)",
    )
    parser.add_argument(
        "--swap", action="store_true", help="the files have the language to translate to first"
    )
    parser.add_argument(
        "--held-out",
        action="append",
        default=[],
        metavar="FILE:N",
        help="N pairs of a training file, drawn by the seed, join the dev pairs instead",
    )
    parser.add_argument(
        "--links", type=Path, metavar="FILE", help="pairs with trusted links: how often α is right"
    )
    parser.add_argument(
        "--sentences", type=Path, metavar="FILE", help="one a line: translated at each validation"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--resume", action="store_true", help="go on from what is in DIR")
    parser.add_argument(
        "--start",
        type=Path,
        metavar="MODEL",
        help="begin with the weights in this model folder; what no option says of sizes, "
        "languages and tokenizers is as there",
    )
    parser.add_argument(
        "--minutes",
        type=float,
        help="stop after so long; without --updates, make as many as fit; --resume goes on",
    )
    parser.add_argument(
        "--size", choices=SIZES, help="of the layers (default: full); an option for one wins"
    )
    add_threads_option(parser)
    parser.add_argument(
        "--bfloat16",
        action=argparse.BooleanOptionalAction,
        help="products in bfloat16 (default: where the processor is faster with it)",
    )
    parser.add_argument("--tokenizers", type=Path, metavar="DIR", help="use its *.spm files")
    parser.add_argument("--licences", type=Path, metavar="FILE", help="JSON, for the model card")
    for config in (ModelConfig, TrainConfig):
        for field in dataclasses.fields(config):
            option = "--" + stored_name(field).replace("_", "-")
            if field.name == "lowercase_source":
                parser.add_argument(
                    option,
                    action=argparse.BooleanOptionalAction,
                    help="default: yes, but not for German and languages without case",
                )
            elif field.type is bool:
                parser.add_argument(
                    option,
                    dest=field.name,
                    action=argparse.BooleanOptionalAction,
                    help=f"default: {'yes' if field.default else 'no'}",
                )
            elif field.type in (int, float) and field.default is not dataclasses.MISSING:
                less = ", fewer if there are less than 50,000 pairs" * (field.name in SCALED)
                parser.add_argument(option, type=field.type, help=f"default: {field.default}{less}")
    parser.set_defaults(command=run_train)


def run_train(options: argparse.Namespace) -> int:
    """Check the options, then train; returns the exit status."""
    from attention_core.training.state import STATE

    given = vars(options)
    fields = {field.name for field in dataclasses.fields(TrainConfig)}
    recipe = {name: value for name, value in given.items() if name in fields and value is not None}
    config = TrainConfig(**recipe)  # whose faults are named before a file is read
    start = None
    if options.start is not None:
        from attention_core.model.checkpoint import read_model

        start = read_model(options.start)
    model_config = _model_config(options, start=None if start is None else start.model.config)
    if options.minutes is not None and not options.minutes > 0:
        raise UserError(f"--minutes is {options.minutes}, not above 0")
    if (options.out / STATE).exists() and not options.resume:
        raise UserError(f"{options.out} holds a run: add --resume to go on, or choose another")
    use_threads(options)
    config = dataclasses.replace(config, **scaled_to(options.train, without=recipe))
    train_model(
        model_config=model_config,
        config=config,
        files=options.train,
        dev=options.dev,
        held_out=options.held_out,
        links=options.links,
        sentences=options.sentences,
        swap=options.swap,
        folder=options.out,
        resume=options.resume,
        start=start,
        minutes=math.inf if options.minutes is None else options.minutes,
        fit_minutes=options.minutes is not None and options.updates is None,
        tokenizers=options.start if options.tokenizers is None else options.tokenizers,
        licences=options.licences,
        device=options.device,
        bfloat16=options.bfloat16,
    )
    return 0


def _model_config(options: argparse.Namespace, *, start: ModelConfig | None) -> ModelConfig:
    """Sizes and languages as the options say, and for the rest those of `start` or the defaults."""
    given = {
        field.name: getattr(options, field.name)
        for field in dataclasses.fields(ModelConfig)
        if getattr(options, field.name, None) is not None
    }
    given |= {"kind": options.arch}
    if options.size is not None:
        given = SIZES[options.size] | given
    if options.languages is not None:
        pair = LanguagePair.parse(options.languages)
    elif start is not None:
        pair = LanguagePair(source=start.source_language, target=start.target_language)
    else:
        pair = ENGLISH_HINDI.swapped() if options.swap else ENGLISH_HINDI
    given |= {"source_language": pair.source, "target_language": pair.target}
    if start is not None:
        return dataclasses.replace(start, **given)
    defaults = {
        "source_vocabulary": _ANY_VOCABULARY,
        "target_vocabulary": _ANY_VOCABULARY,
        "lowercase_source": folds_case(pair.source),
    }
    return ModelConfig(**defaults | given)


def scaled_to(files: Sequence[str], *, without: Container[str]) -> dict[str, int]:
    """Fields of the recipe for as many pairs as the files have.

    Args:
        files: `FILE` or `FILE:WEIGHT` each.
        without: names of fields that a person has set.
    """
    from attention_core.data.corpus import weighted_file

    lines: set[str] = set()
    for argument in files:
        with contextlib.suppress(OSError, EncodingError):  # said later, by the reader of pairs
            lines.update(split_lines(decode(weighted_file(argument)[0].read_bytes())[0]))
    recipe = scaled_recipe(pairs=len(lines), letters=count_han(lines))
    return {name: value for name, value in recipe.items() if name not in without}


def train_model(
    *,
    model_config: ModelConfig,
    config: TrainConfig,
    files: Sequence[str],
    dev: Path,
    folder: Path,
    held_out: Sequence[str] = (),
    links: Path | None = None,
    sentences: Path | None = None,
    swap: bool = False,
    resume: bool = False,
    start: "Checkpoint | None" = None,
    minutes: float = math.inf,
    fit_minutes: bool = False,
    tokenizers: Path | None = None,
    licences: Path | None = None,
    device: str = "auto",
    bfloat16: bool | None = None,
) -> "TrainingProgress":
    """Read the data and train, under torchrun in several processes.

    Args:
        model_config: sizes and languages; the tokenizers replace the vocabularies.
        config: the recipe.
        files: training pairs, `FILE` or `FILE:WEIGHT` each.
        dev: pairs to choose the best weights by.
        folder: becomes the model folder, with the state of the run beside the model.
        held_out: `FILE:N` each: N pairs of a training file that join the dev pairs.
        links: pairs with trusted links, for the correctness of α.
        sentences: sentences whose translations are saved at each validation.
        swap: the files have the target in their first column.
        resume: continue the run in the folder.
        start: model whose weights the run begins with.
        minutes: after which the run stops.
        fit_minutes: make as many updates as fit into the minutes.
        tokenizers: folder with source.spm and target.spm; None trains new ones.
        licences: JSON for the model card.
        device: "auto", "cpu" or "cuda".
        bfloat16: compute products in bfloat16; None: where the processor is faster with it.

    Returns:
        How far the run has come.

    Raises:
        UserError: an unusable file, model or device, or a run that cannot be resumed.
    """
    from attention_core.alignment.gold import read_gold
    from attention_core.data.corpus import load_corpus, weighted_file
    from attention_core.data.held_out import counted_file
    from attention_core.training.snapshots import read_sentences
    from attention_core.training.trainer import Trainer
    from attention_core.utils.device import multiplies_fast_in_bfloat16, resolve_device
    from attention_core.utils.distributed import joined_processes

    linked = () if links is None else read_gold(links)
    if swap:
        linked = tuple(pair.swapped() for pair in linked)
    snapshot_sentences = () if sentences is None else read_sentences(sentences)
    corpus = load_corpus(
        files=[weighted_file(argument) for argument in files],
        dev=dev,
        config=config,
        licences=licences,
        tokenizers=tokenizers,
        held_out=[counted_file(argument) for argument in held_out],
        languages=LanguagePair(
            source=model_config.source_language, target=model_config.target_language
        ),
        lowercase=model_config.lowercase_source,
        swap=swap,
    )
    with joined_processes(resolve_device(device)) as process:
        trainer = Trainer(
            model_config=dataclasses.replace(
                model_config,
                source_vocabulary=len(corpus.source),
                target_vocabulary=len(corpus.target),
            ),
            config=config,
            corpus=corpus,
            folder=folder,
            process=process,
            resume=resume,
            start=start,
            linked_pairs=linked,
            sentences=snapshot_sentences,
            fit_minutes=fit_minutes,
            bfloat16=multiplies_fast_in_bfloat16(process.device) if bfloat16 is None else bfloat16,
        )
        if process.first:
            print(*corpus.notes, sep="\n", end="\n" * bool(corpus.notes), file=sys.stderr)
            print(
                f"{trainer.model.parameters_count:,} parameters, "
                f"{len(trainer.examples):,} examples, "
                f"{process.count} process(es) on {process.device}"
                + ", products in bfloat16"
                * trainer.bfloat16,
                file=sys.stderr,
            )
        return trainer.run(minutes=minutes)
