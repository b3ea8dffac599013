"""The loop: weights are a function of configuration and data, however the run is interrupted."""

import dataclasses
import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import safetensors.torch
import torch

from attention_core.alignment.gold import GoldPair
from attention_core.alignment.links import parse_pharaoh
from attention_core.config import TrainConfig
from attention_core.evaluation.correctness import measure_correctness, total_correctness
from attention_core.evaluation.metrics import Quality
from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import WEIGHTS, read_model
from attention_core.text.tokenizer import train_tokenizer
from attention_core.training import trainer as train
from attention_core.training.heartbeat import HEARTBEAT
from attention_core.training.schedule import learning_rate
from attention_core.training.snapshots import SNAPSHOTS, read_snapshots, snapshot
from attention_core.training.state import STATE, ResumeError
from attention_core.training.trainer import CURVE, Trainer
from attention_core.training.validation import ValidationResult
from attention_core.utils.distributed import Process, joined_processes
from tests.helpers import tiny, train_worker

WORKER = Path(train_worker.__file__)
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(WORKER.parents[2])}  # the package is not installed
CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def one_thread():
    """Sums in the same order as in the worker processes, to the last bit."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def trainer(
    folder,
    *,
    resume=False,
    start=None,
    model=None,
    corpus=None,
    device=CPU,
    linked=(),
    sentences=(),
    fit_minutes=False,
    bfloat16=False,
    **changes,
):
    return Trainer(
        model_config=model or tiny.run_config(),
        config=tiny.train_config(**changes),
        corpus=corpus or tiny.corpus(),
        folder=folder,
        process=Process(rank=0, count=1, device=device),
        resume=resume,
        start=start,
        linked_pairs=linked,
        sentences=sentences,
        fit_minutes=fit_minutes,
        bfloat16=bfloat16,
    )


def stop_after(run: Trainer, updates: int) -> Trainer:
    """Have the run stop after an update, as a signal would stop it."""
    learn = run.learn

    def counted(examples):
        loss = learn(examples)
        run._stop = run._stop or run.progress.update >= updates
        return loss

    run.learn = counted
    return run


def weights(run: Trainer):
    return {name: tensor.clone() for name, tensor in run.model.state_dict().items()}


def assert_same(actual, expected):
    assert actual.keys() == expected.keys()
    for name in actual:
        assert torch.equal(actual[name], expected[name]), name


def curve(folder):
    """The learning curve without the times."""
    rows = [json.loads(line) for line in (folder / CURVE).read_text().splitlines()]
    return [{k: v for k, v in row.items() if k != "minutes"} for row in rows]


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """An uninterrupted run: the trainer and its folder."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("unbroken")
    run = trainer(folder)
    run.run()
    return run, folder


# ---- the schedule -------------------------------------------------------------------------


def test_the_rate_of_the_update_is_the_one_that_is_used(tmp_path):
    run = trainer(tmp_path)
    for update in range(3):
        run.learn(run.examples[:2])
        expected = learning_rate(update=update, config=run.config)
        assert [group["lr"] for group in run.optimizer.param_groups] == [expected]


# ---- one update ---------------------------------------------------------------------------


def test_gradients_are_those_of_the_mean_loss_a_piece(tmp_path):
    run = trainer(tmp_path, model=tiny.run_config(dropout=0.0))
    examples = run.examples[:7]
    run.gradients(examples)
    actual = {name: p.grad.clone() for name, p in run.model.named_parameters()}
    batch = train.collate(examples)
    pieces = sum(len(target) for _, target in examples)
    run.model.zero_grad()
    (run.model(batch, run.config.smoothing) / pieces).backward()
    for name, parameter in run.model.named_parameters():
        torch.testing.assert_close(actual[name], parameter.grad, msg=name)


