"""Which folders are models: a run counts when it has a model and no process trains it."""

import fcntl

from attention_core.config import RUN_FILE, RUN_LOCK
from attention_core.model.checkpoint import CARD
from attention_core.model.folders import model_paths


def test_a_run_is_a_model_when_it_has_one_and_nobody_trains_it(tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    assert list(model_paths([tmp_path])) == ["run"]  # any other folder without a card is a fault
    (run / RUN_FILE).touch()
    assert model_paths([tmp_path]) == {}
    (run / CARD).touch()
    assert model_paths([tmp_path]) == {"run": run}
    with (run / RUN_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert model_paths([tmp_path]) == {}
    assert model_paths([tmp_path]) == {"run": run}


def test_names_are_unique(tmp_path):
    homes = [tmp_path / place / "models" for place in "abc"]
    for home in homes:
        (home / "x").mkdir(parents=True)
    found = model_paths([*homes, tmp_path / "absent"])
    assert list(found) == ["x", "x@models", "x@models-3"]
    assert list(found.values()) == [home / "x" for home in homes]
