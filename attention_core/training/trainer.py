"""The training loop: resume, schedule, early stopping, several processes.

Everything that decides the weights is a function of the configuration, the data and the number
of the update: the batch, the learning rate, the dropout masks. So a run that is killed and
resumed ends with exactly the weights of an uninterrupted one, on the same machine.

Under torchrun (DistributedDataParallel; gloo on CPU, nccl on CUDA) each of n processes takes
every n-th pair of the same batch, and the summed loss is divided by the target pieces of all
processes: the gradients are those of one process on the whole batch.
"""

import dataclasses
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from attention_core.alignment.gold import GoldPair
from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.batches import Batches, Example, collate
from attention_core.data.corpus import Corpus
from attention_core.model.checkpoint import Checkpoint, write_model
from attention_core.model.seq2seq import Seq2Seq
from attention_core.training.heartbeat import HEARTBEAT, Heartbeat
from attention_core.training.learning_curve import LearningCurve
from attention_core.training.progress_bar import ProgressBar
from attention_core.training.run_card import curve_row, run_card
from attention_core.training.schedule import is_validation, learning_rate, lexical_loss
from attention_core.training.snapshots import SNAPSHOTS, snapshot, spread_over_length
from attention_core.training.state import (
    STATE,
    TrainingProgress,
    load_state,
    run_identity,
    save_state,
)
from attention_core.training.time_budget import TimeBudget, evaluate_every
from attention_core.training.validation import ValidationResult, ValidationSet
from attention_core.training.warm_start import EarlierRun, warm_start
from attention_core.utils.distributed import Process, largest, stop_signals

CURVE = "curve.jsonl"  # in the run's folder: the learning curve, a line for each validation
SAVE_SECONDS = 180.0  # between two saves of the state