def test_gradients_are_clipped(tmp_path, monkeypatch):
    run = trainer(tmp_path, clip=0.01)
    norms = []
    step = run.optimizer.step

    def watched(*args, **kwargs):
        grads = [p.grad for p in run.model.parameters()]
        norms.append(float(torch.linalg.vector_norm(torch.cat([g.flatten() for g in grads]))))
        return step(*args, **kwargs)

    monkeypatch.setattr(run.optimizer, "step", watched)
    run.learn(run.examples[:5])
    assert norms == pytest.approx([0.01], rel=1e-3)


def test_progress_counts_pieces_and_padding(tmp_path):
    run = trainer(tmp_path)
    examples = run.examples[:5]
    run.learn(examples)
    sizes = [len(target) for _, target in examples]
    assert run.progress.update == 1
    assert run.progress.pieces == sum(sizes)
    assert run.progress.slots == 5 * max(sizes)


def test_learning_works_on_every_device(tmp_path, device):
    run = trainer(tmp_path, device=device, model=tiny.run_config(dropout=0.0), learning_rate=0.02)
    first = run.learn(run.examples[:3])
    for _ in range(30):
        last = run.learn(run.examples[:3])
    assert last < 0.8 * first


# ---- stop and resume ----------------------------------------------------------------------


@pytest.mark.parametrize("stops", [(5,), (8,), (3, 4, 17)])
def test_a_stopped_run_resumes_to_exactly_the_same_weights(stops, tmp_path, unbroken):
    """Stopped before, at and after a validation, and inside the curriculum."""
    for stop in stops:
        run = stop_after(trainer(tmp_path, resume=True), stop)
        assert run.run().update == stop
    last = trainer(tmp_path, resume=True)
    assert last.progress.update == stops[-1]
    last.run()
    whole, folder = unbroken
    assert last.progress.update == whole.progress.update == 24
    assert_same(weights(last), weights(whole))
    assert (tmp_path / WEIGHTS).read_bytes() == (folder / WEIGHTS).read_bytes()
    assert curve(tmp_path) == curve(folder)
    for name in ("pieces", "slots", "best_loss", "best_update", "since_best", "position"):
        assert getattr(last.progress, name) == getattr(whole.progress, name), name


def test_a_run_in_bfloat16_resumes_to_the_same_weights_and_they_are_its_own(tmp_path, unbroken):
    whole = trainer(tmp_path / "whole", bfloat16=True)
    whole.run()
    stop_after(trainer(tmp_path / "parts", bfloat16=True), 5).run()
    parts = trainer(tmp_path / "parts", bfloat16=True, resume=True)
    parts.run()
    assert_same(weights(parts), weights(whole))
    full, folder = unbroken
    for name, weight in weights(whole).items():
        assert weight.dtype == torch.float32
        assert not torch.equal(weight, weights(full)[name]) or not weight.any(), name
    last, last_full = (curve(path)[-1]["dev_loss"] for path in (tmp_path / "whole", folder))
    assert last == pytest.approx(last_full, rel=0.01)
    for path, used in ((tmp_path / "parts", True), (folder, False)):
        assert read_model(path).card.training.bfloat16 is used


def test_a_run_may_go_on_in_other_precision_as_on_another_device(tmp_path):
    stop_after(trainer(tmp_path, bfloat16=True), 3).run()
    run = trainer(tmp_path, resume=True)
    assert run.progress.update == 3
    assert run.run().update == 24


def test_the_runs_compared_here_do_use_dropout_and_learn(unbroken):
    run, folder = unbroken
    assert run.model.encoder.dropout.p > 0
    rows = curve(folder)
    assert [row["update"] for row in rows] == [8, 16, 24]
    assert rows[-1]["dev_loss"] < rows[0]["dev_loss"]
    assert run.progress.position.epoch > 1


