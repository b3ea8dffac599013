"""Gold files line by line, and agreement of α that is right, wrong, or off by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.alignment.extraction import SHIFTS, Rule
from attention_core.alignment.gold import (
    RULES,
    GoldPair,
    compare_with_gold,
    link_quality,
    read_gold,
)
from attention_core.alignment.links import GoldLinks, parse_pharaoh
from attention_core.data.pairs import DataError

LINE = "a red bird .\tएक लाल चिड़िया ।\t0-0 1-1 2-2 3?3"


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "gold.tsv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_gold(path)

    return read_text


def test_a_gold_file_is_read(read):
    (first, second) = read(f"\ufeff{LINE}\tmore\r\n\n{LINE}\n")
    assert first == second
    assert first.source == ("a", "red", "bird", ".")
    assert first.target == ("एक", "लाल", "चिड़िया", "।")
    assert first.gold == parse_pharaoh("0-0 1-1 2-2 3?3")


def test_a_pair_may_have_no_links(read):
    assert read("a bird\tचिड़िया\t\n")[0].gold == GoldLinks(sure=frozenset(), possible=frozenset())


def test_only_a_space_separates_tokens(read):
    (pair,) = read("a\u00a0red bird\tचिड़िया\t1-0")
    assert pair.source == ("a\u00a0red", "bird")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a bird\tचिड़िया", "three columns"),
        (" \tचिड़िया\t0-0", "source side is empty"),
        ("a bird\t\u200e\t0-0", "target side is empty"),
        ("a  bird\tचिड़िया\t0-0", "source side has a space before token 1"),
        ("a bird\tचिड़िया \t0-0", "target side has a space before token 1"),
        ("a bird\tचिड़िया\t0-0 x", "'x' is not a link"),
        ("a bird\tचिड़िया\t2-0", "2-0 is outside"),
        ("a bird\tचिड़िया\t0-1", "0-1 is outside"),
        ("a bird\tचिड़िया\t0-1", "words are what stands between spaces, as in `align --tokenized`"),
    ],
)
def test_broken_lines_are_named(read, line, message):
    data = line if isinstance(line, bytes) else line.encode("utf-8")
    with pytest.raises(DataError, match=r"gold\.tsv, line 3: ") as caught:
        read(LINE.encode("utf-8") + b"\n\n" + data)
    assert message in str(caught.value)


def test_an_empty_file_is_named(read):
    with pytest.raises(DataError, match="no pairs"):
        read("\n\n")


PAIRS = "a red bird .\tएक लाल चिड़िया ।\n\na bird\tचिड़िया\n"


@pytest.mark.parametrize(
    "links",
    ["0-0:0.9 1-1 (2-2)\n\n1-0\n", "1 1 1 S\n1 2 2 S\n1 3 3 P\n3 2 1 S\n"],
    ids=["pharaoh", "naacl"],
)
def test_links_alone_go_with_a_file_of_pairs(tmp_path, links):
    pairs, path = tmp_path / "pairs.tsv", tmp_path / "links.gdfa"
    pairs.write_text(PAIRS, encoding="utf-8")
    path.write_text(links, encoding="utf-8")
    first, second = read_gold(path, pairs=pairs)
    assert first.gold == parse_pharaoh("0-0 1-1 2?2")
    assert (second.source, second.target) == (("a", "bird"), ("चिड़िया",))
    assert second.gold == parse_pharaoh("1-0")
    with pytest.raises(DataError, match="without sentences: name the file of pairs with --pairs"):
        read_gold(path)
    with pytest.raises(DataError, match="is no file of links alone"):
        read_gold(pairs, pairs=pairs)


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ("0-0\n\n\n0-0\n", "has links for 4 pairs and .* has 3"),
        ("0-0\n0-0\n", "pairs.tsv, line 2: expected three columns"),
        ("0-9\n", "pairs.tsv, line 1: 0-9 is outside"),
    ],
)
def test_links_that_do_not_fit_the_pairs_are_named(tmp_path, links, message):
    pairs, path = tmp_path / "pairs.tsv", tmp_path / "links"
    pairs.write_text(PAIRS, encoding="utf-8")
    path.write_text(links, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_gold(path, pairs=pairs)


def test_giza_has_its_own_sentences(read):
    (pair,) = read("# Sentence pair (1)\nएक चिड़िया\nNULL ({ }) a ({ 1 }) bird ({ 2 })\n")
    assert (pair.source, pair.target) == (("a", "bird"), ("एक", "चिड़िया"))
    assert pair.gold == parse_pharaoh("0-0 1-1")


# ---- link quality -------------------------------------------------------------------------


def test_quality_is_that_worked_out_by_hand():
    gold = parse_pharaoh("0-0 1-1 2-2 2?3")
    links = frozenset({(0, 0), (2, 3), (4, 4)})
    quality = link_quality(pairs=[(links, gold)])
    assert quality.precision == pytest.approx(2 / 3)
    assert quality.recall == pytest.approx(1 / 3)
    assert quality.aer == pytest.approx(1 - (1 + 2) / (3 + 3))


def test_quality_counts_the_links_of_all_sentences():
    perfect = (frozenset({(0, 0)}), parse_pharaoh("0-0"))
    wrong = (frozenset({(0, 1), (1, 0)}), parse_pharaoh("0-0 1-1"))
    quality = link_quality(pairs=[perfect, wrong])
    assert quality.precision == pytest.approx(1 / 3)
    assert quality.recall == pytest.approx(1 / 3)
    assert quality.aer == pytest.approx(1 - 2 / 6)


@given(st.frozensets(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_gold_agrees_with_itself(links):
    quality = link_quality(pairs=[(links, GoldLinks(sure=links, possible=links))])
    assert quality.aer == pytest.approx(0 if links else 1)


# ---- comparison of rules and shifts -------------------------------------------------------


def pair_of(links, *, sources, targets):
    sure = frozenset(links)
    return GoldPair(
        source=("w",) * sources, target=("व",) * targets, gold=GoldLinks(sure=sure, possible=sure)
    )


@st.composite
def strided_pair(draw):
    """Words that each mean one other, in strides, and α that fits.

    A stride and a prime number of words: what follows a word is never its neighbour.
    """
    count = draw(st.sampled_from([7, 11, 13]))
    stride, first = draw(st.integers(2, count - 2)), draw(st.integers(0, count - 1))
    order = [(first + stride * t) % count for t in range(count)]
    alpha = np.full((count + 1, count + 1), 0.01)
    for t, s in enumerate([*order, count]):
        alpha[t, s] = 0.8
    return pair_of(zip(order, range(count), strict=True), sources=count, targets=count), alpha


@given(strided_pair())
def test_alpha_that_is_right_has_no_error_and_no_shift(pair_and_alpha):
    pair, alpha = pair_and_alpha
    report = compare_with_gold(pairs=[pair], word_alpha=[alpha], rule=Rule())
    assert report.whole.aer == 0
    assert report.shift == (0, 0)
    assert all(quality.aer == 0 for _, quality in report.by_rule)
    assert [rule for rule, _ in report.by_rule] == list(RULES)
    assert [shift for shift, _ in report.by_shift] == list(SHIFTS)


@given(strided_pair(), st.sampled_from([1, -1]), st.sampled_from([Rule(), Rule(threshold=0.3)]))
def test_a_shift_by_a_row_is_found(pair_and_alpha, rows, rule):
    pair, alpha = pair_and_alpha
    report = compare_with_gold(pairs=[pair], word_alpha=[np.roll(alpha, rows, axis=0)], rule=rule)
    assert report.whole.aer > 0.5
    assert report.shift == (rows, 0)
    undone = dict(report.by_shift)[rows, 0]
    # A row late, the last word's row is in the end mark's place; a row early, the first is lost.
    assert undone.precision == 1
    assert undone.aer < 0.15


@given(strided_pair(), st.sampled_from([1, -1]))
def test_a_shift_by_a_column_is_found(pair_and_alpha, columns):
    pair, alpha = pair_and_alpha
    report = compare_with_gold(
        pairs=[pair], word_alpha=[np.roll(alpha, columns, axis=1)], rule=Rule()
    )
    assert report.whole.aer > 0.5
    assert report.shift == (0, columns)


def test_the_rule_is_used_for_the_whole_and_for_shifts():
    alpha = np.array([[0.4, 0.35, 0.25], [0.1, 0.5, 0.4], [0.1, 0.1, 0.8]])
    pair = pair_of([(0, 0), (1, 0), (1, 1)], sources=2, targets=2)
    by_rule = dict(compare_with_gold(pairs=[pair], word_alpha=[alpha], rule=Rule()).by_rule)
    report = compare_with_gold(pairs=[pair], word_alpha=[alpha], rule=Rule(threshold=0.3))
    assert report.whole == by_rule[Rule(threshold=0.3)]
    assert report.whole.aer == 0
    assert dict(report.by_shift)[0, 0] == report.whole
    assert by_rule[Rule()].aer == pytest.approx(1 - 4 / 5)


def test_the_row_of_the_end_mark_makes_no_link():
    alpha = np.array([[0.9, 0.1], [0.8, 0.2]])  # one word, and an end mark that attends to it too
    pair = pair_of([(0, 0)], sources=1, targets=1)
    report = compare_with_gold(pairs=[pair], word_alpha=[alpha], rule=Rule())
    assert report.whole.precision == 1
    assert report.whole.aer == 0


def test_the_way_back_of_a_pair(read):
    (pair,) = read(LINE)
    back = pair.swapped()
    assert (back.source, back.target) == (pair.target, pair.source)
    assert back.gold == parse_pharaoh("0-0 1-1 2-2 3?3")
    uneven = GoldPair(source=("a", "b"), target=("x",), gold=parse_pharaoh("1-0 0?0")).swapped()
    assert uneven.gold == parse_pharaoh("0-1 0?0")
    assert uneven.swapped().swapped() == uneven
