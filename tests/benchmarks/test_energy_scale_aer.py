"""Energies are scaled_energies within the block, and restored after it."""

import energy_scale_aer
import numpy as np
import pytest
from two_directions_aer import alignment_weights

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
    (weights,) = alignment_weights(checkpoint=checkpoint, pairs=[PAIR], weights="alpha")
    return weights


def test_a_factor_of_zero_makes_all_weights_equal(checkpoint):
    pieces = len(checkpoint.source.encode_ids(" ".join(PAIR.source)))
    with energy_scale_aer.scaled_energies(checkpoint, 0.0):
        end = alpha(checkpoint)[-1, -1]  # one piece in both languages
    assert end == pytest.approx(1 / pieces)


def test_links_of_the_model_itself_have_no_errors(checkpoint):
    links = energy_scale_aer.RULES[1].links(alpha(checkpoint)[:-1])
    gold = GoldPair(
        source=PAIR.source, target=PAIR.target, gold=GoldLinks(sure=links, possible=links)
    )
    assert links
    assert energy_scale_aer.error_rates(checkpoint=checkpoint, gold=[gold])[1] == 0


def test_after_the_block_the_model_is_as_before(checkpoint):
    before = alpha(checkpoint)
    with energy_scale_aer.scaled_energies(checkpoint, 4.0):
        assert not np.array_equal(alpha(checkpoint), before)
    assert np.array_equal(alpha(checkpoint), before)
