"""Links of two models, one of each direction: by hand, and properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attention_core.alignment.aligner import GivenPair, align
from attention_core.alignment.both_directions import BothDirections, weights_of_words
from attention_core.alignment.extraction import Rule
from attention_core.alignment.symmetrization import COMBINATIONS, combine_links, turned
from attention_core.errors import UserError
from attention_core.explorer import Explorer
from attention_core.utils.distributed import Process

# Two target and three source words; the end marks last.
FORWARD = np.array(
    [[0.6, 0.2, 0.1, 0.1], [0.1, 0.2, 0.3, 0.4], [0.0, 0.1, 0.1, 0.8]], dtype=np.float32
)
BACKWARD = np.array(
    [[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]], dtype=np.float32
)
SHAPES = st.tuples(st.integers(2, 5), st.integers(2, 5))
SHARES = st.floats(0, 1, width=32)


def test_the_mean_is_that_of_both_weights_of_two_words():
    mean = BothDirections(forward=FORWARD, backward=BACKWARD).mean
    expected = [[0.75, 0.2, 0.1, 0.05], [0.1, 0.45, 0.55, 0.2], [0.0, 0.1, 0.1, 0.8]]
    np.testing.assert_allclose(mean, expected, atol=1e-7)


@pytest.mark.parametrize("weight", [0, 1e-45, 1e-38, 0.1, 1])
def test_the_mean_of_equal_weights_is_that_weight(weight):
    weights = np.full((2, 2), weight, dtype=np.float32)
    assert (BothDirections(forward=weights, backward=weights).mean[0, 0] == weights).all()


def test_a_link_that_one_direction_gives_to_its_end_mark_can_be_the_means():
    both = BothDirections(forward=FORWARD, backward=BACKWARD)
    assert Rule().links(FORWARD[:-1]) == {(0, 0)}
    assert both.links(rule=Rule(), joining="mean") == {(0, 0), (2, 1)}
    assert both.links(rule=Rule(), joining="union") == {(0, 0), (1, 1), (2, 1)}
    assert both.links(rule=Rule(), joining="intersection") == {(0, 0)}
    assert both.links(rule=Rule(threshold=0.5), joining="mean") == {(0, 0), (2, 1)}


def test_weights_of_other_words_are_refused():
    with pytest.raises(UserError, match="other words of a pair"):
        BothDirections(forward=FORWARD, backward=FORWARD)


@given(st.data(), SHAPES)
def test_combinations_are_those_of_the_links_of_each(data, shape):
    forward = data.draw(arrays(np.float32, shape, elements=SHARES))
    backward = data.draw(arrays(np.float32, shape[::-1], elements=SHARES))
    both = BothDirections(forward=forward, backward=backward)
    rule = Rule(threshold=0.4)
    there, back = rule.links(forward[:-1]), turned(rule.links(backward[:-1]))
    for name in COMBINATIONS:
        expected = combine_links(forward=there, backward=back, combination=name)
        assert both.links(rule=rule, joining=name) == expected
    low, high = np.minimum(forward, backward.T), np.maximum(forward, backward.T)
    words = (slice(None, -1), slice(None, -1))
    assert (both.mean[words] >= low[words]).all()
    assert (both.mean[words] <= high[words]).all()


def test_words_are_those_that_are_given(other_languages):
    checkpoint = Explorer(models=other_languages, device="cpu").load("ar-en-attention")
    source, target = ("باب", "دار", "نور", "."), ("Ba-do", "ki", "?!")
    process = Process(rank=0, count=1, device=checkpoint.model.device)
    for weights in ("alpha", "posterior"):
        found = weights_of_words(
            checkpoint=checkpoint, source=source, target=target, weights=weights
        )
        assert found.shape == (4, 5)
        np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
        pair = GivenPair(source=source, target=target)
        ((other,),) = align(checkpoint=checkpoint, pairs=[pair], process=process, weights=weights)
        assert (found == other.weights).all()
