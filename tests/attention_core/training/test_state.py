"""The file a run goes on from: all of it comes back, and anything else is refused."""

import math

import pytest
import safetensors.torch
import torch

from attention_core.data.batches import Position, collate
from attention_core.model.seq2seq import Seq2Seq
from attention_core.training.state import ResumeError, TrainingProgress, load_state, save_state
from tests.helpers import tiny

EXAMPLES = list(
    zip(
        tiny.random_ids(lengths=[5, 3], vocabulary=20),
        tiny.random_ids(lengths=[4, 6], vocabulary=23),
        strict=True,
    )
)
PROGRESS = TrainingProgress(
    update=7,
    pieces=100,
    slots=120,
    seconds=1.25,
    best_loss=0.1 + 0.2,
    best_update=6,
    since_best=1,
    position=Position(epoch=2, cursor=30, taken=4, update=5),
    budgets=[[0, 10], [4, 12]],
)


def learner(seed):
    """A model and an optimizer that have made two updates."""
    torch.manual_seed(seed)
    model = Seq2Seq(tiny.model_config("attention"))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(2):
        update(model, optimizer)
    return model, optimizer


def update(model, optimizer):
    optimizer.zero_grad()
    model(collate(EXAMPLES)).backward()
    optimizer.step()


def save(path, *, seed=1, progress=PROGRESS):
    model, optimizer = learner(seed)
    save_state(path=path, model=model, optimizer=optimizer, progress=progress, identity="this one")
    return model, optimizer


def load(path, *, identity="this one"):
    model, optimizer = learner(2)
    progress = load_state(path=path, model=model, optimizer=optimizer, identity=identity)
    return model, optimizer, progress


def test_weights_moments_and_progress_come_back_to_the_last_bit(tmp_path):
    model, optimizer = save(tmp_path / "state")
    again, optimizer_again, progress = load(tmp_path / "state")
    assert progress == PROGRESS
    for _ in range(2):  # the first update after tells whether Adam's moments came back
        for (name, one), other in zip(model.named_parameters(), again.parameters(), strict=True):
            assert torch.equal(one, other), name
        update(model, optimizer)
        update(again, optimizer_again)


def test_a_run_that_has_not_looked_yet_has_no_best_loss(tmp_path):
    save(tmp_path / "state", progress=TrainingProgress())
    assert load(tmp_path / "state")[2].best_loss == math.inf


def test_saving_changes_nothing(tmp_path):
    model, _ = learner(1)
    saved, _ = save(tmp_path / "state", seed=1)
    for one, other in zip(model.parameters(), saved.parameters(), strict=True):
        assert torch.equal(one, other)


def test_another_identity_is_refused_with_a_remedy(tmp_path):
    save(tmp_path / "state")
    with pytest.raises(ResumeError, match="new folder"):
        load(tmp_path / "state", identity="another")


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_a_truncated_state_is_refused(tmp_path, share):
    save(tmp_path / "state")
    data = (tmp_path / "state").read_bytes()
    (tmp_path / "state").write_bytes(data[: int(share * len(data))])
    with pytest.raises(ResumeError, match="state"):
        load(tmp_path / "state")


@pytest.mark.parametrize("data", [b"\x80\x04K\x01.", b"text", b"\xff" * 64])
def test_a_state_that_is_something_else_is_refused(tmp_path, data):
    (tmp_path / "state").write_bytes(data)
    with pytest.raises(ResumeError, match="state"):
        load(tmp_path / "state")


def test_tensors_without_what_they_belong_to_are_refused(tmp_path):
    safetensors.torch.save_file({"x": torch.zeros(2)}, tmp_path / "state")
    with pytest.raises(ResumeError, match="state"):
        load(tmp_path / "state")
