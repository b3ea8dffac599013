"""The training loop: resume, schedule, early stop, several processes.

Everything that decides the weights is a function of the configuration, the data and the number
of the update: the batch, the learning rate, the dropout masks. So a run that was killed and
resumed ends with the very weights of one that was not, on the same machine.

Under torchrun (DistributedDataParallel; gloo on CPU, nccl on CUDA) each process takes every
n-th pair of the same batch, and the summed loss is divided by the pieces of all processes
together: the gradients are those of one process on the whole batch.
"""

import contextlib
import dataclasses
import hashlib
import json
import math
import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

import safetensors
import safetensors.torch
import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel
from tqdm import tqdm

from attention_core.batches import Batches, Example, Position, collate, cut
from attention_core.checkpoint import write_atomically, write_model
from attention_core.config import ModelConfig, TrainConfig
from attention_core.corpus import Corpus
from attention_core.evaluate import Quality, measure, translate_all
from attention_core.model import Batch, Seq2Seq

STATE = "training.safetensors"  # beside the model folder's files: everything to go on from
CURVE = "curve.jsonl"  # a line for each look at the dev set
SAVE_SECONDS = 180.0
BLEU_PAIRS = 300  # dev pairs decoded at each look; all of them count for the loss


class ResumeError(ValueError):
    """A run cannot go on from what is in its folder."""


@dataclasses.dataclass(kw_only=True)
class Progress:
    """How far a run has come. The one mutable record; saved with the weights."""

    update: int = 0
    pieces: int = 0  # target pieces learnt from, end marks included
    slots: int = 0  # the same with padding
    seconds: float = 0.0
    best_loss: float = math.inf  # dev, nats a piece
    best_update: int = 0
    since_best: int = 0  # looks at the dev set since
    position: Position = dataclasses.field(default_factory=Position)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Process:
    """This process among all that train together."""

    rank: int
    count: int
    device: torch.device

    @property
    def first(self) -> bool:
        """Whether this is the one that writes files and talks."""
        return self.rank == 0


@contextlib.contextmanager
def joined_processes(device: torch.device) -> Iterator[Process]:
    """Join the group that torchrun made, if it did; leave it at the end."""
    if "WORLD_SIZE" not in os.environ:
        yield Process(rank=0, count=1, device=device)
        return
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield Process(
            rank=distributed.get_rank(), count=distributed.get_world_size(), device=device
        )
    finally:
        distributed.destroy_process_group()


def learning_rate(*, update: int, config: TrainConfig) -> float:
    """Linear warm-up, then a cosine down to `final_rate` at the last update."""
    if update < config.warmup:
        return config.learning_rate * (update + 1) / config.warmup
    share = min(1.0, (update - config.warmup) / max(1, config.updates - config.warmup))
    height = 0.5 * (1 + math.cos(math.pi * share))
    return config.final_rate + (config.learning_rate - config.final_rate) * height


