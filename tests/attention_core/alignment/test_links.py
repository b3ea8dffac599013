"""Links, Pharaoh lines and AER, against numbers worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.alignment.extraction import Rule, argmax_links, threshold_links, undo_shift
from attention_core.alignment.gold import link_quality
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


@given(LINKS, LINKS)
def test_what_is_written_is_read_again(sure, more):
    gold = GoldLinks(sure=sure, possible=sure | more)
    assert parse_pharaoh(format_pharaoh(gold)) == gold


@pytest.mark.parametrize("line", ["1", "1-", "-1", "a-b", "1-2-3", "1--2", "१-२", "1_2"])
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


# Three target words over two source words and the end mark: no square, no symmetry.
ALPHA = np.array([[0.1, 0.7, 0.2], [0.3, 0.3001, 0.3999], [0.55, 0.45, 0.0]])


def test_argmax_links_name_the_source_first():
    assert argmax_links(ALPHA) == {(1, 0), (0, 2)}  # the second target word looks at the end mark


def test_a_word_without_any_alpha_has_no_link():
    nothing = np.zeros((1, 3))
    assert argmax_links(nothing) == set()
    assert argmax_links(np.vstack((ALPHA, nothing))) == argmax_links(ALPHA)


def test_a_rule_is_one_of_the_two():
    assert Rule().links(ALPHA) == argmax_links(ALPHA)
    assert Rule(threshold=0.4).links(ALPHA) == threshold_links(word_alpha=ALPHA, threshold=0.4)
    assert Rule(threshold=0.4).links(ALPHA) != argmax_links(ALPHA)
    assert (str(Rule()), str(Rule(threshold=0.4))) == ("argmax", "threshold 0.4")
    for threshold in (0, -1, 1.01, float("nan")):
        with pytest.raises(ValueError, match="threshold is"):
            Rule(threshold=threshold)


def test_threshold_links_take_all_that_reach_it():
    assert threshold_links(word_alpha=ALPHA, threshold=0.45) == {(1, 0), (0, 2), (1, 2)}
    assert threshold_links(word_alpha=ALPHA, threshold=0.3) == {
        (1, 0),
        (0, 1),
        (1, 1),
        (0, 2),
        (1, 2),
    }
    for threshold in (0, -1, 1.01, float("nan")):
        with pytest.raises(ValueError, match="threshold"):
            threshold_links(word_alpha=ALPHA, threshold=threshold)


# ---- shifts -------------------------------------------------------------------------------

# Two target words and the end mark over three source words and the end mark.
WHOLE = np.array([[0.5, 0.2, 0.2, 0.1], [0.0, 0.6, 0.1, 0.3], [0.05, 0.05, 0.2, 0.7]])


def test_nothing_undone_changes_nothing():
    assert (undo_shift(WHOLE) == WHOLE).all()


def test_shifts_are_undone_by_hand():
    late = [[0.0, 0.6, 0.1, 0.3], [0.05, 0.05, 0.2, 0.7], [0, 0, 0, 0]]
    assert undo_shift(WHOLE, rows=1) == pytest.approx(np.array(late))
    early = [[0, 0, 0, 0], [0.5, 0.2, 0.2, 0.1], [0.0, 0.6, 0.1, 0.3]]
    assert undo_shift(WHOLE, rows=-1) == pytest.approx(np.array(early))
    right = [[0.2, 0.2, 0.1, 0.5], [0.6, 0.1, 0.3, 0.0], [0.05, 0.2, 0.7, 0.05]]
    assert undo_shift(WHOLE, columns=1) == pytest.approx(np.array(right))
    left = [[0, 0.5, 0.2, 0.3], [0, 0.0, 0.6, 0.4], [0, 0.05, 0.05, 0.9]]
    assert undo_shift(WHOLE, columns=-1) == pytest.approx(np.array(left))


@given(
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(-7, 7),
    st.integers(-7, 7),
    st.integers(0, 2**32 - 1),
)
def test_rows_stay_distributions_or_become_nothing(targets, sources, rows, columns, seed):
    alpha = np.random.default_rng(seed).dirichlet(np.ones(sources + 1), size=targets + 1)
    found = undo_shift(alpha, rows=rows, columns=columns)
    assert found.shape == alpha.shape
    for t, row in enumerate(found):
        assert row.sum() == pytest.approx(1 if 0 <= t + rows <= targets else 0)


def test_agreement_by_hand():
    gold = parse_pharaoh("0-0 1-1 2-2 2?3")
    links = frozenset({(0, 0), (2, 3), (4, 4)})
    found = link_quality(pairs=[(links, gold)])
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(1 / 3)
    assert found.aer == pytest.approx(1 - (1 + 2) / (3 + 3))


def test_agreement_pools_sentences():
    perfect = (frozenset({(0, 0)}), parse_pharaoh("0-0"))
    wrong = (frozenset({(0, 1), (1, 0)}), parse_pharaoh("0-0 1-1"))
    found = link_quality(pairs=[perfect, wrong])
    assert found.precision == pytest.approx(1 / 3)
    assert found.recall == pytest.approx(1 / 3)
    assert found.aer == pytest.approx(1 - 2 / 6)


@given(LINKS)
def test_gold_agrees_with_itself(links):
    found = link_quality(pairs=[(links, GoldLinks(sure=links, possible=links))])
    assert found.aer == pytest.approx(0 if links else 1)
