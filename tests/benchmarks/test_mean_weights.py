"""The mean of models: every weight, and a card and records that say what was validated."""

import dataclasses
import json

import mean_weights as mean
import pytest
import torch

from attention_core.model.checkpoint import read_model
from attention_core.training.learning_curve import LearningCurve
from attention_core.training.snapshots import SNAPSHOTS, read_snapshots
from attention_core.training.trainer import CURVE, Trainer
from attention_core.training.validation import ValidationSet
from attention_core.utils.distributed import Process
from tests.helpers import tiny

SENTENCES = ("a bird", "the red door")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two runs of the same sizes, each a model folder with its records."""
    home = tmp_path_factory.mktemp("runs")
    for seed in (1, 2):
        Trainer(
            model_config=tiny.run_config(),
            config=tiny.train_config(seed=seed),
            corpus=tiny.corpus(),
            folder=home / str(seed),
            process=Process(rank=0, count=1, device=torch.device("cpu")),
            sentences=SENTENCES,
        ).run()
    return [read_model(home / str(seed)) for seed in (1, 2)]


def test_every_weight_is_the_mean(runs):
    weights = mean.mean_model(runs).state_dict()
    first, second = (run.model.state_dict() for run in runs)
    assert weights.keys() == first.keys()
    for name, weight in weights.items():
        torch.testing.assert_close(weight, (first[name] + second[name]) / 2)
        assert not torch.equal(first[name], second[name])


def test_card_curve_and_snapshots_are_those_of_the_mean(runs, tmp_path):
    corpus, out = tiny.corpus(), tmp_path / "mean"
    validation = ValidationSet(corpus)
    arguments = {"corpus": corpus, "validation": validation, "sentences": SENTENCES}
    digest = mean.write_mean(checkpoints=runs, out=out, **arguments)
    made = read_model(out)
    assert made.digest == digest not in {run.digest for run in runs}
    expected = validation.evaluate(mean.mean_model(runs))
    *before, end = LearningCurve(runs[-1].folder / CURVE).rows()
    assert LearningCurve(out / CURVE).rows() == [*before, end | expected.row()]
    document = made.card.document
    assert document["training"]["curve"][-1]["dev_loss"] == expected.row()["dev_loss"]
    assert document["dev"] == json.loads(json.dumps(expected.card()))
    assert not {"test", "gold", "links", "probes", "samples"} & set(document)
    *earlier, look = (out / SNAPSHOTS).read_text().splitlines()
    *same, other = (runs[-1].folder / SNAPSHOTS).read_text().splitlines()
    assert earlier == same
    assert look != other
    assert len(list(read_snapshots(out / SNAPSHOTS).values())[-1]) == len(SENTENCES)


def test_other_sizes_or_pieces_are_refused(runs, tmp_path):
    tiny.write_tiny(tmp_path / "vanilla", kind="vanilla")
    with pytest.raises(ValueError, match="other sizes"):
        mean.mean_model([runs[0], read_model(tmp_path / "vanilla")])
    turned = dataclasses.replace(runs[1], source=runs[1].target)
    with pytest.raises(ValueError, match="other pieces"):
        mean.mean_model([runs[0], turned])