def test_a_killed_process_resumes_to_exactly_the_same_weights(tmp_path, unbroken):
    """SIGKILL runs no handler: only what was saved before is there."""
    with subprocess.Popen(
        [sys.executable, str(WORKER), "run", str(tmp_path)], env=ENVIRONMENT
    ) as process:
        while process.poll() is None:
            state = tmp_path / STATE
            if state.exists():
                with safetensors.safe_open(state, framework="pt") as file:
                    if json.loads(file.metadata()["progress"])["update"] >= 11:
                        process.kill()
                        break
            time.sleep(0.005)
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"
    run = trainer(tmp_path, resume=True)
    assert 11 <= run.progress.update < 24
    run.run()
    whole, folder = unbroken
    assert_same(weights(run), weights(whole))
    assert (tmp_path / WEIGHTS).read_bytes() == (folder / WEIGHTS).read_bytes()
    assert curve(tmp_path) == curve(folder)


def test_a_validation_that_was_not_saved_before_the_kill_is_repeated_once(tmp_path, unbroken):
    """The curve and the best weights on disk are then ahead of the state."""
    run = stop_after(trainer(tmp_path), 7)
    run.run()
    state = (tmp_path / STATE).read_bytes()
    stop_after(trainer(tmp_path, resume=True), 9).run()
    assert len(curve(tmp_path)) == 1
    (tmp_path / STATE).write_bytes(state)  # as if the save at 9 had not come
    trainer(tmp_path, resume=True).run()
    assert curve(tmp_path) == curve(unbroken[1])


def test_a_line_of_the_curve_that_was_cut_short_is_ignored(tmp_path, unbroken):
    stop_after(trainer(tmp_path), 9).run()
    with (tmp_path / CURVE).open("a") as file:
        file.write('{"update": 16, "pieces": 12')
    trainer(tmp_path, resume=True).run()
    assert curve(tmp_path) == curve(unbroken[1])


def test_a_run_killed_before_its_first_save_begins_its_curve_anew(tmp_path, unbroken):
    """A validation may come before the first save, which is minutes away."""
    stop_after(trainer(tmp_path), 9).run()
    (tmp_path / STATE).unlink()
    trainer(tmp_path, resume=True).run()
    assert curve(tmp_path) == curve(unbroken[1])


def test_a_new_run_in_a_used_folder_begins_its_curve_anew(tmp_path):
    stop_after(trainer(tmp_path), 9).run()
    stop_after(trainer(tmp_path), 9).run()
    assert [row["update"] for row in curve(tmp_path)] == [8]


def test_without_resume_a_run_begins_anew(tmp_path):
    stop_after(trainer(tmp_path), 2).run()
    assert trainer(tmp_path).progress.update == 0
    assert trainer(tmp_path, resume=True).progress.update == 2


def test_resuming_without_a_state_begins(tmp_path):
    assert trainer(tmp_path, resume=True).progress.update == 0


@pytest.mark.parametrize(
    "changes",
    [{"seed": 5}, {"warmup": 4}, {"smoothing": 0.2}, {"batch_tokens": 121}, {"clip": 2.0}],
    ids=lambda c: next(iter(c)),
)
def test_other_settings_are_refused(tmp_path, changes):
    stop_after(trainer(tmp_path), 1).run()
    with pytest.raises(ResumeError, match=STATE):
        trainer(tmp_path, resume=True, **changes)


def test_a_run_may_be_given_another_budget_and_says_so(tmp_path):
    """More or fewer updates, validations and patience; the learning rate follows from there."""
    stop_after(trainer(tmp_path), 3).run()
    longer = trainer(tmp_path, resume=True, updates=30, evaluate_every=5, patience=7)
    assert longer.progress.update == 3
    stop_after(longer, 6).run()
    assert longer.optimizer.param_groups[0]["lr"] == learning_rate(update=5, config=longer.config)
    shorter = trainer(tmp_path, resume=True, updates=10, evaluate_every=5)
    shorter.run()
    assert shorter.progress.update == 10
    budgets = [[0, 24], [3, 30], [6, 10]]
    assert shorter.progress.budgets == budgets
    assert read_model(tmp_path).card.document["training"]["budgets"] == budgets


def test_a_run_that_keeps_its_budget_has_one(unbroken, tmp_path):
    assert unbroken[0].progress.budgets == [[0, 24]]
    stop_after(trainer(tmp_path), 2).run()
    assert trainer(tmp_path, resume=True).progress.budgets == [[0, 24]]


