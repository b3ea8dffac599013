"""Links and shifts of α, against matrices worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.alignment.extraction import (
    SHIFTS,
    Rule,
    argmax_links,
    threshold_links,
    undo_shift,
)

# Three target words over two source words and the end mark: no square, no symmetry.
ALPHA = np.array([[0.1, 0.7, 0.2], [0.3, 0.3001, 0.3999], [0.55, 0.45, 0.0]])


def test_argmax_links_name_the_source_first():
    assert argmax_links(ALPHA) == {(1, 0), (0, 2)}  # the second target word attends to the end mark


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


def test_the_shifts_are_named_by_how_alpha_is_moved():
    alpha = np.zeros((4, 4))
    alpha[1, 1] = 1.0
    expected = {
        "as it is": (1, 1),
        "one row up": (0, 1),
        "one row down": (2, 1),
        "one column to the left": (1, 0),
        "one column to the right": (1, 2),
    }
    places = {
        name: np.unravel_index(undo_shift(alpha, **shift._asdict()).argmax(), alpha.shape)
        for shift, name in SHIFTS.items()
    }
    assert places == expected
