"""Energies times a factor: for as long as asked, and none of it stays."""

import energy_scale_aer as scaled
import numpy as np
import pytest
from two_directions_aer import weights_of

from attention_core.alignment.aligner import GivenPair
from attention_core.alignment.gold import GoldPair
from attention_core.alignment.links import GoldLinks
from attention_core.model.checkpoint import read_model
from tests.helpers import tiny

PAIR = GivenPair(source=("The", "red", "door"), target=("लाल", "दरवाज़ा"))


@pytest.fixture
def checkpoint(tmp_path):
    tiny.write_tiny(tmp_path / "tiny", kind="attention")
    return read_model(tmp_path / "tiny")


def alpha(checkpoint):
    (found,) = weights_of(checkpoint=checkpoint, pairs=[PAIR], weights="alpha")
    return found


def test_a_factor_of_zero_looks_everywhere_alike(checkpoint):
    pieces = len(checkpoint.source.encode_ids(" ".join(PAIR.source)))
    with scaled.multiplied(checkpoint, 0.0):
        end = alpha(checkpoint)[-1, -1]  # one piece in both languages
    assert end == pytest.approx(1 / pieces)


def test_a_models_own_links_are_without_error(checkpoint):
    links = scaled.RULES[1].links(alpha(checkpoint)[:-1])
    gold = GoldPair(
        source=PAIR.source, target=PAIR.target, gold=GoldLinks(sure=links, possible=links)
    )
    assert links
    assert scaled.errors(checkpoint=checkpoint, gold=[gold])[1] == 0


def test_afterwards_the_model_is_what_it_was(checkpoint):
    before = alpha(checkpoint)
    with scaled.multiplied(checkpoint, 4.0):
        assert not np.array_equal(alpha(checkpoint), before)
    assert np.array_equal(alpha(checkpoint), before)
