"""OpenNMT-py's recurrent model, trained and timed for `peers`; run in its own environment.

Its trainer, sampler and search are used unchanged. The checkpoint is written by its own saver.
"""

import contextlib
import importlib.metadata
import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import onmt.trainer
import torch
from onmt import opts
from onmt.bin.train import train as train_peer
from onmt.constants import CorpusTask
from onmt.inputters.dynamic_iterator import build_dynamic_dataset_iter
from onmt.inputters.inputter import IterOnDevice
from onmt.transforms import TransformPipe, get_transforms_cls
from onmt.translate.translator import build_translator
from onmt.utils.parse import ArgumentParser
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
LAST = 0  # number of the only checkpoint
PAD = 1  # OpenNMT-py's id


def training_options(task: Task) -> dict[str, object]:
    """OpenNMT-py's settings, as its YAML file would have them."""
    corpus = {
        "path_src": str(task.data / "train.source"),
        "path_tgt": str(task.data / "train.target"),
    }
    return {
        "data": {"corpus_1": {**corpus, "transforms": [], "weight": 1}},
        "save_data": str(task.folder / "samples"),
        "save_model": str(task.folder / "model"),
        "src_vocab": str(task.data / "vocabulary.source"),
        "tgt_vocab": str(task.data / "vocabulary.target"),
        "src_vocab_size": task.source_pieces,
        "tgt_vocab_size": task.target_pieces,
        "encoder_type": "brnn",
        "decoder_type": "rnn",
        "rnn_type": "LSTM",
        "enc_layers": 1,
        "dec_layers": 1,
        "enc_hid_size": 2 * task.encoder,  # both directions
        "dec_hid_size": task.decoder,
        "src_word_vec_size": task.embedding,
        "tgt_word_vec_size": task.embedding,
        "global_attention": "mlp",
        "input_feed": 1,
        "dropout": [task.dropout],
        "optim": "adam",
        "adam_beta2": 0.999,
        "learning_rate": task.learning_rate,  # set before each step
        "max_grad_norm": task.clip,
        "label_smoothing": 0.0,
        "batch_type": "tokens",
        "batch_size": task.batch_longest,
        "normalization": "tokens",
        "num_workers": 0,
        "bucket_size": 16384,
        "train_steps": NEVER,
        "save_checkpoint_steps": NEVER,
        "valid_steps": NEVER,
        "report_every": 100,
        "seed": task.seed,
    }


def count(arguments: Sequence[Any], _named: Mapping[str, Any]) -> tuple[int, int]:
    """Real target pieces and slots of a batch; the start mark is no target."""
    target = arguments[1][:, 1:, 0]
    return int((target != PAD).sum()), target.numel()


def train(task: Task) -> None:
    torch.set_num_threads(task.threads)
    settings = task.folder / "settings.yaml"
    settings.write_text(json.dumps(training_options(task)), encoding="utf-8")  # JSON is YAML
    parser = ArgumentParser()
    opts.train_opts(parser)
    options, _ = parser.parse_known_args(["-config", str(settings)])
    clock = Clock(task.pieces)
    parameters = 0
    run_training = onmt.trainer.Trainer.train

    def watched(trainer: onmt.trainer.Trainer, *arguments: Any, **named: Any) -> None:
        nonlocal parameters
        parameters = sum(weight.numel() for weight in trainer.model.parameters())
        optimizer = trainer.optim._optimizer
        watch(task=task, clock=clock, model=trainer.model, optimizer=optimizer, count=count)
        try:
            run_training(trainer, *arguments, **named)
        except BudgetSpentError:
            trainer.model_saver.save(LAST)
            raise

    onmt.trainer.Trainer.train = watched
    with contextlib.suppress(BudgetSpentError):
        train_peer(options)
    write_measurements(task, "training", clock.measurements() | {"parameters": parameters})


def decoding_options(*, task: Task, name: str, beam: int, batch: int) -> list[str]:
    """The arguments of onmt_translate."""
    greedy = ["-random_sampling_topk", "1"] if beam == 1 else []  # else a beam search of one
    return [
        *("-model", str(task.folder / f"model_step_{LAST}.pt")),
        *("-src", str(task.data / f"{name}.source"), "-output", str(task.folder / "output.txt")),
        *("-beam_size", str(beam), "-batch_size", str(batch), "-batch_type", "sents"),
        *("-max_length", str(task.limit), "-length_penalty", "avg", "-ban_unk_token"),
        *("-seed", str(task.seed), "-gpu", "-1", *greedy),
    ]


def decode(task: Task) -> None:
    torch.set_num_threads(task.threads)
    parser = ArgumentParser()
    opts.config_opts(parser)
    opts.translate_opts(parser, dynamic=True)

    def timed(name: str, beam: int, batch: int) -> tuple[list[str], float]:
        options = parser.parse_args(decoding_options(task=task, name=name, beam=beam, batch=batch))
        ArgumentParser.validate_translate_opts(options)
        ArgumentParser._get_all_transform_translate(options)
        ArgumentParser._validate_transforms_opts(options)
        ArgumentParser.validate_translate_opts_dynamic(options)
        translator = build_translator(options, report_score=False)
        rows = build_dynamic_dataset_iter(
            options,
            get_transforms_cls(options._all_transform),
            translator.vocabs,
            task=CorpusTask.INFER,
        )
        started = time.perf_counter()
        _, hypotheses = translator._translate(
            IterOnDevice(rows, -1), transform=TransformPipe.build_from([])
        )
        seconds = time.perf_counter() - started
        lines = [[piece for piece in row[0].split() if piece != UNKNOWN] for row in hypotheses]
        return [join_pieces(line) for line in lines], seconds

    version = importlib.metadata.version("OpenNMT-py")
    decode_all(
        task=task, decode=timed, measurements={"torch": torch.__version__, "version": version}
    )


if __name__ == "__main__":
    run(sys.argv, train=train, decode=decode)
