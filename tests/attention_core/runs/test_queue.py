"""The queue: one run at a time, state on disk alone, killed processes noticed, a real training."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from attention_core.config import RUN_FILE, RUN_LOCK
from attention_core.data.pairs import read_pairs
from attention_core.explorer import Explorer
from attention_core.runs.queue import PROJECT, RunError, RunQueue, training_options
from attention_core.runs.run import LOG, PROGRESS, RunRequest, failure, read_log
from attention_core.runs.uploads import UPLOADS, save_upload
from attention_core.text.languages import LanguagePair
from attention_core.utils.files import is_locked

SAMPLE = PROJECT / "assets" / "samples" / "en-fr.tsv"
PAIR = LanguagePair(source="en", target="fr")
TINY = [
    *("--embedding", "8", "--encoder", "4", "--decoder", "8", "--attention", "4"),
    *("--readout", "8", "--device", "cpu", "--batch-tokens", "100", "--evaluate-every", "30"),
]


class Scripted(RunQueue):
    """A queue whose processes run a line of Python in the run's folder instead of training."""

    script = "import time; time.sleep(600)"

    def command(self, run):
        return [sys.executable, "-c", f"import os; os.chdir({str(run.folder)!r})\n{self.script}"]


@pytest.fixture
def queue(tmp_path):
    queue = Scripted(tmp_path / "models")
    yield queue
    for run in queue.runs():
        queue.stop(run.name)


def request(**changes):
    settings = {"kind": "attention", "languages": PAIR, "minutes": 2, "size": "small"}
    return RunRequest(**{**settings, "upload": "", **changes})


def wait_for(queue, name, state):
    """The run, once it is in that state."""
    for _ in range(3000):
        if (run := queue.run(name)).state == state:
            return run
        time.sleep(0.1)
    raise AssertionError((queue.run(name), read_log(queue.home / name)))


def test_one_trains_and_the_others_wait_their_turn(queue):
    names = [queue.add(request()).name for _ in range(3)]
    assert names == ["en-fr-attention", "en-fr-attention-2", "en-fr-attention-3"]
    assert [run.state for run in queue.runs()] == ["running", "queued", "queued"]
    assert [queue.place(run) for run in queue.runs()] == [0, 1, 2]
    again = Scripted(queue.home)  # as after a restart of the server
    assert [run.name for run in again.runs()] == names
    again.advance()
    assert [run.state for run in again.runs()] == ["running", "queued", "queued"]
    again.stop(names[1])
    queue.stop(names[0])
    wait_for(queue, names[0], "stopped")
    queue.advance()
    assert wait_for(queue, names[2], "running").pid is not None
    assert queue.run(names[1]).state == "stopped"
    queue.resume(names[1])
    assert queue.place(queue.run(names[1])) == 1
    with pytest.raises(RunError, match="nothing to resume"):
        queue.resume(names[1])


def test_a_killed_process_is_noticed_and_can_go_on(queue):
    name = queue.add(request()).name
    pid = queue.run(name).pid
    os.kill(pid, signal.SIGKILL)
    assert wait_for(queue, name, "interrupted").reason == ""
    assert queue.resume(name).state == "running"
    assert queue.run(name).pid != pid


@pytest.mark.parametrize(
    ("script", "state", "reason"),
    [
        (
            "raise SystemExit('python -m attention_core: x.tsv: no pair')",
            "failed",
            "x.tsv: no pair",
        ),
        ("raise ValueError('a bug')", "failed", "ValueError: a bug"),
        ("print('Traceback of nothing')", "interrupted", ""),
        (f"open({PROGRESS!r}, 'w').write('{{\"finished\": true}}')", "done", ""),
        (f"open({PROGRESS!r}, 'w').write('{{\"finish')", "interrupted", ""),
    ],
)
def test_how_a_run_ended(queue, script, state, reason):
    queue.script = script
    name = queue.add(request()).name
    assert wait_for(queue, name, state).reason == reason


def test_minutes_add_up_over_processes(queue):
    queue.script = f"open({PROGRESS!r}, 'w').write('{{\"minutes\": 1.5}}')"
    name = queue.add(request(minutes=10)).name
    assert wait_for(queue, name, "interrupted").minutes == 1.5
    queue.resume(name)
    assert wait_for(queue, name, "interrupted").minutes == 3.0
    assert queue.run(name).minutes_left == 7.0


