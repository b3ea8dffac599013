"""The dev set: every pair counts for the loss, an even part of them for the quality."""

import math

import pytest

from attention_core.data.corpus import Corpus
from attention_core.decoding.translate import translate_all
from attention_core.evaluation.metrics import measure
from attention_core.training import validation as devset
from attention_core.training.validation import ValidationSet, mean_loss
from tests.helpers import tiny


@pytest.fixture
def model():
    source, target = tiny.tokenizers()
    config = tiny.model_config("attention", source=len(source), target=len(target))
    return tiny.tiny_model(config).eval()


def dev_set(pairs):
    source, target = tiny.tokenizers()
    return ValidationSet(Corpus(pairs=(), dev=tuple(pairs), source=source, target=target, card={}))


def test_a_small_set_is_judged_whole(model):
    source, target = tiny.tokenizers()
    found = dev_set(tiny.PAIRS).judge(model)
    examples = [(source.encode_ids(p.source), target.encode_ids(p.target)) for p in tiny.PAIRS]
    written = translate_all(
        model=model, source=source, target=target, sentences=[p.source for p in tiny.PAIRS]
    )
    assert found.loss == mean_loss(model=model, examples=examples)
    assert found.quality == measure(hypotheses=written, references=[p.target for p in tiny.PAIRS])
    assert found.card() == {
        "pairs": len(tiny.PAIRS),
        "loss": found.loss,
        "pairs_decoded": len(tiny.PAIRS),
        "bleu": found.quality.bleu,
        "chrf": found.quality.chrf,
        "signatures": found.quality.signatures,
    }


def test_of_a_large_one_an_even_part_is_decoded(model, monkeypatch):
    """Seven pairs, every other one: four, though about three were asked for."""
    monkeypatch.setattr(devset, "BLEU_PAIRS", 3)
    asked = []
    real = devset.translate_all

    def counted(**arguments):
        asked.append(arguments["sentences"])
        return real(**arguments)

    monkeypatch.setattr(devset, "translate_all", counted)
    found = dev_set(tiny.PAIRS[:7]).judge(model)
    assert asked == [[pair.source for pair in tiny.PAIRS[:7:2]]]
    assert (found.pairs, found.decoded) == (7, 4)
    assert found.loss == dev_set(tiny.PAIRS[:7]).judge(model).loss
    assert not math.isclose(found.loss, dev_set(tiny.PAIRS[:7:2]).judge(model).loss)
