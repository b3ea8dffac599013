"""Held-out pairs: drawn by their English, reproducibly, and never trained on."""

import dataclasses
from pathlib import Path

import pytest

from attention_core.data.held_out import counted_file, draw_held_out, split_held_out
from attention_core.data.pairs import DataError, Pair

PAIRS = [Pair(source=f"Pair {k // 2}.", target=f"जोड़ी {k}") for k in range(20)]


def test_a_file_and_its_count():
    assert counted_file("dir/a.tsv:12") == (Path("dir/a.tsv"), 12)
    assert counted_file("a:b.tsv:1") == (Path("a:b.tsv"), 1)


@pytest.mark.parametrize("argument", ["a.tsv", "a.tsv:", "a.tsv:0", "a.tsv:-1", ":3", "a.tsv:١"])
def test_a_missing_or_impossible_count_is_refused(argument):
    with pytest.raises(DataError, match="FILE:N"):
        counted_file(argument)


def test_pairs_with_the_same_english_are_drawn_together():
    sentences = draw_held_out(pairs=PAIRS, count=5, seed=1)
    assert len(sentences) == 3  # of two pairs each
    training, held_out = split_held_out(pairs=PAIRS, sentences=sentences)
    assert len(held_out) == 6
    assert sorted([*training, *held_out], key=PAIRS.index) == PAIRS
    assert not {pair.source for pair in training} & {pair.source for pair in held_out}
    assert [PAIRS.index(pair) for pair in held_out] == sorted(map(PAIRS.index, held_out))


def test_case_does_not_make_another_sentence():
    sentences = draw_held_out(pairs=PAIRS, count=2, seed=1)
    shouted = [dataclasses.replace(pair, source=pair.source.upper()) for pair in PAIRS]
    assert len(split_held_out(pairs=shouted, sentences=sentences)[1]) == 2


def test_the_draw_depends_on_the_seed_only():
    first, second = (draw_held_out(pairs=PAIRS, count=8, seed=3) for _ in range(2))
    assert first == second
    assert any(draw_held_out(pairs=PAIRS, count=8, seed=seed) != first for seed in range(4, 9))


@pytest.mark.parametrize("count", [19, 20, 21])
def test_some_pairs_must_be_left(count):
    with pytest.raises(DataError, match=f"cannot hold out {count} of 20 pairs"):
        draw_held_out(pairs=PAIRS, count=count, seed=1)
    assert len(draw_held_out(pairs=PAIRS, count=18, seed=1)) == 9
