"""Pieces merged to words, against a loop."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from attention_core.text.words import Word, merge_to_words


def spans(sizes):
    starts = np.cumsum([0, *sizes])
    return [
        Word(text=str(k), start=int(starts[k]), stop=int(starts[k + 1])) for k in range(len(sizes))
    ]


def naive(alpha, source, target):
    """Summed over a word's source pieces, averaged over a word's target pieces."""
    rows = []
    for to in target:
        row = []
        for origin in source:
            total = 0.0
            for i in range(to.start, to.stop):
                for j in range(origin.start, origin.stop):
                    total += float(alpha[i, j])
            row.append(total / (to.stop - to.start))
        rows.append(row)
    return rows


SIZES = st.lists(st.integers(1, 4), min_size=1, max_size=7)


@given(SIZES, SIZES, st.integers(0, 1000))
def test_merging_is_the_loop_and_rows_still_sum_to_one(sources, targets, seed):
    alpha = np.random.default_rng(seed).dirichlet(np.ones(sum(sources)), sum(targets))
    alpha = alpha.astype(np.float32)
    source, target = spans(sources), spans(targets)
    merged = merge_to_words(alpha=alpha, source_words=source, target_words=target)
    assert merged.dtype == np.float32
    assert merged.shape == (len(targets), len(sources))
    np.testing.assert_allclose(merged, naive(alpha, source, target), atol=1e-6)
    np.testing.assert_allclose(merged.sum(axis=1), 1, atol=1e-5)


def test_merging_by_hand():
    alpha = np.array([[0.5, 0.25, 0.25], [0.0, 1.0, 0.0]], dtype=np.float32)
    merged = merge_to_words(alpha=alpha, source_words=spans([1, 2]), target_words=spans([2]))
    assert merged.tolist() == [[0.25, 0.75]]


def test_merging_words_of_one_piece_changes_nothing():
    alpha = np.random.default_rng(1).dirichlet(np.ones(5), 4).astype(np.float32)
    merged = merge_to_words(alpha=alpha, source_words=spans([1] * 5), target_words=spans([1] * 4))
    assert np.array_equal(merged, alpha)
    alpha.flags.writeable = False  # as in a Trace
    merge_to_words(alpha=alpha, source_words=spans([5]), target_words=spans([4]))
