"""The vectors that a probe reads are those that the decoder gets."""

import pytest
import torch

from attention_core.probe.vectors import read_vectors
from tests.helpers import tiny
from tests.helpers.stepping import encode_one

SENTENCES = tiny.random_ids(lengths=[6, 2, 9, 4], vocabulary=20, seed=3)


@torch.inference_mode()
def test_of_an_attention_model(attention_model, near):
    every = read_vectors(model=attention_model, sentences=SENTENCES, reading="states")
    mean = read_vectors(model=attention_model, sentences=SENTENCES, reading="mean")
    for ids, states, one in zip(SENTENCES, every, mean, strict=True):
        memory = encode_one(attention_model, ids)[0].memory[0].cpu()
        torch.testing.assert_close(states.float(), memory, atol=2e-3, rtol=2e-3)
        torch.testing.assert_close(one.float(), memory.mean(0, True), atol=2e-3, rtol=2e-3)
        assert states.shape[0] == len(ids)


@torch.inference_mode()
def test_of_a_vanilla_model(vanilla_model):
    vectors = read_vectors(model=vanilla_model, sentences=SENTENCES, reading="fixed")
    for ids, own in zip(SENTENCES, vectors, strict=True):
        context = encode_one(vanilla_model, ids)[0].final.cpu()
        torch.testing.assert_close(own.float(), context, atol=2e-3, rtol=2e-3)


@pytest.mark.parametrize("reading", ["mean", "states"])
def test_a_batch_gives_what_each_sentence_gives_alone(attention_model, reading):
    together = read_vectors(model=attention_model, sentences=SENTENCES, reading=reading)
    for ids, own in zip(SENTENCES, together, strict=True):
        (alone,) = read_vectors(model=attention_model, sentences=[ids], reading=reading)
        torch.testing.assert_close(own, alone, atol=2e-3, rtol=2e-3)