def test_another_model_or_other_data_is_refused(tmp_path):
    stop_after(trainer(tmp_path), 1).run()
    before = (tmp_path / STATE).read_bytes()
    corpus = tiny.corpus()
    turned = dataclasses.replace(corpus, pairs=(*corpus.pairs[1:], corpus.pairs[0]))
    fewer = dataclasses.replace(corpus, pairs=corpus.pairs[:-1])
    for changed in (
        {"model": tiny.run_config("vanilla")},
        {"model": tiny.run_config(dropout=0.3)},
        {"corpus": turned},
        {"corpus": fewer},
    ):
        with pytest.raises(ResumeError, match="other settings or other data"):
            trainer(tmp_path, resume=True, **changed)
    assert (tmp_path / STATE).read_bytes() == before  # the state is still there


# ---- a run from a trained model -------------------------------------------------------------

FILES = {"files": [{"file": "pairs.tsv", "weight": 2.0}]}
LATER = {"updates": 40, "learning_rate": 2e-3, "smoothing": 0.1}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A model whose card says what it was trained on."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("trained")
    trainer(folder, corpus=dataclasses.replace(tiny.corpus(), card=FILES)).run()
    return read_model(folder)


def continued_from(folder, trained, **changes):
    return trainer(folder, start=trained, model=tiny.run_config(dropout=0.4), **LATER | changes)


def test_a_run_continues_weights_and_counts_of_a_trained_model(trained, tmp_path):
    run = continued_from(tmp_path, trained)
    before = trained.card.document["training"]
    assert_same(weights(run), trained.model.state_dict())
    assert not run.optimizer.state_dict()["state"]
    assert run.progress.update == run.progress.start_update == before["update"]
    assert curve(tmp_path) == [
        {k: v for k, v in row.items() if k != "minutes"} for row in before["curve"]
    ]
    looks = (trained.folder / SNAPSHOTS).read_text().splitlines()
    kept = [look for look in looks if json.loads(look)["update"] <= before["update"]]
    assert (tmp_path / SNAPSHOTS).read_text().splitlines() == kept != []
    run.run()
    assert list(read_snapshots(tmp_path / SNAPSHOTS))[len(kept) :] == [32, 40]
    card = read_model(tmp_path).card.document["training"]
    assert card["update"] > before["update"]
    assert card["target_pieces"] > before["target_pieces"]
    assert card["budgets"] == [*before["budgets"], [before["update"], 40]]
    assert card["curve"][: len(before["curve"])] == before["curve"]
    assert [row["update"] for row in card["curve"][len(before["curve"]) :]] == [32, 40]
    (earlier,) = card["earlier"]
    assert (earlier["until"], earlier["digest"]) == (before["update"], trained.digest)
    assert (earlier["config"], earlier["dropout"]) == (before["config"], 0.2)
    assert earlier["mix"] == {"pairs.tsv": 2.0}
    assert card["config"]["smoothing"] == 0.1


def test_its_rate_warms_up_again_and_ends_with_the_budget(trained, tmp_path):
    run = continued_from(tmp_path, trained)
    start_update, rates = run.progress.start_update, []
    learn = run.learn

    def recording(examples):
        loss = learn(examples)
        rates.append(run.optimizer.param_groups[0]["lr"])
        return loss

    run.learn = recording
    run.run()
    alone = dataclasses.replace(run.config, updates=40 - start_update)
    expected = [learning_rate(update=k, config=alone) for k in range(40 - start_update)]
    assert rates == expected


