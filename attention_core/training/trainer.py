"""The training loop: resume, schedule, early stop, several processes.

Everything that decides the weights is a function of the configuration, the data and the number
of the update: the batch, the learning rate, the dropout masks. So a run that was killed and
resumed ends with the very weights of one that was not, on the same machine.

Under torchrun (DistributedDataParallel; gloo on CPU, nccl on CUDA) each process takes every
n-th pair of the same batch, and the summed loss is divided by the pieces of all processes
together: the gradients are those of one process on the whole batch.
"""

import hashlib
import json
import math
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel
from tqdm import tqdm

from attention_core.alignment.gold import GoldPair
from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.batches import Batches, Example, collate
from attention_core.data.corpus import Corpus
from attention_core.model.checkpoint import Checkpoint, write_model
from attention_core.model.seq2seq import Seq2Seq
from attention_core.training.learning_curve import LearningCurve
from attention_core.training.schedule import learning_rate
from attention_core.training.snapshots import SNAPSHOTS, snapshot, spread_over_length
from attention_core.training.state import STATE, TrainingProgress, load_state, save_state
from attention_core.training.validation import ValidationResult, ValidationSet
from attention_core.training.warm_start import warm_start
from attention_core.utils.distributed import Process, stop_signals

CURVE = "curve.jsonl"  # beside the model folder's files, a line for each look at the dev set
SAVE_SECONDS = 180.0


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
        start: Checkpoint | None = None,
        linked: Sequence[GoldPair] = (),
        sentences: Sequence[str] = (),
    ) -> None:
        """Set up a run, or go on with the one in the folder.

        Args:
            folder: becomes a model folder holding the best weights so far; the state to
                resume from, the curve and the snapshots lie beside them.
            resume: go on from that state; without one there, begin.
            start: a trained model to take over; `inheritance` says what is counted on.
            linked: pairs with trusted links, to see at each look how often α is right.
            sentences: of which `snapshots` are kept; some of the dev set if there are none.

        Raises:
            ResumeError: the state there is unreadable, or of another configuration or data.
            ValueError: no pair is left to train on, or `start` is of other sizes or pieces.
        """
        self.config, self.corpus, self.start = config, corpus, start
        self.folder, self.process = folder, process
        torch.manual_seed(config.seed)
        self.model = Seq2Seq(model_config).to(process.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.0, fused=True)
        self.examples = corpus.examples(pairs=corpus.pairs, longest=config.max_pieces)
        self.dev = ValidationSet(corpus, linked=linked)
        self.sentences = sentences or spread_over_length(corpus.dev)
        self.progress, looks = TrainingProgress(), list[dict[str, Any]]()
        if start is not None:
            self.progress, looks = warm_start(
                start=start, model=model_config, corpus=corpus, config=config
            )
            self.model.load_state_dict(start.model.state_dict())
        self.identity = self._identity()
        if resume and (folder / STATE).exists():
            self.progress = load_state(
                path=folder / STATE,
                model=self.model,
                optimizer=self.optimizer,
                identity=self.identity,
            )
        self.progress.allow(config.updates)
        self.batches = Batches(
            examples=self.examples, config=config, position=self.progress.position
        )
        self._parallel: nn.Module = self.model
        if process.count > 1:
            self._parallel = DistributedDataParallel(self.model)
        self._stop = False
        self._last_loss = math.nan
        folder.mkdir(parents=True, exist_ok=True)
        self.curve, self.snapshots = (
            LearningCurve(folder / CURVE),
            LearningCurve(folder / SNAPSHOTS),
        )
        if process.first:
            for looks_file in (self.curve, self.snapshots):
                looks_file.trim(update=self.progress.update if resume else 0)
            self.curve.begin(looks)

    def _identity(self) -> str:
        """A hash of what must be the same for a run to go on: sizes, recipe and data.

        Its budget need not be: a run may be given more or fewer updates than it set out with,
        and the learning rate then follows the new ones from there.
        """
        recipe = self.config.to_json()
        for name in ("updates", "evaluate_every", "patience"):
            del recipe[name]
        settings = [self.model.config.to_json(), recipe]
        if self.start is not None:
            settings.append({"start": self.start.digest})
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
        for source, target in self.examples:
            digest.update(f"{source}{target}".encode())
        return digest.hexdigest()

    def run(self, *, minutes: float = math.inf) -> TrainingProgress:
        """Train until the budget, the patience or the minutes are used up, or a signal comes.

        The state is saved every few minutes and at the end, whatever the end is. What is there
        at the end is looked at, unless a signal wants it to be quick.
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
        with stop_signals(self.stop), bar:
            stream = iter(self.batches)
            while not self._finished():
                started = time.monotonic()
                loss = self.learn(next(stream))
                progress.seconds += time.monotonic() - started
                progress.position = self.batches.position
                bar.update()
                if progress.update % 20 == 0:
                    rate = progress.pieces / max(progress.seconds, 1e-9)
                    bar.set_postfix_str(f"loss {loss:.3f}, {rate:.0f} pieces/s", refresh=False)
                if progress.update % self.config.evaluate_every == 0:
                    row = self._look()
                    if self.process.first:
                        bar.write(row)
                late = time.monotonic() - begun > 60 * minutes
                if self._agree(self._stop or late or self._finished()):
                    break
                if time.monotonic() - saved > SAVE_SECONDS:
                    self._save()
                    saved = time.monotonic()
        if progress.update > max(progress.looked, progress.begun) and not self._agree(self._stop):
            since_best = progress.since_best
            self._look()
            if progress.since_best:  # patience is counted in regular looks
                progress.since_best = since_best
        self._save()
        return progress

    def stop(self) -> None:
        """End the run after the current update, with all saved."""
        self._stop = True

    def _finished(self) -> bool:
        """Whether the budget or the patience is used up."""
        progress, config = self.progress, self.config
        return progress.update >= config.updates or progress.since_best >= config.patience

    def learn(self, examples: Sequence[Example]) -> float:
        """One update; returns the loss in nats a piece (of this process' share)."""
        progress = self.progress
        done, begun = progress.update, progress.begun
        rate = learning_rate(update=done, config=self.config, begun=begun)
        self.optimizer.param_groups[0]["lr"] = rate
        self.gradients(examples)
        nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        self.optimizer.step()
        progress.count([len(target) for _, target in examples])
        return self._last_loss

    def gradients(self, examples: Sequence[Example]) -> None:
        """Set the gradients of the mean loss a piece over all processes' shares of a batch."""
        process, progress = self.process, self.progress
        # Dropout depends on nothing but the seed, the update and the process.
        torch.manual_seed(
            self.config.seed * 1_000_003 + progress.update * process.count + process.rank
        )
        mine = examples[process.rank :: process.count]
        batch = collate(mine or examples[:1]).to(process.device)
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

    def _look(self) -> str:
        """Judge by the dev set; keep the weights if they are the best so far."""
        progress = self.progress
        self.model.eval()
        found = self.dev.judge(self.model)
        better = found.loss < progress.best_loss
        progress.since_best = 0 if better else progress.since_best + 1
        progress.looked = progress.update
        if better:
            progress.best_loss, progress.best_update = found.loss, progress.update
        row = {
            "update": progress.update,
            "pieces": progress.pieces,
            "minutes": round(progress.seconds / 60, 1),
            # Without an update since the run was resumed there is none, and JSON has no NaN.
            **({} if math.isnan(loss := self._last_loss) else {"train_loss": round(loss, 4)}),
            **found.row(),
        }
        if self.process.first:
            self.curve.add(row)
            made = snapshot(
                model=self.model,
                source=self.corpus.source,
                target=self.corpus.target,
                sentences=self.sentences,
            )
            self.snapshots.add({"update": progress.update, "sentences": made})
            if better:
                self._keep(found)
        return json.dumps(row)

    def _keep(self, judgement: ValidationResult) -> None:
        """Write the model folder: the current weights are the best yet."""
        progress = self.progress
        card: dict[str, object] = {
            "kind": self.model.config.kind,
            "max_words": self.config.max_words,
            "parameters": self.model.parameters_count,
            "data": self.corpus.card,
            "training": {
                "config": self.config.to_json(),
                "examples": len(self.examples),
                "update": progress.update,
                "budgets": progress.budgets,
                "earlier": progress.earlier,
                "target_pieces": progress.pieces,
                "hours": round(progress.seconds / 3600, 2),
                "padding": round(1 - progress.pieces / progress.slots, 4),
                "device": str(self.process.device),
                "processes": self.process.count,
                "threads": torch.get_num_threads(),
                "curve": self.curve.rows(),
            },
            "dev": judgement.card(),
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
        if self.process.first:
            save_state(
                path=self.folder / STATE,
                model=self.model,
                optimizer=self.optimizer,
                progress=self.progress,
                identity=self.identity,
            )
