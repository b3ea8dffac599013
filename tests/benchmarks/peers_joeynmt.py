"""JoeyNMT's recurrent model, trained and timed for `peers`; run in its own environment.

Its trainer, sampler and search are used unchanged. The checkpoint is the one that its trainer
writes when it is stopped.
"""

import contextlib
import importlib.metadata
import sys
import time
from pathlib import Path

import torch
from joeynmt.config import parse_global_args
from joeynmt.helpers import make_model_dir
from joeynmt.prediction import predict, prepare
from joeynmt.training import TrainManager
from peers_task import (
    UNKNOWN,
    BudgetSpentError,
    Clock,
    Task,
    decode_all,
    join_pieces,
    run,
    watch,
    write_measurements,
)

NEVER = 10**9  # updates


def configuration(*, task: Task, train: str, test: str, beam: int, batch: int) -> dict:
    """JoeyNMT's configuration, as its YAML file would have it; both sets are in the data folder."""

    def side(language: str) -> dict:
        # A length of -1 filters nothing: the pairs are chosen already.
        vocabulary = str(task.data / f"vocabulary.{language}")
        return {"lang": language, "level": "word", "max_length": -1, "voc_file": vocabulary}

    embeddings = {"embedding_dim": task.embedding, "scale": False, "dropout": task.dropout}
    return {
        "name": "peer",
        "model_dir": str(task.folder / "run"),
        "use_cuda": False,
        "random_seed": task.seed,
        "data": {
            "train": str(task.data / train),
            "dev": str(task.data / test),
            "dataset_type": "plain",
            "src": side("source"),
            "trg": side("target"),
            "special_symbols": {
                **{"unk_token": UNKNOWN, "pad_token": "<pad>"},
                **{"bos_token": "<s>", "eos_token": "</s>"},
                **{"unk_id": 0, "pad_id": 1, "bos_id": 2, "eos_id": 3},
            },
        },
        "testing": {
            "beam_size": beam,
            "beam_alpha": 1.0,
            "batch_size": batch,
            "batch_type": "sentence",
            "max_output_length": task.limit,
            "generate_unk": False,
        },
        "training": {
            "optimizer": "adam",
            "adam_betas": [0.9, 0.999],
            "learning_rate": task.learning_rate,  # set before each step
            "learning_rate_min": 0.0,
            "scheduling": "plateau",  # required; without validation it has no effect
            "clip_grad_norm": task.clip,
            "label_smoothing": 0.0,
            "normalization": "tokens",
            "batch_size": task.batch_sentences,
            "batch_type": "sentence",
            "epochs": NEVER,
            "validation_freq": NEVER,
            "logging_freq": 100,
            "keep_best_ckpts": 1,
        },
        "model": {
            "initializer": "xavier_uniform",
            "embed_initializer": "normal",
            "embed_init_weight": task.embedding**-0.5,
            "init_rnn_orthogonal": True,
            "lstm_forget_gate": 1.0,
            "encoder": {
                "type": "recurrent",
                "rnn_type": "lstm",
                "embeddings": embeddings,
                "hidden_size": task.encoder,
                "bidirectional": True,
                "num_layers": 1,
                "activation": "tanh",
            },
            "decoder": {
                "type": "recurrent",
                "rnn_type": "lstm",
                "embeddings": embeddings,
                "hidden_size": task.decoder,
                "hidden_dropout": task.dropout,
                "num_layers": 1,
                "init_hidden": "bridge",
                "input_feeding": True,
                "attention": "bahdanau",
            },
        },
    }


def train(task: Task) -> None:
    torch.set_num_threads(task.threads)
    cfg = configuration(task=task, train="train", test="dev", beam=1, batch=64)
    make_model_dir(Path(cfg["model_dir"]), overwrite=True)
    args = parse_global_args(cfg, rank=0, mode="train")
    model, train_data, dev_data, _ = prepare(args, rank=0, mode="train")
    manager = TrainManager(
        rank=0,
        model=model,
        model_dir=args.model_dir,
        device=args.device,
        autocast=args.autocast,
        seed=args.seed,
        train_args=args.train,
        dev_args=args.test,
    )
    clock = Clock(task.pieces)
    watch(
        task=task,
        clock=clock,
        model=model,
        optimizer=manager.optimizer,
        count=lambda _, batch: (batch["ntokens"], batch["trg"].numel()),
    )
    with contextlib.suppress(BudgetSpentError):
        manager.train_and_validate(train_data=train_data, valid_data=dev_data)
    parameters = sum(weight.numel() for weight in model.parameters())
    write_measurements(task, "training", clock.measurements() | {"parameters": parameters})


def decode(task: Task) -> None:
    torch.set_num_threads(task.threads)

    def timed(name: str, beam: int, batch: int) -> tuple[list[str], float]:
        cfg = configuration(task=task, train="train", test=name, beam=beam, batch=batch)
        args = parse_global_args(cfg, rank=0, mode="test")
        model, _, data, _ = prepare(args, rank=0, mode="test")
        data.has_trg = False  # no references: `peers` computes the quality
        started = time.perf_counter()
        *_, hypotheses, _, _ = predict(
            model=model,
            data=data,
            device=args.device,
            n_gpu=0,
            args=args.test,
            autocast=args.autocast,
        )
        seconds = time.perf_counter() - started
        marks = {UNKNOWN, "<pad>", "<s>", "</s>"}
        return [
            join_pieces([piece for piece in row if piece not in marks]) for row in hypotheses
        ], seconds

    version = importlib.metadata.version("joeynmt")
    decode_all(
        task=task, decode=timed, measurements={"torch": torch.__version__, "version": version}
    )


if __name__ == "__main__":
    run(sys.argv, train=train, decode=decode)
