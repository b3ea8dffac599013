"""Learning curves: points are those of the cards, and names are text."""

import pytest

from attention_core.figures.learning_curves import learning_curves

MODELS = ("a", "b<i>")
CURVES = {
    "a": [{"update": 1, "dev_loss": 3.0}, {"update": 2, "dev_loss": 2.5}],
    "b<i>": [{"update": 1, "dev_loss": 3.5}, {"update": 2}],
}


def lines(*, curves=CURVES, models=MODELS):
    return learning_curves(curves=curves, measure="dev_loss", title="t", models=models).data


def test_points_are_those_of_the_cards():
    first, second = lines()
    assert (list(first.x), list(first.y)) == ([1, 2], [3.0, 2.5])
    assert (list(second.x), list(second.y)) == ([1], [3.5])


def test_a_name_is_never_markup():
    assert [line.name for line in lines()] == ["a", "b&lt;i&gt;"]


def test_a_model_that_is_not_there_has_no_style():
    with pytest.raises(ValueError, match="not in"):
        lines(models=("a",))