class Trainer:
    """A training run: one model in one folder."""

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
        linked_pairs: Sequence[GoldPair] = (),
        sentences: Sequence[str] = (),
        fit_minutes: bool = False,
        bfloat16: bool = False,
    ) -> None:
        """Set up a new run, or resume the one in the folder.

        Args:
            model_config: sizes.
            config: recipe and budget.
            corpus: training and dev pairs, and their tokenizers.
            folder: becomes a model folder with the best weights so far; also holds the state to
                resume from, the learning curve and the snapshots.
            process: this process of a distributed run.
            resume: resume from the state in the folder; if there is none, begin a new run.
            start: a trained model to continue from; see `warm_start`.
            linked_pairs: pairs with trusted links, to validate the correctness of α with.
            sentences: to translate, for the snapshots; if empty, some of the dev pairs are used.
            fit_minutes: make as many updates as fit into the minutes of `run` (`time_budget`).
            bfloat16: compute products in bfloat16; like the device, it may change on resuming.

        Raises:
            ResumeError: the state is unreadable, or of a run with other settings or other data.
            UserError: no pair is left to train on, or `start` has other sizes or pieces.
        """
        self.config, self.corpus = config, corpus
        self.folder, self.process, self.bfloat16 = folder, process, bfloat16
        torch.manual_seed(config.seed)
        if process.device.type == "cuda":  # TF32; the loss is the same to 0.01 after 800 updates
            torch.set_float32_matmul_precision("high")
        self.model = Seq2Seq(model_config).to(process.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.0, fused=True)
        self.examples = corpus.examples(pairs=corpus.pairs, longest=config.max_pieces)
        self.validation_set = ValidationSet(corpus, linked_pairs=linked_pairs)
        self.sentences = sentences or spread_over_length(corpus.dev)
        earlier = EarlierRun()
        if start is not None:
            earlier = warm_start(
                start=start,
                model=self.model,
                corpus=corpus,
                config=config,
                sentences=self.sentences,
            )
        self.progress = earlier.progress
        self.identity = run_identity(
            model=model_config, config=config, examples=self.examples, start=earlier.digest
        )
        if resume and (folder / STATE).exists():
            self.progress = load_state(
                path=folder / STATE,
                model=self.model,
                optimizer=self.optimizer,
                identity=self.identity,
            )
        self.fit_minutes = fit_minutes
        if fit_minutes and self.progress.budgets:
            self.config = dataclasses.replace(config, updates=self.progress.budgets[-1][1])
        self.progress.record_budget(self.config.updates)
        self.batches = Batches(
            examples=self.examples, config=config, position=self.progress.position
        )
        self._parallel = DistributedDataParallel(self.model) if process.count > 1 else self.model
        self._stop = False
        self._last_loss = math.nan
        folder.mkdir(parents=True, exist_ok=True)
        self.curve = LearningCurve(folder / CURVE)
        self.snapshots = LearningCurve(folder / SNAPSHOTS)
        if process.first:
            for file, rows in ((self.curve, earlier.curve), (self.snapshots, earlier.snapshots)):
                file.trim(update=self.progress.update if resume else 0)
                file.append_if_empty(rows)

    def run(self, *, minutes: float = math.inf) -> TrainingProgress:
        """Train until the budget, the patience or the minutes are used up, or a signal comes.

        The state is saved every SAVE_SECONDS and at the end. The final weights are validated,
        too, unless a signal ended the run.
        """
        run_started = last_save = time.monotonic()
        progress = self.progress
        budget = TimeBudget(minutes=minutes, update=progress.update)
        heartbeat = Heartbeat(self.folder / HEARTBEAT, minutes=minutes)
        bar = ProgressBar(
            progress=progress, updates=self.config.updates, visible=self.process.first
        )
        stream = iter(self.batches)
        with stop_signals(self.stop), bar:
            while not self._finished():
                started = time.monotonic()
                loss = self.learn(next(stream))
                progress.seconds += time.monotonic() - started
                progress.position = self.batches.position
                bar.advance(progress=progress, loss=loss)
                passed = (time.monotonic() - run_started) / 60
                if self.fit_minutes:
                    bar.expect(self._fit(budget, minutes=passed))
                if self.process.first:
                    heartbeat.beat(progress=progress, updates=self.config.updates, loss=loss)
                if is_validation(update=progress.update, config=self.config):
                    row = self._validate()
                    if self.process.first:
                        bar.write(row)
                out_of_time = time.monotonic() - run_started > 60 * minutes
                if largest(self._stop or out_of_time or self._finished(), process=self.process):
                    break
                if time.monotonic() - last_save > SAVE_SECONDS:
                    self._save_state()
                    last_save = time.monotonic()
        validated = max(progress.last_validation, progress.start_update)
        if progress.update > validated and not largest(self._stop, process=self.process):
            since_best = progress.since_best
            self._validate()
            if progress.since_best:  # patience counts the regular validations only
                progress.since_best = since_best
        self._save_state()
        if self.process.first:
            heartbeat.write(
                progress=progress,
                updates=self.config.updates,
                loss=self._last_loss,
                finished=self._finished() or (self.fit_minutes and not self._stop),
            )
        return progress

    def stop(self) -> None:
        """End the run after the current update; `run` then saves the state."""
        self._stop = True

    def _fit(self, budget: TimeBudget, *, minutes: float) -> int:
        """Take as many updates as fit into the time, all processes the same; returns them."""
        updates = budget.updates(update=self.progress.update, minutes=minutes)
        if updates is not None:
            updates = round(largest(updates, process=self.process))
            every = evaluate_every(updates)
            self.config = dataclasses.replace(self.config, updates=updates, evaluate_every=every)
            self.progress.budgets[-1][1] = updates
        return self.config.updates

    def _finished(self) -> bool:
        """Whether the budget or the patience is used up."""
        progress, config = self.progress, self.config
        return progress.update >= config.updates or progress.since_best >= config.patience

    def learn(self, examples: Sequence[Example]) -> float:
        """Make one update; return the loss of this process' pairs, in nats a target piece."""
        progress = self.progress
        self.optimizer.param_groups[0]["lr"] = learning_rate(
            update=progress.update, config=self.config, start_update=progress.start_update
        )
        self.gradients(examples)
        nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        self.optimizer.step()
        progress.count([len(target) for _, target in examples])
        return self._last_loss

    def gradients(self, examples: Sequence[Example]) -> None:
        """Compute the gradients of the mean loss a target piece, over the whole batch.

        Args:
            examples: the whole batch; each process takes its own share of it.
        """
        process, progress = self.process, self.progress
        seed = self.config.seed * 1_000_003 + progress.update * process.count + process.rank
        torch.manual_seed(seed)  # dropout depends only on the seed, the update and the process
        share = examples[process.rank :: process.count]
        batch = collate(share or examples[:1]).to(process.device)
        pieces = sum(len(target) for _, target in examples)
        self.model.train()
        self.optimizer.zero_grad(set_to_none=True)
        lexical = lexical_loss(update=progress.update, config=self.config)
        products = torch.bfloat16 if self.bfloat16 else torch.float32
        loss: Tensor = self._parallel(batch, self.config.smoothing, lexical, products)
        if not share:
            loss = loss * 0  # fewer pairs than processes: take part, but add nothing
        # DistributedDataParallel averages over processes; the mean a piece needs the sum.
        (loss * process.count / pieces).backward()  # type: ignore[no-untyped-call]
        self._last_loss = float(loss.detach()) / max(1, sum(len(target) for _, target in share))

    def _validate(self) -> str:
        """Validate the model, and write it to the folder if it is the best so far.

        Returns:
            The row of the learning curve, as JSON.
        """
        progress = self.progress
        self.model.eval()
        result = self.validation_set.evaluate(self.model)
        better = result.loss < progress.best_loss
        progress.since_best = 0 if better else progress.since_best + 1
        progress.last_validation = progress.update
        if better:
            progress.best_loss, progress.best_update = result.loss, progress.update
        row = curve_row(progress=progress, loss=self._last_loss, result=result)
        if self.process.first:
            self.curve.append(row)
            snapshots = snapshot(
                model=self.model,
                source=self.corpus.source,
                target=self.corpus.target,
                sentences=self.sentences,
            )
            self.snapshots.append({"update": progress.update, "sentences": snapshots})
            if better:
                self._write_model(result)
        return json.dumps(row)

    def _write_model(self, result: ValidationResult) -> None:
        """Write the model folder with the current weights and their validation result."""
        card = run_card(
            model=self.model,
            config=self.config,
            corpus=self.corpus,
            examples=len(self.examples),
            progress=self.progress,
            curve=self.curve,
            process=self.process,
            bfloat16=self.bfloat16,
            result=result,
        )
        write_model(
            folder=self.folder,
            model=self.model,
            source=self.corpus.source,
            target=self.corpus.target,
            card=card,
        )

    def _save_state(self) -> None:
        if self.process.first:
            save_state(
                path=self.folder / STATE,
                model=self.model,
                optimizer=self.optimizer,
                progress=self.progress,
                identity=self.identity,
            )
