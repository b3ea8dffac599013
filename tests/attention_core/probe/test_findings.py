"""What a probe finds in one sentence is what its scores say, word by word."""

import pytest
import torch

from attention_core.explorer import Explorer
from attention_core.probe.findings import find_words
from attention_core.probe.folder import StoredProbe
from attention_core.probe.linear_probe import LinearProbe
from attention_core.probe.vectors import READINGS
from tests.helpers import tiny
from tests.helpers.stepping import encode_one

SENTENCE = "The red bird, the zebra!"
VOCABULARY = ("moon", "the", "bird", "red", "salt")


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    home = tmp_path_factory.mktemp("models")
    for kind in ("attention", "vanilla"):
        tiny.write_tiny(home / f"tiny-{kind}", kind=kind)
    return Explorer(models=home, device="cpu")


CASES = [(kind, reading) for kind in READINGS for reading in READINGS[kind]]


@pytest.mark.parametrize(("kind", "reading"), CASES)
def test_probabilities_and_guesses_are_those_of_the_scores(explorer, kind, reading):
    checkpoint = explorer.load(f"tiny-{kind}")
    config = checkpoint.model.config
    width = config.context
    weight = torch.randn(5, width, generator=torch.Generator().manual_seed(2))
    bias = torch.tensor([0.5, -0.5, 0.0, 1.0, -1.0])
    layer = LinearProbe.quantized(weight=weight, bias=bias)
    probe = StoredProbe(reading=reading, layer=layer, vocabulary=VOCABULARY)
    found = find_words(checkpoint=checkpoint, probe=probe, sentence=SENTENCE)

    with torch.inference_mode():
        source = encode_one(checkpoint.model, checkpoint.source.encode(SENTENCE).ids)[0]
    memory = source.memory[0]
    vectors = {"fixed": source.final, "mean": memory.mean(0, True), "states": memory}[reading]
    scores = [max(float(v @ layer.weight[w]) for v in vectors) + float(bias[w]) for w in range(5)]
    best = {VOCABULARY[w] for w in sorted(range(5), key=lambda w: -scores[w])[:3]}

    assert [word.text for word in found.words] == ["The", "red", "bird", "the", "zebra"]
    for word in found.words[:4]:
        number = VOCABULARY.index(word.text.lower())
        expected = 1 / (1 + torch.tensor(-scores[number]).exp())
        assert word.probability == pytest.approx(float(expected), abs=0.02)
        assert word.found == (VOCABULARY[number] in best)
    assert (found.words[4].probability, found.words[4].found) == (None, False)
    assert {word.text for word in found.wrong} == best - {"the", "red", "bird"}
    assert found.looked_for == 3
    assert found.found == len(best & {"the", "red", "bird"})


def test_a_sentence_without_a_word_that_is_looked_for(explorer):
    checkpoint = explorer.load("tiny-vanilla")
    layer = LinearProbe.quantized(
        weight=torch.ones(1, checkpoint.model.config.context), bias=torch.zeros(1)
    )
    probe = StoredProbe(reading="fixed", layer=layer, vocabulary=("moon",))
    found = find_words(checkpoint=checkpoint, probe=probe, sentence="?! zebra")
    assert [word.text for word in found.words] == ["zebra"]
    assert (found.looked_for, found.found, found.wrong) == (0, 0, ())
