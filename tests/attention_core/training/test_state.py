"""The file that a run resumes from: all of it comes back, and anything else is refused."""

import json
import math

import pytest
import safetensors.torch
import torch

from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.batches import Position, collate
from attention_core.model.seq2seq import Seq2Seq
from attention_core.training.state import (
    ResumeError,
    TrainingProgress,
    load_state,
    run_identity,
    save_state,
)
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
    last_validation=6,
    start_update=2,
    earlier_runs=[{"until": 2}],
)
# As the file had it before fields of TrainingProgress were renamed.
STORED = {
    "update": 7,
    "pieces": 100,
    "slots": 120,
    "seconds": 1.25,
    "best_loss": 0.1 + 0.2,
    "best_update": 6,
    "since_best": 1,
    "looked": 6,
    "position": {"epoch": 2, "cursor": 30, "taken": 4, "update": 5},
    "budgets": [[0, 10], [4, 12]],
    "begun": 2,
    "earlier": [{"until": 2}],
}
SIZES = {
    **{"kind": "attention", "source_vocabulary": 20, "target_vocabulary": 23},
    **{"embedding": 192, "encoder": 192, "decoder": 384, "attention": 192, "readout": 384},
    **{"told": True, "dropout": 0.25, "word_dropout": 0.0},
    **{"embedding_in_memory": False, "lexical_output": False},
}
RECIPE = {
    **{"max_words": 50, "max_pieces": 200, "pieces": 5000, "joined": 0.1, "batch_tokens": 800},
    **{"learning_rate": 0.005, "final_rate": 5e-05, "warmup": 500, "smoothing": 0.05, "clip": 1.0},
    **{"curriculum_start": 14, "curriculum_updates": 1000, "seed": 1},
    **{"updates": 24000, "evaluate_every": 800, "patience": 6},
}


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
    for _ in range(2):  # the first update after loading depends on Adam's moments
        named = zip(model.named_parameters(), again.parameters(), strict=True)
        for (name, parameter), loaded in named:
            assert torch.equal(parameter, loaded), name
        update(model, optimizer)
        update(again, optimizer_again)


def test_progress_has_the_same_names_in_the_file_as_ever(tmp_path):
    save(tmp_path / "state")
    with safetensors.safe_open(tmp_path / "state", framework="pt") as file:
        stored = json.loads(file.metadata()["progress"])
    assert stored == STORED
    assert list(stored) == list(STORED)


def test_a_file_from_before_the_fields_were_renamed_can_be_loaded(tmp_path):
    save(tmp_path / "now")
    tensors = safetensors.torch.load_file(tmp_path / "now")
    metadata = {"identity": "this one", "progress": json.dumps(STORED)}
    safetensors.torch.save_file(tensors, tmp_path / "before", metadata=metadata)
    assert load(tmp_path / "before")[2] == PROGRESS


def test_a_field_that_an_older_file_lacks_has_its_default():
    older = {name: value for name, value in STORED.items() if name not in ("looked", "earlier")}
    progress = TrainingProgress.from_json(older)
    assert (progress.last_validation, progress.earlier_runs) == (0, [])
    assert progress.start_update == 2


def identity(*, start=None, examples=EXAMPLES, sizes=(), recipe=()):
    return run_identity(
        model=ModelConfig.from_json({**SIZES, **dict(sizes)}),
        config=TrainConfig.from_json({**RECIPE, **dict(recipe)}),
        examples=examples,
        start=start,
    )


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (None, "c1b55994f91bce58c4e0986f576eeba0d75799784b7046e7a7fd1dffb839967f"),
        ("0123456789ab", "8709df7e06b525c964957caccc138270435219da41bcff14fec6a70cd80b5a73"),
    ],
)
def test_the_identity_of_a_run_is_the_same_as_ever(start, expected):
    """Computed when `Trainer` still did it; with another identity no older run can be resumed."""
    assert identity(start=start, examples=[([5, 6, 3], [4, 3]), ([9, 3], [7, 8, 3])]) == expected


def test_the_identity_depends_on_sizes_recipe_data_and_start_but_not_on_the_budget():
    different = [
        identity(),
        identity(sizes={"embedding": 40}),
        identity(recipe={"seed": 7}),
        identity(examples=EXAMPLES[::-1]),
        identity(examples=EXAMPLES[:1]),
        identity(start="0123456789ab"),
        identity(recipe={"lexical_loss": 0.5}),
    ]
    assert len(set(different)) == len(different)
    budget = {"updates": 77_777, "evaluate_every": 77, "patience": 7}
    assert identity(recipe=budget) == identity()


def test_a_run_that_has_not_been_validated_has_no_best_loss(tmp_path):
    save(tmp_path / "state", progress=TrainingProgress())
    assert load(tmp_path / "state")[2].best_loss == math.inf


def test_saving_changes_nothing(tmp_path):
    model, _ = learner(1)
    saved, _ = save(tmp_path / "state", seed=1)
    for before, after in zip(model.parameters(), saved.parameters(), strict=True):
        assert torch.equal(before, after)


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


@pytest.mark.parametrize(
    "named", [{"source_language": "fr"}, {"target_language": "sw"}, {"lowercase_source": False}]
)
def test_languages_are_not_part_of_the_identity(named):
    """The pieces of the examples are, and a run from before there were languages goes on."""
    assert identity(sizes=named.items()) == identity()
