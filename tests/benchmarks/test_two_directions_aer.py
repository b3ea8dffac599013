"""Two directions: the corpus is swapped and swapped back, and links are compared by hand."""

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
    links = two.links_by_rule(forward=FORWARD, backward=BACKWARD)
    assert links["English to Hindi"] == {(0, 0), (2, 1)}
    assert links["Hindi to English"] == {
        (0, 0),
        (2, 0),
    }  # the second word's largest weight is on the end mark
    assert links["intersection"] == {(0, 0)}
    assert links["union"] == {(0, 0), (2, 0), (2, 1)}
    assert links["geometric mean of 0.4 and more"] == {(0, 0)}  # 0.85; the next is 0.39
    assert links["geometric mean of 0.3 and more"] == {(0, 0), (2, 1)}
    assert (2, 0) in links["geometric mean of 0.2 and more"]  # 0.21
    assert (1, 0) not in links["geometric mean of 0.2 and more"]  # 0.14


def test_a_swapped_corpus_has_swapped_pairs_in_lower_case_english():
    corpus = tiny.corpus()
    swapped = two.swapped_corpus(corpus)
    assert [(p.source, p.target) for p in swapped.pairs] == [
        (p.target, fold(p.source)) for p in corpus.pairs
    ]
    assert [p.source for p in swapped.dev] == [p.target for p in corpus.dev]
    assert (swapped.source, swapped.target) == (corpus.target, corpus.source)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_backward_model_reads_hindi(tmp_path, monkeypatch, weights):
    tiny.write_tiny(tmp_path / "forward", kind="attention")
    forward = read_model(tmp_path / "forward")
    monkeypatch.setattr(two, "load_corpus", lambda **_: tiny.corpus())
    monkeypatch.setattr(two, "TrainConfig", tiny.train_config)
    options = argparse.Namespace(
        updates=2, train=["a.tsv"], dev="dev.tsv", model=tmp_path / "forward", work=tmp_path
    )
    backward = two.backward_model(forward=forward, options=options)
    assert backward.card.document["training"]["update"] == 2
    assert backward.model.config.source_vocabulary == len(forward.target)
    pair = GivenPair(source=("लाल", "दरवाज़ा"), target=("The", "RED", "door"))
    (weights_of_pair,) = two.alignment_weights(checkpoint=backward, pairs=[pair], weights=weights)
    assert weights_of_pair.shape == (4, 3)
    assert weights_of_pair.sum(axis=1) == pytest.approx(1, abs=1e-5)
    folded = GivenPair(source=pair.source, target=("the", "red", "door"))
    (folded_weights,) = two.alignment_weights(checkpoint=backward, pairs=[folded], weights=weights)
    assert (weights_of_pair == folded_weights).all()
