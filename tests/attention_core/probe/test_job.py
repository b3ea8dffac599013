"""What is trained on what: the control has vectors of other sentences, and no set is mixed up."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from attention_core.data.pairs import DataError, Pair
from attention_core.probe import job
from attention_core.probe.job import train_and_measure, vocabulary_of
from tests.helpers import tiny


@given(st.integers(2, 60), st.integers(0, 5))
def test_no_sentence_of_the_control_keeps_its_own_vectors(count, seed):
    vectors = list(range(count))
    shuffled = job._shuffled(vectors, seed=seed)
    assert sorted(shuffled) == vectors
    assert all(a != b for a, b in zip(vectors, shuffled, strict=True))


@pytest.fixture
def checkpoint(tmp_path):
    from attention_core.explorer import Explorer

    tiny.write_tiny(tmp_path / "tiny", kind="vanilla")
    return Explorer(models=tmp_path, device="cpu").load("tiny")


def test_each_set_has_its_own_purpose(checkpoint, monkeypatch):
    """Training pairs train, dev pairs choose, test pairs are measured."""
    seen = {}

    def train(*, vectors, present, dev_vectors, dev_present, words, **_):
        seen.setdefault("sets", []).append((len(vectors), len(dev_vectors)))
        return job.LinearProbe.quantized(weight=torch.eye(words, 4), bias=torch.zeros(words))

    monkeypatch.setattr(job, "train_probe", train)
    monkeypatch.setattr(
        job, "read_vectors", lambda *, sentences, **_: [torch.ones(1, 4)] * len(sentences)
    )
    pairs = [Pair(source=text, target="x") for text in ("the bird", "a bird", "the wall", "moon")]
    vocabulary = vocabulary_of(checkpoint=checkpoint, pairs=pairs[:3])
    assert vocabulary[:2] == ("bird", "the")
    _, figures = train_and_measure(
        checkpoint=checkpoint,
        vocabulary=vocabulary,
        train=[*pairs[:3], *pairs[:3]],
        dev=pairs[:2],
        test=pairs,
        reading="fixed",
    )
    assert seen["sets"] == [(3, 2), (3, 2)]  # the control and the probe; repeats count once
    assert (figures["n_train"], figures["n_dev"], figures["n"]) == (3, 2, 3)
    assert figures["words"] == figures["control"]["words"] == 6


def test_a_set_without_a_word_that_is_looked_for_is_refused(checkpoint):
    pairs = [Pair(source="the bird", target="x")]
    with pytest.raises(DataError, match="no dev sentence"):
        train_and_measure(
            checkpoint=checkpoint,
            vocabulary=("bird",),
            train=pairs,
            dev=[Pair(source="moon", target="x")],
            test=pairs,
            reading="fixed",
        )
