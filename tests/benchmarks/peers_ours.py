"""Our attention model, trained and timed as `peers` asks."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from peers_task import Clock, Task, decode_all, run, write_figures

from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.batches import Batches, Example
from attention_core.data.corpus import Corpus
from attention_core.data.pairs import read_pairs
from attention_core.decoding.translate import translate_all
from attention_core.model.checkpoint import read_model, write_model
from attention_core.text.tokenizer import Tokenizer
from attention_core.training.trainer import Trainer
from attention_core.utils.distributed import Process


def corpus_of(task: Task) -> Corpus:
    """The pairs that the peers learn from too."""
    dev = read_pairs(task.data / "dev.tsv")
    return Corpus(
        pairs=read_pairs(task.data / "train.tsv"),
        dev=dev[:1],  # never looked at: no model is chosen here, the last one counts
        source=Tokenizer(model=(task.data / "source.spm").read_bytes(), folds=True),
        target=Tokenizer(model=(task.data / "target.spm").read_bytes(), folds=False),
        card={},
    )


def updates_needed(*, examples: list[Example], config: TrainConfig, pieces: int) -> int:
    """Updates until so many target pieces are learnt from."""
    seen = 0
    for update, batch in enumerate(Batches(examples=examples, config=config), start=1):
        seen += sum(len(target) for _, target in batch)
        if seen >= pieces:
            return update
    raise AssertionError("batches never end")


def train(task: Task) -> None:
    torch.set_num_threads(task.threads)
    corpus = corpus_of(task)
    config = TrainConfig(
        max_pieces=task.longest,
        batch_tokens=task.batch_tokens,
        learning_rate=task.learning_rate,
        final_rate=task.final_rate,
        smoothing=0.0,
        clip=task.clip,
        curriculum_updates=0,
        seed=task.seed,
    )
    examples = corpus.examples(pairs=corpus.pairs, longest=task.longest)
    updates = updates_needed(examples=examples, config=config, pieces=task.pieces)
    recipe = config.to_json() | {
        "updates": updates,
        "warmup": max(1, round(task.warmup * updates)),
    }
    model_config = ModelConfig(
        kind="attention",
        source_vocabulary=len(corpus.source),
        target_vocabulary=len(corpus.target),
        embedding=task.embedding,
        encoder=task.encoder,
        decoder=task.decoder,
        attention=task.attention,
        readout=task.decoder,  # as wide as the peers' output layers
        dropout=task.dropout,
    )
    trainer = Trainer(
        model_config=model_config,
        config=TrainConfig.from_json(recipe),
        corpus=corpus,
        folder=task.folder / "run",
        process=Process(rank=0, count=1, device=torch.device("cpu")),
    )
    clock, progress = Clock(task.pieces), trainer.progress
    for batch in trainer.batches:
        pieces, slots = progress.pieces, progress.slots
        trainer.learn(batch)
        if clock.tick(pieces=progress.pieces - pieces, slots=progress.slots - slots):
            break
    write_model(
        folder=task.folder / "model",
        model=trainer.model,
        source=corpus.source,
        target=corpus.target,
        card={"kind": "attention", "data": corpus.card},
    )
    figures = clock.figures() | {"parameters": trainer.model.parameters_count}
    write_figures(task, "training", figures)


def decode(task: Task) -> None:
    torch.set_num_threads(task.threads)
    checkpoint = read_model(task.folder / "model")

    def timed(name: str, beam: int, batch: int) -> tuple[list[str], float]:
        sentences = [pair.source for pair in read_pairs(task.data / f"{name}.tsv")]
        started = time.perf_counter()
        written = translate_all(
            model=checkpoint.model,
            source=checkpoint.source,
            target=checkpoint.target,
            sentences=sentences,
            beam=beam,
            batch=batch,
        )
        return written, time.perf_counter() - started

    decode_all(task=task, decode=timed, figures={"torch": torch.__version__})


if __name__ == "__main__":
    run(sys.argv, train=train, decode=decode)
