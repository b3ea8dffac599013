"""Our own pairs about everyday things: clean, each once, and no test sentence among them."""

import re

import pytest

from attention_core.data.pairs import read_pair_rows
from tests.helpers.documents import ROOT, read

TRAIN, TEST = FILES = tuple(ROOT / "assets" / f"everyday_words{part}.tsv" for part in ("", "_test"))
SENTENCES = ("sentences.txt", "snapshot_sentences.txt")


def english(path) -> list[str]:
    return [pair.source.lower() for pair in read_pair_rows(path).rows]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_is_a_clean_pair(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    found = read_pair_rows(path)
    assert not found.broken
    assert not found.notes
    assert [f"{pair.source}\t{pair.target}" for pair in found.rows] == lines
    for pair in found.rows:
        assert pair.source[-1] in ".?!"
        assert pair.target[-1] in "।?!"
        assert re.fullmatch(r"[ -~é]+", pair.source)
        assert not re.search("[A-Za-z]", pair.target)


def test_no_sentence_is_there_twice_or_in_two_files():
    every = [sentence for path in FILES for sentence in english(path)]
    assert len(set(every)) == len(every) > 2400


def test_no_sentence_that_shows_or_measures_the_models_is_learnt():
    """Not the twenty of the cards, nor those of the snapshots, nor any that a document quotes."""
    shown = {line.lower() for name in SENTENCES for line in read(f"assets/{name}").splitlines()}
    assert shown
    assert not shown & {sentence for path in FILES for sentence in english(path)}
    for document in ("README.md", "assets/models/README.md"):
        text = read(document).lower()
        assert not [sentence for sentence in english(TRAIN) if sentence in text]
