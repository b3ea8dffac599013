"""Snapshots: what a look keeps is what a search finds, and comes back from the file."""

import json

import numpy as np
import pytest

from attention_core.data.pairs import DataError, Pair
from attention_core.decoding.beam_search import beam_search
from attention_core.training.snapshots import (
    BEAM,
    SentenceSnapshot,
    earlier_snapshots,
    read_sentences,
    read_snapshots,
    snapshot,
    spread_over_length,
)
from tests.helpers import tiny

SENTENCES = ("the red bird sits.", "where is the old bridge?")


def made(kind):
    source, target = tiny.tokenizers()
    model = tiny.word_model(kind)
    return model, snapshot(model=model, source=source, target=target, sentences=SENTENCES)


def test_they_are_the_search_s_best(kind, tmp_path):
    source, target = tiny.tokenizers()
    model, rows = made(kind)
    path = tmp_path / "snapshots.jsonl"
    lines = [{"update": 8, "sentences": rows}, {"update": 16, "sentences": rows[:1]}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    looks = read_snapshots(path)
    assert {update: len(row) for update, row in looks.items()} == {8: 2, 16: 1}
    for text, found in zip(SENTENCES, looks[8], strict=True):
        ids = source.encode_ids(text)
        best = beam_search(model=model, sources=[ids], beam=BEAM)[0][0]
        assert found.source_pieces == source.encode(text).pieces
        assert len(found.target_pieces) == len(best.ids)
        assert found.translation == target.decode(best.ids)
        if kind == "vanilla":
            assert found.alpha is None
        else:
            assert found.alpha.shape == (len(best.ids), len(ids))
            np.testing.assert_allclose(found.alpha, best.alpha.numpy(), atol=1e-3)


def test_alpha_is_kept_row_by_row():
    alpha = np.arange(6, dtype=np.float16).reshape(2, 3) / 8
    kept = SentenceSnapshot(
        source_pieces=("a", "b", "c"), target_pieces=("x", "y"), translation="xy", alpha=alpha
    ).to_json()
    again = SentenceSnapshot.from_json(json.loads(json.dumps(kept)))
    assert again.alpha.tolist() == alpha.tolist()
    with pytest.raises(ValueError, match="reshape"):
        SentenceSnapshot.from_json({**kept, "target_pieces": ["x"]})


def test_sentences_are_read_line_by_line(tmp_path):
    path = tmp_path / "sentences.txt"
    path.write_text("A red bird.\n\n  Where is it? \n", encoding="utf-8")
    assert read_sentences(path) == ("A red bird.", "Where is it?")
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(DataError, match="no sentences"):
        read_sentences(path)
    path.write_bytes(b"a \xff")
    with pytest.raises(DataError, match="not UTF-8"):
        read_sentences(path)
    with pytest.raises(DataError, match="nowhere"):
        read_sentences(tmp_path / "nowhere")


def test_the_shortest_to_the_longest():
    pairs = [Pair(source=" ".join(["a"] * n), target="क") for n in (9, 1, 5, 3, 7, 1)]
    assert [len(text.split()) for text in spread_over_length(pairs, count=3)] == [1, 5, 9]
    assert len(spread_over_length(pairs, count=50)) == 5  # each English once
    assert len(spread_over_length(pairs[:1])) == 1


def test_a_run_goes_on_from_the_snapshots_of_the_same_sentences(tmp_path):
    source, _ = tiny.tokenizers()
    path = tmp_path / "snapshots.jsonl"
    same = {"until": 24, "source": source, "sentences": SENTENCES}
    assert earlier_snapshots(path, **same) == []
    _, rows = made("attention")
    lines = [{"update": 8, "sentences": rows}, {"update": 16, "sentences": rows}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert earlier_snapshots(path, **same) == lines
    assert earlier_snapshots(path, **{**same, "until": 15}) == lines[:1]  # the best weights
    assert earlier_snapshots(path, **{**same, "sentences": SENTENCES[:1]}) == []
    assert earlier_snapshots(path, **{**same, "sentences": SENTENCES[::-1]}) == []
    for odd in ({"update": 24}, {"update": 24, "sentences": [3]}, {"update": 24, "sentences": 3}):
        path.write_text(json.dumps(odd) + "\n", encoding="utf-8")
        assert earlier_snapshots(path, **same) == []
