"""Held-out pairs: drawn by their English, the same ones whatever else is trained on."""

import pytest

from attention_core.data.held_out import counted_file, drawn, split
from attention_core.data.pairs import DataError, Pair

PAIRS = tuple(
    Pair(source=f"Sentence number {k}.", target=f"{form} वाक्य {k}।")
    for k in range(12)
    for form in ("आपका", "तुम्हारा")
)


@pytest.mark.parametrize(
    ("argument", "expected"), [("a.tsv:5", ("a.tsv", 5)), ("dir/a:b.tsv:100", ("dir/a:b.tsv", 100))]
)
def test_a_file_and_its_count(argument, expected):
    path, count = counted_file(argument)
    assert (str(path), count) == expected


@pytest.mark.parametrize("argument", ["a.tsv", "a.tsv:", "a.tsv:0", "a.tsv:-3", "a.tsv:1.5", ":3"])
def test_a_count_that_is_none_is_refused(argument):
    with pytest.raises(DataError, match="FILE:N"):
        counted_file(argument)


def test_all_that_share_their_english_go_together():
    english = drawn(pairs=PAIRS, count=5, seed=1)
    assert len(english) == 3  # six pairs: five cannot be had
    kept, out = split(pairs=PAIRS, english=english)
    assert len(out) == 6
    assert not {pair.source for pair in kept} & {pair.source for pair in out}
    assert sorted((*kept, *out), key=PAIRS.index) == list(PAIRS)


def test_capitals_make_no_other_sentence():
    loud = Pair(source="SENTENCE NUMBER 3.", target="वाक्य।")
    english = drawn(pairs=(PAIRS[6],), count=0, seed=1) | {"sentence number 3."}
    assert split(pairs=(loud,), english=english) == ((), (loud,))


def test_the_seed_decides():
    assert drawn(pairs=PAIRS, count=8, seed=1) == drawn(pairs=PAIRS, count=8, seed=1)
    assert len({drawn(pairs=PAIRS, count=8, seed=seed) for seed in range(5)}) > 1


def test_something_has_to_be_left():
    drawn(pairs=PAIRS, count=22, seed=1)
    with pytest.raises(DataError, match="23 pairs to be held out of 24"):
        drawn(pairs=PAIRS, count=23, seed=1)
