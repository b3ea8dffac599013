"""Occlusion: what hiding a word costs, against the loss of the sentence without it."""

import dataclasses

import numpy as np
import pytest
import torch

from attention_core.alignment.aligner import GivenPair, occlude_pair
from attention_core.alignment.given_words import given_words
from attention_core.data.batches import collate
from attention_core.explorer import Explorer
from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.tokenizer import UNKNOWN
from tests.helpers import tiny

PAIR = GivenPair(
    source=("the", "red", "bird", "sits", "on", "the", "wall."),
    target=("लाल", "चिड़िया", "दीवार", "पर", "बैठी", "है।"),
)


@pytest.fixture(scope="module", params=["attention", "vanilla"])
def checkpoint(request):
    source, target = tiny.tokenizers()
    model = tiny.word_model(request.param)
    return Checkpoint(
        name="tiny", digest="0", card=ModelCard(), model=model, source=source, target=target
    )


def test_a_column_is_what_the_sentence_loses_with_the_word(checkpoint):
    drops = occlude_pair(checkpoint=checkpoint, pair=PAIR)
    assert drops.shape == (len(PAIR.target) + 1, len(PAIR.source) + 1)
    source = given_words(tokenizer=checkpoint.source, words=PAIR.source)
    target = given_words(tokenizer=checkpoint.target, words=PAIR.target)

    def loss(ids):
        with torch.inference_mode():
            return float(checkpoint.model(collate([(list(ids), list(target.ids))])))

    for j, word in enumerate(source.words[:-1]):
        hidden = list(source.ids)
        hidden[word.start : word.stop] = [UNKNOWN] * (word.stop - word.start)
        assert drops[:, j].sum() == pytest.approx(loss(hidden) - loss(source.ids), abs=1e-4)
    assert not drops[:, -1].any()
    assert np.abs(drops[:, :-1]).max() > 0.01  # the untrained model does depend on its input


def test_the_first_word_cannot_hang_on_what_only_later_steps_see(checkpoint):
    """Log p of a target word depends on the target words before it, not on those behind it."""
    shorter = dataclasses.replace(PAIR, target=PAIR.target[:2])
    long, short = (occlude_pair(checkpoint=checkpoint, pair=pair) for pair in (PAIR, shorter))
    np.testing.assert_allclose(long[:2], short[:2], atol=1e-5)


def test_a_word_that_cleaning_empties_keeps_its_number(checkpoint):
    pair = dataclasses.replace(PAIR, source=(*PAIR.source[:2], "\u200b", *PAIR.source[2:]))
    drops, plain = (occlude_pair(checkpoint=checkpoint, pair=p) for p in (pair, PAIR))
    assert not drops[:, 2].any()
    np.testing.assert_allclose(np.delete(drops, 2, axis=1), plain, atol=1e-5)


def test_long_pairs_are_worked_on_in_parts(checkpoint, monkeypatch):
    whole = occlude_pair(checkpoint=checkpoint, pair=PAIR)
    monkeypatch.setattr("attention_core.alignment.occlusion.TOKENS", 30)
    np.testing.assert_allclose(occlude_pair(checkpoint=checkpoint, pair=PAIR), whole, atol=1e-5)


@pytest.mark.parametrize("name", ["tiny-attention", "tiny-vanilla"])
def test_a_trace_is_judged_by_the_pieces_that_were_written(models, name):
    """What a beam wrote may be cut into other pieces than its text would be."""
    explorer = Explorer(models=models, device="cpu")
    trace = explorer.translate(model=name, sentence="the red bird 🦜 sits.")
    drops = explorer.occlusion(trace)
    assert drops.shape == (len(trace.target_words), len(trace.source_words))
    assert not drops[:, -1].any()
    checkpoint = explorer.load(name)
    target = checkpoint.target.pieces_to_ids(trace.target_pieces)
    assert [checkpoint.target.id_to_piece(index) for index in target] == list(trace.target_pieces)
    whole = explorer.force(model=name, sentence="the red bird 🦜 sits.", target="लाल ⁇ है")
    assert explorer.occlusion(whole).shape == (len(whole.target_words), len(whole.source_words))
