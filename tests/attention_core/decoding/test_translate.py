"""Translations of many sentences: in their order, decoded in batches of similar length."""

import pytest

from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.translate import translate_all
from tests.helpers import tiny

SENTENCES = [pair.source for pair in tiny.PAIRS[:7]]


@pytest.mark.parametrize("beam", [1, 3])
def test_translations_are_in_the_order_of_the_sentences(kind, device, beam):
    source, target = tiny.tokenizers()
    model = tiny.word_model(kind).to(device)
    translations = translate_all(
        model=model, source=source, target=target, sentences=SENTENCES, beam=beam, batch=3
    )
    alone = [
        beam_search(model=model, sources=[source.encode_ids(sentence)], beam=beam)[0][0]
        for sentence in SENTENCES
    ]
    assert translations == [target.decode(best.ids) for best in alone]
    assert len(set(translations)) > 1


def test_batches_hold_sentences_of_similar_length():
    source, target = tiny.tokenizers()
    batches = []

    def progress(rows):
        batches.extend(rows)
        return rows

    translate_all(
        model=tiny.word_model("attention"),
        source=source,
        target=target,
        sentences=SENTENCES,
        batch=3,
        progress=progress,
    )
    assert [len(batch) for batch in batches] == [3, 3, 1]
    lengths = [len(source.encode_ids(SENTENCES[k])) for batch in batches for k in batch]
    assert lengths == sorted(lengths, reverse=True)
    assert sorted(k for batch in batches for k in batch) == list(range(7))


def test_no_sentences_have_no_translations():
    source, target = tiny.tokenizers()
    model = tiny.word_model("vanilla")
    assert translate_all(model=model, source=source, target=target, sentences=[]) == []
