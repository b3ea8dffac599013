"""Two directions: links are compared by hand, and the weights are those of both models."""

import numpy as np
import pytest
import two_directions_aer as two

from attention_core.alignment.aligner import WEIGHTS
from attention_core.alignment.both_directions import BothDirections, weights_of_words
from attention_core.alignment.extraction import Rule
from attention_core.alignment.gold import GoldPair, link_quality
from attention_core.alignment.links import parse_pharaoh
from attention_core.model.checkpoint import read_model
from tests.helpers import tiny

BOTH = BothDirections(
    forward=np.array(  # 2 Hindi words and the end, 3 English words and the end
        [[0.8, 0.1, 0.1, 0.0], [0.3, 0.1, 0.5, 0.1], [0.0, 0.0, 0.0, 1.0]], dtype=np.float32
    ),
    backward=np.array(  # 3 English words and the end, 2 Hindi words and the end
        [[0.9, 0.05, 0.05], [0.2, 0.1, 0.7], [0.45, 0.3, 0.25], [0.0, 0.0, 1.0]], dtype=np.float32
    ),
)


def test_links_are_those_by_hand():
    links = two.links_by_rule(BOTH)
    assert links["English to Hindi"] == {(0, 0), (2, 1)}
    assert links["Hindi to English"] == {(0, 0), (2, 0)}  # the second word's is on the end mark
    assert links["intersection"] == {(0, 0)}
    assert links["union"] == {(0, 0), (2, 0), (2, 1)}
    assert links["mean of 0.4 and more"] == {(0, 0), (2, 1)}  # 0.85 and 0.4
    assert links["mean of 0.2 and more"] == {(0, 0), (2, 0), (2, 1)}  # 0.275; the next is 0.175


@pytest.mark.parametrize("weights", WEIGHTS)
def test_each_model_weighs_the_words_of_its_own_source(tmp_path, weights):
    for name in ("forward", "backward"):
        tiny.write_tiny(tmp_path / name, kind="attention")
    forward, backward = (read_model(tmp_path / name) for name in ("forward", "backward"))
    pair = GoldPair(
        source=("The", "red", "door"), target=("लाल", "दरवाज़ा"), gold=parse_pharaoh("1-0 2-1")
    )
    found = dict(two.qualities(forward=forward, backward=backward, gold=[pair], weights=weights))
    matrix = weights_of_words(
        checkpoint=backward, source=pair.target, target=pair.source, weights=weights
    )
    links = frozenset((s, t) for t, s in Rule().links(matrix[:-1]))
    assert found["Hindi to English"] == link_quality(pairs=[(links, pair.gold)])
