"""What the benchmark compares are the same loss and the same gradients."""

import warnings

import pytest
from cross_entropy import Inputs, errors, with_blocks

WAYS = with_blocks([4])


@pytest.mark.parametrize("rows", [1, 11])
@pytest.mark.parametrize("smoothing", [0.0, 0.05])
@pytest.mark.parametrize("name", WAYS)
def test_every_way_is_the_same_function(name, smoothing, rows):
    inputs = Inputs.random(rows=rows, width=6, vocabulary=13)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # torch warns when it leaves its chunked path
        assert max(errors(WAYS[name], inputs, smoothing)) < 1e-5


def test_a_wrong_gradient_is_noticed():
    inputs = Inputs.random(rows=7, width=6, vocabulary=13)
    loss, gradient = errors(lambda given, _: WAYS["ours"](given, 0.1), inputs, 0.0)
    assert min(loss, gradient) > 1e-3
