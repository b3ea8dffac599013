"""What models, translate and train do with their parsed options; the others are in `measuring`.

Results go to standard output (JSON there alone), everything else to standard error; the exit
status is returned. Modules that need torch are imported by the command that needs them, so
that `--help` and mistakes answer at once.
"""

import argparse
import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attention_core.config import ModelConfig, TrainConfig
from attention_core.terminal import BAD_INPUT, open_explorer, print_json, use_threads


def models(options: argparse.Namespace) -> int:
    """List every model folder, each verified byte by byte."""
    explorer = open_explorer(options)
    rows: list[dict[str, Any]] = []
    for name in [info.name for info in explorer.models()]:
        try:
            explorer.load(name)  # finds the faults that only reading every byte can show
        except ValueError as error:
            rows.append({"name": name, "fault": str(error)})
            continue
        info = next(info for info in explorer.models() if info.name == name)
        rows.append(
            {
                "name": name,
                "kind": info.kind,
                "bytes": info.size,
                "digest": info.digest,
                "dev": info.card.get("dev", {}),
                "test": info.card.get("test", []),
            }
        )
    if options.json:
        print_json(rows, indent=2)
        return 0
    for row in rows:
        if "fault" in row:
            print(f"{row['name']:16} cannot be used: {row['fault']}")
        else:
            print(
                f"{row['name']:16} {row['kind']:10} {row['bytes'] / 1e6:6.1f} MB  {row['digest']}  "
                + _quality(row)
            )
    if not rows:
        print(f"no models in {options.models}", file=sys.stderr)
    return 0


def _quality(row: dict[str, Any]) -> str:
    scores = [("dev", row["dev"].get("bleu"))] if row["dev"] else []
    scores += [(Path(test["test"]).stem, test["bleu"]) for test in row["test"]]
    return "BLEU " + ", ".join(f"{name} {bleu:.1f}" for name, bleu in scores) if scores else ""


def translate(options: argparse.Namespace) -> int:
    """Translate the sentence given, or each line of standard input."""
    from attention_core.checkpoint import record
    from attention_core.explorer import SentenceError

    explorer = open_explorer(options)
    status, samples = 0, list[dict[str, Any]]()
    for number, sentence in _sentences(options.text):
        try:
            trace = explorer.translate(model=options.model, sentence=sentence, beam=options.beam)
        except SentenceError as error:
            if number is None:
                raise
            # One line out for each line in, so that files stay parallel.
            print(f"standard input, line {number}: {error}", file=sys.stderr)
            print("null" if options.json else "", flush=True)
            status = BAD_INPUT
            continue
        samples.append({"source": sentence, "translation": trace.translation, "beam": options.beam})
        if options.json:
            print_json(trace.to_json())
        else:
            print(trace.translation, flush=True)
            if trace.unknown:
                print(f"not in the vocabulary: {' '.join(trace.unknown)}", file=sys.stderr)
            if trace.truncated:
                print("cut at the length limit", file=sys.stderr)
    if options.record:
        folder = options.models / options.model
        record(folder=folder, part="samples", rows=samples, key="source")
    return status


def _sentences(text: str | None) -> Iterator[tuple[int | None, str]]:
    """The sentence given, or numbered lines of standard input."""
    if text is not None:
        yield None, text
        return
    for number, line in enumerate(sys.stdin.buffer, start=1):
        yield number, line.decode("utf-8", errors="replace").rstrip("\r\n")


def train(options: argparse.Namespace) -> int:
    """Train a model into a folder, or go on with the run in it."""
    from attention_core.checkpoint import read_model
    from attention_core.corpus import load_corpus, weighted_file
    from attention_core.device import resolve_device
    from attention_core.gold import read_gold
    from attention_core.held_out import counted_file
    from attention_core.processes import joined_processes
    from attention_core.progress import STATE
    from attention_core.snapshots import read_sentences
    from attention_core.train import Trainer

    given = vars(options)
    fields = {f.name for f in dataclasses.fields(TrainConfig)}
    config = TrainConfig(**{name: given[name] for name in fields})
    sizes = {f.name: given[f.name] for f in dataclasses.fields(ModelConfig) if f.name in given}
    # Checked before the data is read; the vocabularies are filled in when they are known.
    settings = ModelConfig(
        kind=options.arch, source_vocabulary=64_000, target_vocabulary=64_000, **sizes
    )
    if options.minutes is not None and not options.minutes > 0:
        raise ValueError(f"--minutes is {options.minutes}, not above 0")
    if (options.out / STATE).exists() and not options.resume:
        raise ValueError(f"{options.out} holds a run: add --resume to go on, or choose another")
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