class Trainer:
    """One run of one model in one folder."""

    def __init__(
        self,
        *,
        model_config: ModelConfig,
        config: TrainConfig,
        corpus: Corpus,
        folder: Path,
        process: Process,
        resume: bool = False,
    ) -> None:
        """Args:
            folder: becomes a model folder holding the best weights so far; the state to
                resume from and the curve lie beside them.
            resume: go on from that state; without one there, begin.

        Raises:
            ResumeError: the state there is unreadable, or of another configuration or data.
            ValueError: no pair is left to train on.
        """
        self.config, self.corpus, self.folder, self.process = config, corpus, folder, process
        torch.manual_seed(config.seed)
        self.model = Seq2Seq(model_config).to(process.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.0, fused=True)
        self.examples = corpus.examples(pairs=corpus.pairs, longest=config.max_pieces)
        self.progress = Progress()
        self.identity = self._identity()
        if resume and (folder / STATE).exists():
            self._load()
        self.batches = Batches(
            examples=self.examples, config=config, position=self.progress.position
        )
        self._parallel: nn.Module = self.model
        if process.count > 1:
            self._parallel = DistributedDataParallel(self.model)
        self._stop = False

    def _identity(self) -> str:
        """A hash of what must be the same for a run to go on."""
        settings = [self.model.config.to_json(), self.config.to_json()]
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
        for source, target in self.examples:
            digest.update(f"{source}{target}".encode())
        return digest.hexdigest()

    def run(self, *, minutes: float = math.inf) -> Progress:
        """Train until the budget, the patience or the minutes are used up, or a signal comes.

        The state is saved every few minutes and at the end, whatever the end is.
        """
        begun = saved = time.monotonic()
        progress = self.progress
        bar = tqdm(
            total=self.config.updates,
            initial=progress.update,
            unit="update",
            disable=not self.process.first,
            mininterval=1.0 if os.isatty(2) else 30.0,
        )
        with _signals(self), bar:
            stream = iter(self.batches)
            while progress.update < self.config.updates:
                if progress.since_best >= self.config.patience:
                    break
                started = time.monotonic()
                loss = self.learn(next(stream))
                progress.seconds += time.monotonic() - started
                progress.position = self.batches.position
                bar.update()
                if progress.update % 20 == 0:
                    rate = progress.pieces / max(progress.seconds, 1e-9)
                    bar.set_postfix_str(f"loss {loss:.3f}, {rate:.0f} pieces/s", refresh=False)
                if progress.update % self.config.evaluate_every == 0:
                    bar.write(self._look(train_loss=loss)) if self.process.first else self._look()
                late = time.monotonic() - begun > 60 * minutes
                if self._agree(self._stop or late):
                    break
                if time.monotonic() - saved > SAVE_SECONDS:
                    self._save()
                    saved = time.monotonic()
        self._save()
        return progress

    def learn(self, examples: Sequence[Example]) -> float:
        """One update; returns the loss in nats a piece (of this process' share)."""
        progress = self.progress
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(update=progress.update, config=self.config)
        self.gradients(examples)
        nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        self.optimizer.step()
        progress.update += 1
        sizes = [len(target) for _, target in examples]
        progress.pieces += sum(sizes)
        progress.slots += max(sizes) * len(sizes)
        return self._last_loss

    def gradients(self, examples: Sequence[Example]) -> None:
        """Set the gradients of the mean loss a piece over all processes' shares of a batch."""
        process, progress = self.process, self.progress
        # Dropout depends on nothing but the seed, the update and the process.
        torch.manual_seed(
            self.config.seed * 1_000_003 + progress.update * process.count + process.rank
        )
        mine = examples[process.rank :: process.count]
        batch = _moved(collate(mine or examples[:1]), device=process.device)
        pieces = sum(len(target) for _, target in examples)
        self.model.train()
        self.optimizer.zero_grad(set_to_none=True)
        on_cuda = process.device.type == "cuda"
        with torch.autocast("cuda", torch.bfloat16, enabled=on_cuda):
            loss: Tensor = self._parallel(batch, self.config.smoothing)
        if not mine:
            loss = loss * 0  # fewer pairs than processes: take part, add nothing
        # DistributedDataParallel averages over processes; the mean a piece wants their sum.
        (loss * process.count / pieces).backward()  # type: ignore[no-untyped-call]
        own = sum(len(target) for _, target in mine)
        self._last_loss = float(loss.detach()) / max(1, own)

    def _agree(self, stop: bool) -> bool:
        """Whether any process wants to stop: all have to at once, or they wait for ever."""
        if self.process.count == 1:
            return stop
        flag = torch.tensor(float(stop), device=self.process.device)
        distributed.all_reduce(flag, op=distributed.ReduceOp.MAX)
        return bool(flag)

    def _look(self, train_loss: float = math.nan) -> str:
        """Judge by the dev set; keep the weights if they are the best so far."""
        progress = self.progress
        loss, quality = self.dev_loss(), self._dev_quality()
        better = loss < progress.best_loss
        progress.since_best = 0 if better else progress.since_best + 1
        if better:
            progress.best_loss, progress.best_update = loss, progress.update
        row = {
            "update": progress.update,
            "pieces": progress.pieces,
            "minutes": round(progress.seconds / 60, 1),
            "train_loss": round(train_loss, 4),
            "dev_loss": round(loss, 4),
            "dev_bleu": round(quality.bleu, 2),
            "dev_chrf": round(quality.chrf, 2),
        }
        if self.process.first:
            with (self.folder / CURVE).open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            if better:
                self._keep(quality)
        return json.dumps(row)

    @torch.inference_mode()
    def dev_loss(self) -> float:
        """Mean cross-entropy a target piece of the dev set, in nats, nothing smoothed."""
        self.model.eval()
        examples = self.corpus.examples(pairs=self.corpus.dev, longest=10**9)
        total = sum(
            float(self.model(_moved(collate(rows), device=self.process.device)))
            for rows in cut(examples=examples, tokens=4000)
        )
        return total / sum(len(target) for _, target in examples)

    def _dev_quality(self) -> Quality:
        self.model.eval()
        dev = self.corpus.dev[:: max(1, len(self.corpus.dev) // BLEU_PAIRS)]
        return measure(
            hypotheses=translate_all(
                model=self.model,
                source=self.corpus.source,
                target=self.corpus.target,
                sentences=[p.source for p in dev],
            ),
            references=[p.target for p in dev],
        )

    def _keep(self, quality: Quality) -> None:
        """Write the model folder: the current weights are the best yet."""
        progress = self.progress
        card = {
            "kind": self.model.config.kind,
            "max_words": self.config.max_words,
            "parameters": self.model.parameters_count,
            "data": self.corpus.card,
            "training": {
                "config": self.config.to_json(),
                "examples": len(self.examples),
                "update": progress.update,
                "target_pieces": progress.pieces,
                "hours": round(progress.seconds / 3600, 2),
                "padding": round(1 - progress.pieces / progress.slots, 4),
                "device": str(self.process.device),
                "processes": self.process.count,
                "threads": torch.get_num_threads(),
                "curve": [json.loads(line) for line in (self.folder / CURVE).open()],
            },
            "dev": {
                "pairs": len(self.corpus.dev),
                "loss": progress.best_loss,
                "pairs_decoded": min(len(self.corpus.dev), BLEU_PAIRS),
                **dataclasses.asdict(quality),
            },
            "test": [],
        }
        write_model(
            folder=self.folder,
            model=self.model,
            source=self.corpus.source,
            target=self.corpus.target,
            card=card,
        )

    def _save(self) -> None:
        """Everything to go on from, in one file, written whole or not at all."""
        if not self.process.first:
            return
        tensors = {f"model.{n}": t for n, t in self.model.state_dict().items()}
        for index, state in self.optimizer.state_dict()["state"].items():
            tensors |= {f"adam.{index}.{name}": t for name, t in state.items()}
        about = {
            "identity": self.identity,
            "progress": json.dumps(dataclasses.asdict(self.progress)),
        }
        data = safetensors.torch.save(
            {n: t.detach().cpu().contiguous() for n, t in tensors.items()}, metadata=about
        )
        write_atomically(path=self.folder / STATE, data=data)

    def _load(self) -> None:
        path = self.folder / STATE
        try:
            with safetensors.safe_open(path, framework="pt") as file:
                about = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, safetensors.SafetensorError) as error:
            raise ResumeError(f"{path}: cannot resume: {error}") from error
        if about.get("identity") != self.identity:
            raise ResumeError(
                f"{path}: cannot resume: this run was begun with other settings or other data; "
                "give the same ones, or train into a new folder"
            )
        saved = json.loads(about["progress"])
        self.progress = Progress(**{**saved, "position": Position(**saved["position"])})
        self.model.load_state_dict(
            {n.removeprefix("model."): t for n, t in tensors.items() if n.startswith("model.")}
        )
        state: dict[int, dict[str, Tensor]] = {}
        for name, tensor in tensors.items():
            if name.startswith("adam."):
                _, index, field = name.split(".")
                state.setdefault(int(index), {})[field] = tensor
        self.optimizer.load_state_dict(
            {"state": state, "param_groups": self.optimizer.state_dict()["param_groups"]}
        )
        self._trim_curve()

    def _trim_curve(self) -> None:
        """Drop looks at the dev set that came after the saved state: they will come again."""
        path = self.folder / CURVE
        if self.process.first and path.exists():
            rows = path.read_text(encoding="utf-8").splitlines()
            kept = [r for r in rows if json.loads(r)["update"] <= self.progress.update]
            write_atomically(path=path, data="".join(f"{r}\n" for r in kept).encode())


def _moved(batch: Batch, *, device: torch.device) -> Batch:
    """The batch on a device; lengths stay on the CPU, where packing reads them."""
    return Batch(
        source=batch.source.to(device), lengths=batch.lengths, target=batch.target.to(device)
    )


@contextlib.contextmanager
def _signals(trainer: Trainer) -> Iterator[None]:
    """Ctrl-C and a polite kill end the run after the current update, with all saved."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        trainer._stop = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
