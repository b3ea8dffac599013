"""Two directions: turned round once and back again, and links by hand."""

import argparse

import numpy as np
import pytest
import two_directions_aer as two

from attention_core.alignment.aligner import WEIGHTS, GivenPair
from attention_core.model.checkpoint import read_model
from attention_core.text.cleaning import fold
from tests.helpers import tiny

FORWARD = np.array(  # 2 Hindi words and the end, 3 English words and the end
    [[0.8, 0.1, 0.1, 0.0], [0.3, 0.1, 0.5, 0.1], [0.0, 0.0, 0.0, 1.0]]
)
BACKWARD = np.array(  # 3 English words and the end, 2 Hindi words and the end
    [[0.9, 0.05, 0.05], [0.2, 0.1, 0.7], [0.45, 0.3, 0.25], [0.0, 0.0, 1.0]]
)


def test_links_are_those_by_hand():
    found = two.links_of(forward=FORWARD, backward=BACKWARD)
    assert found["English to Hindi"] == {(0, 0), (2, 1)}
    assert found["Hindi to English"] == {(0, 0), (2, 0)}  # the second looks at the end mark
    assert found["intersection"] == {(0, 0)}
    assert found["union"] == {(0, 0), (2, 0), (2, 1)}
    assert found["geometric mean of 0.4 and more"] == {(0, 0)}  # 0.85; the next is 0.39
    assert found["geometric mean of 0.3 and more"] == {(0, 0), (2, 1)}
    assert (2, 0) in found["geometric mean of 0.2 and more"]  # 0.21
    assert (1, 0) not in found["geometric mean of 0.2 and more"]  # 0.14


def test_turned_round_every_pair_is_the_other_way_and_english_is_folded():
    corpus = tiny.corpus()
    turned = two.turned_round(corpus)
    assert [(p.source, p.target) for p in turned.pairs] == [
        (p.target, fold(p.source)) for p in corpus.pairs
    ]
    assert [p.source for p in turned.dev] == [p.target for p in corpus.dev]
    assert (turned.source, turned.target) == (corpus.target, corpus.source)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_model_that_goes_back_reads_hindi(tmp_path, monkeypatch, weights):
    tiny.write_tiny(tmp_path / "forward", kind="attention")
    forward = read_model(tmp_path / "forward")
    monkeypatch.setattr(two, "load_corpus", lambda **_: tiny.corpus())
    monkeypatch.setattr(two, "TrainConfig", tiny.train_config)
    options = argparse.Namespace(
        updates=2, train=["a.tsv"], dev="dev.tsv", model=tmp_path / "forward", work=tmp_path
    )
    backward = two.backward_model(forward=forward, options=options)
    assert backward.card["training"]["update"] == 2
    assert backward.model.config.source_vocabulary == len(forward.target)
    pair = GivenPair(source=("लाल", "दरवाज़ा"), target=("The", "RED", "door"))
    (found,) = two.weights_of(checkpoint=backward, pairs=[pair], weights=weights)
    assert found.shape == (4, 3)
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-5)
    folded = GivenPair(source=pair.source, target=("the", "red", "door"))
    (same,) = two.weights_of(checkpoint=backward, pairs=[folded], weights=weights)
    assert (found == same).all()