def test_a_process_that_ends_at_once_has_its_progress_kept(queue, monkeypatch):
    class Quick(subprocess.Popen):
        def __init__(self, *args, **settings):
            super().__init__(*args, **settings)
            self.wait()  # it is over before the queue goes on

    monkeypatch.setattr("attention_core.runs.queue.subprocess.Popen", Quick)
    queue.script = f"open({PROGRESS!r}, 'w').write('{{\"minutes\": 1.5}}')"
    name = queue.add(request(minutes=10)).name
    assert queue.run(name).minutes == 1.5
    assert queue.resume(name).minutes == 3.0


def test_what_runs_cannot_be_deleted_and_pairs_go_with_their_last_run(queue):
    upload = save_upload(home=queue.home, pairs=read_pairs(SAMPLE))
    first, second = (
        queue.add(request(upload=upload, kind=kind)) for kind in ("attention", "vanilla")
    )
    with pytest.raises(RunError, match="stop it first"):
        queue.delete(first.name)
    queue.delete(second.name)
    assert (queue.home / UPLOADS / upload).is_dir()
    queue.stop(first.name)
    wait_for(queue, first.name, "stopped")
    queue.delete(first.name)
    assert not (queue.home / UPLOADS / upload).exists()
    assert queue.runs() == ()
    with pytest.raises(RunError, match="there is no run"):
        queue.stop(first.name)
    with pytest.raises(RunError, match="there is no run"):
        queue.delete("../" + queue.home.name)


def test_a_lock_ends_with_its_process(queue):
    name = queue.add(request()).name
    lock = queue.home / name / RUN_LOCK
    assert is_locked(lock)
    os.kill(queue.run(name).pid, signal.SIGKILL)
    wait_for(queue, name, "interrupted")
    assert not is_locked(lock)
    assert not is_locked(queue.home / "absent")


def test_a_request_by_hand_has_defaults(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / RUN_FILE).write_text('{"kind": 3, "languages": "?", "minutes": "many"}')
    (run,) = RunQueue(tmp_path).runs()
    assert run.request == request(languages=LanguagePair())
    assert run.state == "interrupted"


def test_the_reason_is_the_last_line(tmp_path):
    log = tmp_path / LOG
    assert failure(log) == ""
    log.write_text("10%|#  | 3/30\rTraceback (most recent call last):\n  File\nKeyError: 'x'\n")
    assert failure(log) == "KeyError: 'x'"
    log.write_text("python -m attention_core train: argument --size: invalid\n")
    assert failure(log) == "argument --size: invalid"
    log.write_text(" 30%|###   | 30/100 [00:10<00:20, loss 4.2]\r 40%|####  | 40/100")
    assert failure(log) == ""


def test_the_setting():
    assert training_options("off") is training_options(" OFF ") is None
    assert training_options("") == []
    assert training_options("--threads 2 --device cpu") == ["--threads", "2", "--device", "cpu"]


def test_a_real_training_is_killed_and_goes_on(tmp_path):
    """From the sample to a model that translates, with one process killed in between."""
    queue = RunQueue(tmp_path / "models", options=[*TINY, "--updates", "90"])
    upload = save_upload(home=queue.home, pairs=read_pairs(SAMPLE))
    name = queue.add(request(upload=upload, minutes=600)).name
    while not (queue.home / name / "curve.jsonl").exists():
        assert queue.run(name).state == "running", read_log(queue.home / name)
        time.sleep(0.1)
    os.kill(queue.run(name).pid, signal.SIGKILL)
    wait_for(queue, name, "interrupted")
    queue.resume(name)
    run = wait_for(queue, name, "done")
    assert run.progress["update"] == 90
    rows = [json.loads(line) for line in (run.folder / "curve.jsonl").read_text().splitlines()]
    assert [row["update"] for row in rows] == sorted({row["update"] for row in rows})
    assert rows[-1]["dev_loss"] < rows[0]["dev_loss"]
    explorer = Explorer(models=queue.home, device="cpu")
    (info,) = explorer.models()
    assert (info.name, str(info.card.languages)) == (name, "en-fr")
    assert explorer.translate(model=name, sentence="Where is the red car?").translation