def test_interrupted_it_resumes_as_if_it_had_not_been(trained, tmp_path):
    whole = continued_from(tmp_path / "whole", trained)
    whole.run()
    stop_after(continued_from(tmp_path / "parts", trained), 30).run()
    with pytest.raises(ResumeError, match="other settings or other data"):
        trainer(tmp_path / "parts", resume=True, model=tiny.run_config(dropout=0.4), **LATER)
    parts = continued_from(tmp_path / "parts", trained, resume=True)
    assert parts.progress.update == 30
    parts.run()
    assert_same(weights(parts), weights(whole))
    assert curve(tmp_path / "parts") == curve(tmp_path / "whole")
    assert parts.progress.earlier_runs == whole.progress.earlier_runs


@pytest.mark.parametrize("kind", ["attention", "vanilla"])
def test_a_lexical_output_may_be_new_and_changes_no_probability_at_first(tmp_path, kind):
    corpus = dataclasses.replace(tiny.corpus(), card=FILES)
    trainer(tmp_path / "plain", model=tiny.run_config(kind), corpus=corpus).run()
    start = read_model(tmp_path / "plain")
    lexical = dataclasses.replace(tiny.run_config(kind), lexical_output=True)
    run = trainer(tmp_path / "lexical", start=start, model=lexical, corpus=corpus, **LATER)
    batch = train.collate(run.examples[:7])
    with torch.no_grad():
        expected, actual = start.model.eval()(batch), run.model.eval()(batch)
    torch.testing.assert_close(actual, expected)
    run.run()
    columns = run.model.decoder.output[:, -lexical.embedding :]
    assert columns.abs().max() > 0  # and it is learnt
    (earlier,) = read_model(tmp_path / "lexical").card.document["training"]["earlier"]
    assert earlier["lexical_output"] is False


def test_a_model_from_memory_has_no_snapshots_to_take_over(trained, tmp_path):
    continued_from(tmp_path, dataclasses.replace(trained, folder=None))
    assert not (tmp_path / SNAPSHOTS).exists()


def test_a_lexical_output_cannot_be_taken_away(tmp_path):
    corpus = dataclasses.replace(tiny.corpus(), card=FILES)
    lexical = dataclasses.replace(tiny.run_config(), lexical_output=True)
    trainer(tmp_path / "lexical", model=lexical, corpus=corpus).run()
    with pytest.raises(ValueError, match="other sizes"):
        trainer(tmp_path, start=read_model(tmp_path / "lexical"), corpus=corpus, **LATER)


def test_a_model_that_cannot_be_continued_from_is_refused(trained, tmp_path):
    bare = dataclasses.replace(trained, card=ModelCard.from_json({"kind": "attention"}))
    tokenizer = train_tokenizer(sentences=[p.source for p in tiny.PAIRS], pieces=60, lowercase=True)
    pieces = dataclasses.replace(trained, source=tokenizer)
    wider = dataclasses.replace(tiny.run_config(), lexical_output=True, embedding_in_memory=True)
    for arguments, fault in (
        (
            {"start": trained, "model": tiny.run_config("vanilla")},
            r"other sizes \(kind attention, not vanilla\)",
        ),
        ({"start": trained, "model": wider}, "other sizes"),
        ({"start": pieces}, "other pieces"),
        ({"start": bare}, "lacks how it was trained"),
        (
            {"start": trained, "updates": trained.card.document["training"]["update"]},
            "updates in all",
        ),
    ):
        with pytest.raises(ValueError, match=fault):
            trainer(tmp_path, **{"updates": 40} | arguments)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_after_the_update_and_saves(tmp_path, number, unbroken):
    run = trainer(tmp_path)
    learn = run.learn

    def interrupted(examples):
        if run.progress.update == 9:
            os.kill(os.getpid(), number)  # in the middle of an update
        return learn(examples)

    run.learn = interrupted
    before = signal.getsignal(number)
    assert run.run().update == 10
    assert signal.getsignal(number) is before
    resumed = trainer(tmp_path, resume=True)
    assert resumed.progress.update == 10
    resumed.run()
    assert_same(weights(resumed), weights(unbroken[0]))


def test_no_minutes_left_stops_and_saves(tmp_path):
    assert trainer(tmp_path).run(minutes=-1).update == 1
    assert trainer(tmp_path, resume=True).progress.update == 1


