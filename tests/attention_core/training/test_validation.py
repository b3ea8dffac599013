"""Validation: every dev pair counts for the loss, an even part of them for the quality."""

import math

import pytest
import torch

from attention_core.data.batches import collate
from attention_core.data.corpus import Corpus
from attention_core.decoding.translate import translate_all
from attention_core.evaluation.metrics import measure
from attention_core.training import validation
from attention_core.training.validation import ValidationSet, target_pieces, total_loss
from tests.helpers import tiny


@pytest.fixture
def model():
    source, target = tiny.tokenizers()
    config = tiny.model_config("attention", source=len(source), target=len(target))
    return tiny.tiny_model(config).eval()


def validation_set(pairs):
    source, target = tiny.tokenizers()
    return ValidationSet(Corpus(pairs=(), dev=tuple(pairs), source=source, target=target, card={}))


def test_a_small_set_is_translated_whole(model):
    source, target = tiny.tokenizers()
    result = validation_set(tiny.PAIRS).evaluate(model)
    examples = [(source.encode_ids(p.source), target.encode_ids(p.target)) for p in tiny.PAIRS]
    translations = translate_all(
        model=model, source=source, target=target, sentences=[p.source for p in tiny.PAIRS]
    )
    total = total_loss(model=model, examples=examples)
    assert result.loss == total / target_pieces(examples)
    references = [p.target for p in tiny.PAIRS]
    assert result.quality == measure(hypotheses=translations, references=references)
    assert result.card() == {
        "pairs": len(tiny.PAIRS),
        "loss": result.loss,
        "pairs_decoded": len(tiny.PAIRS),
        "bleu": result.quality.bleu,
        "chrf": result.quality.chrf,
        "signatures": result.quality.signatures,
    }


def test_the_loss_is_the_same_whatever_the_batches(kind, device, monkeypatch):
    """Long and short targets weigh by their pieces, and padding does not count."""
    model = tiny.word_model(kind).to(device)
    examples = tiny.corpus().examples(pairs=tiny.PAIRS, longest=10**9)
    with torch.inference_mode():
        alone = sum(float(model(collate([example]).to(device))) for example in examples)
    for most in (1, 40, 10**6):
        monkeypatch.setattr(validation, "BATCH_TOKENS", most)
        together = total_loss(model=model, examples=examples)
        assert together == pytest.approx(alone, rel=1e-3)


def test_of_a_large_one_an_even_part_is_decoded(model, monkeypatch):
    """Every second of seven pairs: four, where BLEU_PAIRS is three."""
    monkeypatch.setattr(validation, "BLEU_PAIRS", 3)
    translated = []
    real = validation.translate_all

    def recording(**arguments):
        translated.append(arguments["sentences"])
        return real(**arguments)

    monkeypatch.setattr(validation, "translate_all", recording)
    result = validation_set(tiny.PAIRS[:7]).evaluate(model)
    assert translated == [[pair.source for pair in tiny.PAIRS[:7:2]]]
    assert (result.pairs, result.decoded) == (7, 4)
    assert result.loss == validation_set(tiny.PAIRS[:7]).evaluate(model).loss
    assert not math.isclose(result.loss, validation_set(tiny.PAIRS[:7:2]).evaluate(model).loss)


def test_parts_are_judged_by_themselves(model):
    """The loss and BLEU of each are those of a dev set of its pairs alone."""
    source, target = tiny.tokenizers()
    names = ("talk", "", "verse", "talk", "verse", "talk", "talk")
    pairs = tiny.PAIRS[:7]
    corpus = Corpus(pairs=(), dev=pairs, dev_parts=names, source=source, target=target, card={})
    found = ValidationSet(corpus).evaluate(model)
    assert list(found.parts) == ["talk", "", "verse"]
    for name, part in found.parts.items():
        own = [pair for pair, other in zip(pairs, names, strict=True) if other == name]
        alone = validation_set(own).evaluate(model)
        assert part.loss == pytest.approx(alone.loss, rel=1e-5)
        assert part.bleu == pytest.approx(alone.quality.bleu)
        assert (part.pairs, part.decoded) == (len(own), len(own))
    whole = validation_set(pairs).evaluate(model)
    assert found.loss == pytest.approx(whole.loss, rel=1e-5)
    assert found.quality == whole.quality
    assert not whole.parts
    row = found.row()
    assert row["dev_parts"]["talk"]["loss"] == round(found.parts["talk"].loss, 4)
    assert found.card()["parts"]["talk"]["loss"] == found.parts["talk"].loss


def test_a_part_of_which_nothing_is_decoded_has_no_bleu(model, monkeypatch):
    monkeypatch.setattr(validation, "BLEU_PAIRS", 1)
    source, target = tiny.tokenizers()
    names = ("talk", "verse")
    corpus = Corpus(
        pairs=(), dev=tiny.PAIRS[:2], dev_parts=names, source=source, target=target, card={}
    )
    found = ValidationSet(corpus).evaluate(model)
    assert (found.parts["verse"].bleu, found.parts["verse"].decoded) == (None, 0)
    assert found.parts["talk"].bleu is not None
