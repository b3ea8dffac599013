"""Pharaoh lines read and written, and links checked against the sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.alignment.links import (
    GoldLinks,
    PharaohError,
    check_links,
    format_pharaoh,
    parse_pharaoh,
)

LINKS = st.frozensets(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12)


def test_sure_and_possible_are_told_apart():
    gold = parse_pharaoh(" 0-0 1-2\t1?3 2p0 ")
    assert gold.sure == {(0, 0), (1, 2)}
    assert gold.possible == {(0, 0), (1, 2), (1, 3), (2, 0)}


def test_a_link_given_both_ways_is_sure():
    assert parse_pharaoh("3?1 3-1").sure == {(3, 1)}


def test_links_as_aligners_write_them_are_read():
    gold = parse_pharaoh("0-0:0.98 1-2:1e-05 (2-0) 3–3 4−4 (5?5) 6p6:0.5")
    assert gold.sure == {(0, 0), (1, 2), (3, 3), (4, 4)}
    assert gold.possible == gold.sure | {(2, 0), (5, 5), (6, 6)}


@given(LINKS, LINKS)
def test_what_is_written_is_read_again(sure, more):
    gold = GoldLinks(sure=sure, possible=sure | more)
    assert parse_pharaoh(format_pharaoh(gold)) == gold


@pytest.mark.parametrize(
    "line", ["1", "1-", "-1", "a-b", "1-2-3", "1--2", "१-२", "1_2", "(1-2", "1-2)", "1-2:", "1-2:x"]
)
def test_what_is_no_link_is_named(line):
    with pytest.raises(PharaohError, match="is not a link"):
        parse_pharaoh(f"0-0 {line}")


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        gold = parse_pharaoh(text)
    except PharaohError:
        return
    assert len(gold.possible) <= len(text.split())


def test_links_outside_the_sentences_are_refused():
    check_links(gold=parse_pharaoh("2-4"), sources=3, targets=5)
    with pytest.raises(PharaohError, match="3-0 is outside"):
        check_links(gold=parse_pharaoh("0-0 3-0"), sources=3, targets=5)
    with pytest.raises(PharaohError, match="0-5 is outside"):
        check_links(gold=parse_pharaoh("0-5"), sources=3, targets=5)