def test_a_finished_run_resumed_does_nothing(tmp_path):
    done = trainer(tmp_path, updates=2, curriculum_updates=1)
    done.run()
    again = trainer(tmp_path, updates=2, curriculum_updates=1, resume=True)
    assert again.run().update == 2
    assert_same(weights(done), weights(again))


# ---- the best weights and the patience -------------------------------------------------------


def set_dev_losses(run, monkeypatch, losses):
    """Have the validations give these losses; returns the weights at each validation."""
    remaining, validated = iter(losses), []

    def evaluate(model):
        assert not model.training
        assert model is run.model
        validated.append(weights(run))
        quality = Quality(bleu=1.0, chrf=2.0, signatures={})
        return ValidationResult(loss=next(remaining), quality=quality, pairs=1, decoded=1)

    monkeypatch.setattr(run.validation_set, "evaluate", evaluate)
    return validated


def test_the_best_weights_stay_when_the_dev_loss_worsens(tmp_path, monkeypatch):
    run = trainer(tmp_path, evaluate_every=2, updates=8)
    validated = set_dev_losses(run, monkeypatch, [3.0, 2.0, 2.5, 2.0])
    progress = run.run()
    assert (progress.best_loss, progress.best_update, progress.since_best) == (2.0, 4, 2)
    best = read_model(tmp_path)
    assert_same(best.model.state_dict(), {n: t.half().float() for n, t in validated[1].items()})
    assert best.card.document["dev"]["loss"] == 2.0
    assert best.card.document["training"]["update"] == 4
    assert [row["dev_loss"] for row in best.card.document["training"]["curve"]] == [3.0, 2.0]
    assert [row["dev_loss"] for row in curve(tmp_path)] == [3.0, 2.0, 2.5, 2.0]


def test_patience_stops(tmp_path, monkeypatch):
    run = trainer(tmp_path, evaluate_every=1, updates=20, patience=3)
    set_dev_losses(run, monkeypatch, [3.0, 2.0, 2.1, 1.9, 2.0, 1.95, 2.2, 1.0])
    assert run.run().update == 7
    assert run.progress.best_update == 4
    # Resumed, it is still stopped.
    again = trainer(tmp_path, evaluate_every=1, updates=20, patience=3, resume=True)
    assert again.run().update == 7


def test_a_dev_loss_that_is_no_number_is_never_the_best(tmp_path, monkeypatch):
    run = trainer(tmp_path, evaluate_every=1, updates=3)
    set_dev_losses(run, monkeypatch, [2.0, math.nan, 2.5])
    assert run.run().best_update == 1


def test_a_run_s_folder_is_a_model_folder_with_a_full_card(unbroken):
    run, folder = unbroken
    checkpoint = read_model(folder)
    card = checkpoint.card.document
    assert card["kind"] == "attention"
    assert card["parameters"] == sum(t.numel() for t in checkpoint.model.parameters())
    assert card["data"] == {"made": "by a test"}
    assert TrainConfig.from_json(card["training"]["config"]) == run.config
    assert card["training"]["examples"] == len(tiny.PAIRS)
    assert 0 <= card["training"]["padding"] < 1
    assert card["dev"]["pairs"] == len(tiny.DEV)
    assert card["dev"]["signatures"]["bleu"]


# ---- the end of a run --------------------------------------------------------------------------


def test_a_budget_that_no_look_falls_on_is_looked_at_all_the_same(tmp_path):
    """2,000 updates with a look every 800 would else leave update 1,600."""
    run = trainer(tmp_path, updates=20, evaluate_every=8)
    run.run()
    assert [row["update"] for row in curve(tmp_path)] == [8, 16, 20]
    assert run.progress.best_update == 20
    kept = read_model(tmp_path)
    assert kept.card.document["training"]["update"] == 20
    assert_same(kept.model.state_dict(), {n: t.half().float() for n, t in weights(run).items()})
    again = trainer(tmp_path, updates=20, evaluate_every=8, resume=True)
    again.run()
    assert [row["update"] for row in curve(tmp_path)] == [8, 16, 20]
    assert all(0 < row["train_loss"] < 10 for row in curve(tmp_path))
    assert "NaN" not in (tmp_path / CURVE).read_text()


