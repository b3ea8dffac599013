"""A sentence comes back from its row, and from its line of JSON, byte for byte."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from attention_core.aligned_corpus.rows import (
    row_json,
    row_sentence,
    sentence_row,
    shortest_decimals,
)
from attention_core.formats.recognition import read_sentences, recognise
from tests.helpers.corpora import some_sentence


@given(st.integers(0, 10**6), st.booleans())
def test_a_sentence_comes_back(seed, end):
    sentence = some_sentence(np.random.default_rng(seed), end=end, note={"deep": [1, "ä"]})
    back = row_sentence(sentence_row(sentence, number=4))
    np.testing.assert_array_equal(back.alpha, sentence.alpha.astype(np.float16))
    for name in ("source", "source_pieces", "source_words", "target_pieces", "target_words"):
        assert getattr(back, name) == getattr(sentence, name)
    assert (back.translation, back.origin) == (sentence.translation, sentence.origin)
    assert dict(back.more) == dict(sentence.more)


def test_json_is_imported_again_to_the_same_bytes(tmp_path):
    rng = np.random.default_rng(8)
    path = tmp_path / "rows.jsonl"
    rows = [sentence_row(some_sentence(rng, end=k % 2 == 0), number=k) for k in range(30)]
    text = "".join(json.dumps(row_json(row), ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    again = [
        sentence_row(block.sentence, number=k, line=block.line)
        for k, block in enumerate(read_sentences(recognise([path])))
    ]
    assert [json.dumps(row_json(row), ensure_ascii=False) for row in again] == text.splitlines()
    for before, after in zip(rows, again, strict=True):  # every measure, too
        assert {k: v for k, v in before.items() if k not in ("alpha", "line")} == {
            k: v for k, v in after.items() if k not in ("alpha", "line")
        }


def test_every_float16_has_a_decimal_that_comes_back():
    halves = np.arange(0x4001, dtype=np.uint16).view(np.float16)[None]
    decimals = shortest_decimals(halves)
    np.testing.assert_array_equal(np.array(decimals).astype(np.float16), halves)
    assert len(json.dumps(decimals)) < 10 * halves.size