def test_a_look_before_any_update_has_no_training_loss(tmp_path):
    """A run stopped by a signal, and resumed with no more updates to make."""
    stop_after(trainer(tmp_path), 5).run()
    trainer(tmp_path, updates=5, resume=True).run()
    (row,) = curve(tmp_path)
    assert row["update"] == 5
    assert "train_loss" not in row


def test_the_end_of_the_minutes_is_looked_at(tmp_path, unbroken):
    """And the run goes on to the same weights as if there had been no such look."""
    run = stop_after_minutes(trainer(tmp_path), 11)
    assert [row["update"] for row in curve(tmp_path)] == [8, 11]
    assert run.progress.best_update == 11
    last = trainer(tmp_path, resume=True)
    last.run()
    assert [row["update"] for row in curve(tmp_path)] == [8, 11, 16, 24]
    assert_same(weights(last), weights(unbroken[0]))


def stop_after_minutes(run, updates):
    """Have the minutes end with an update."""
    learn, clock = run.learn, {"minutes": 0.0}

    def counted(examples):
        loss = learn(examples)
        clock["minutes"] = -1.0 if run.progress.update == updates else math.inf
        return loss

    class Minutes(float):
        def __rmul__(self, other):
            return clock["minutes"]

    run.learn = counted
    run.run(minutes=Minutes())
    return run


def test_patience_counts_regular_looks_alone(tmp_path, monkeypatch):
    run = trainer(tmp_path, evaluate_every=2, updates=5)
    set_dev_losses(run, monkeypatch, [2.0, 2.5, 2.6])
    assert run.run().since_best == 1
    assert [row["dev_loss"] for row in curve(tmp_path)] == [2.0, 2.5, 2.6]
    longer = trainer(tmp_path, evaluate_every=2, updates=9, resume=True)
    set_dev_losses(longer, monkeypatch, [2.7, 1.5, 1.6])
    assert longer.run().since_best == 0
    assert longer.progress.best_update == 8


def test_a_signal_is_not_kept_waiting_for_a_look(tmp_path):
    stop_after(trainer(tmp_path), 5).run()
    assert not (tmp_path / CURVE).exists()


# ---- what a look keeps ---------------------------------------------------------------------------

LINKED = (
    GoldPair(
        source=("the", "red", "bird"),
        target=("लाल", "चिड़िया"),
        gold=parse_pharaoh("1-0 2-1"),
    ),
)


def test_correctness_is_in_the_curve_and_on_the_card(tmp_path):
    run = trainer(tmp_path, updates=8, linked=LINKED)
    run.run()
    (row,) = curve(tmp_path)
    checkpoint = read_model(tmp_path)
    assert row["dev_correctness"] == checkpoint.card.document["dev"]["correctness"]
    for name, found in row["dev_correctness"].items():
        rows = measure_correctness(
            checkpoint=dataclasses.replace(checkpoint, model=run.model.eval()),
            pairs=LINKED,
            weights=name,
        )
        assert found == total_correctness(rows).to_json()
        assert found["words"] == 2
    assert set(row["dev_correctness"]) == {"alpha", "posterior"}


def test_a_vanilla_run_has_no_correctness(tmp_path):
    trainer(tmp_path, updates=8, linked=LINKED, model=tiny.run_config("vanilla")).run()
    assert "dev_correctness" not in curve(tmp_path)[0]


def test_a_snapshot_at_each_look_and_none_twice(tmp_path):
    """Also after a kill between a look and the save."""
    sentences = ("the red bird sits.", "where is the key?")
    whole = trainer(tmp_path / "whole", sentences=sentences)
    whole.run()
    parts = tmp_path / "parts"
    stop_after(trainer(parts, sentences=sentences), 7).run()
    state = (parts / STATE).read_bytes()
    stop_after(trainer(parts, sentences=sentences, resume=True), 9).run()
    (parts / STATE).write_bytes(state)
    trainer(parts, sentences=sentences, resume=True).run()
    assert (parts / SNAPSHOTS).read_bytes() == (tmp_path / "whole" / SNAPSHOTS).read_bytes()
    looks = read_snapshots(parts / SNAPSHOTS)
    assert list(looks) == [8, 16, 24]
    source, target = tiny.tokenizers()
    now = snapshot(model=whole.model.eval(), source=source, target=target, sentences=sentences)
    assert [row.to_json() for row in looks[24]] == now
    read_model(parts)  # a file beside those of the digest disturbs nothing


def test_without_sentences_some_of_dev_are_kept(tmp_path):
    run = trainer(tmp_path, updates=8)
    run.run()
    assert len(run.sentences) == 5  # all of it
    assert {pair.source for pair in tiny.DEV} == set(run.sentences)
    assert len(read_snapshots(tmp_path / SNAPSHOTS)[8]) == 5


def test_a_run_makes_its_folder(tmp_path):
    trainer(tmp_path / "new", evaluate_every=1, updates=1).run()
    assert read_model(tmp_path / "new").card.document["training"]["update"] == 1


def test_no_pairs_to_train_on_are_refused(tmp_path):
    empty = dataclasses.replace(tiny.corpus(), pairs=())
    with pytest.raises(ValueError, match="no examples"):
        trainer(tmp_path, corpus=empty)


# ---- several processes ----------------------------------------------------------------------


def test_two_processes_make_the_updates_of_one(tmp_path):
    """Gradients and updates over gloo, also of a batch with fewer pairs than processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    processes = []
    for rank in range(2):
        env = {
            **ENVIRONMENT,
            "RANK": str(rank),
            "LOCAL_RANK": str(rank),
            "WORLD_SIZE": "2",
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(port),
        }
        command = [sys.executable, str(WORKER), "gradients", str(tmp_path / f"{rank}")]
        processes.append(subprocess.Popen(command, env=env))
    try:
        alone = train_worker.gradients(Process(rank=0, count=1, device=CPU), tmp_path)
        # Long, for a busy machine: it ends only a wait of the processes for each other.
        assert [process.wait(timeout=600) for process in processes] == [0, 0]
    finally:
        for process in processes:
            process.kill()
    shares = [safetensors.torch.load_file(tmp_path / f"{rank}") for rank in range(2)]
    assert_same(*shares)  # both hold the sum
    assert alone.keys() == shares[0].keys()
    for name, tensor in alone.items():
        torch.testing.assert_close(shares[0][name], tensor, atol=1e-5, rtol=1e-3, msg=name)


def test_without_torchrun_there_is_one_process(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    with joined_processes(CPU) as process:
        assert process.first
        assert process.count == 1
        assert not torch.distributed.is_initialized()


class Clock:
    """A clock that moves by a tenth of a second each time it is read."""

    now = 0.0

    def monotonic(self):
        self.now += 0.1
        return self.now


def test_minutes_decide_the_updates(tmp_path, monkeypatch):
    """The learning rate has decayed when they are over; going on takes the same path further."""
    monkeypatch.setattr(train, "time", Clock())
    run = trainer(tmp_path, updates=10**6, fit_minutes=True)
    run.run(minutes=1.5)
    made = run.progress.update
    assert 100 < made < 250
    assert abs(run.config.updates - made) < 0.05 * made
    assert run.progress.budgets == [[0, run.config.updates]]
    assert run.optimizer.param_groups[0]["lr"] < 0.3 * run.config.learning_rate
    said = json.loads((tmp_path / HEARTBEAT).read_text())
    assert (said["update"], said["finished"]) == (made, True)
    again = trainer(tmp_path, updates=10**6, resume=True, fit_minutes=True)
    assert again.config.updates == run.config.updates
