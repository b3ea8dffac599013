"""The schedule of the learning rate."""

import itertools
import math

import pytest

from attention_core.config import TrainConfig
from attention_core.training.schedule import (
    EARLY_VALIDATIONS,
    is_validation,
    learning_rate,
    lexical_loss,
)


def test_the_learning_rate_warms_up_peaks_and_ends_where_it_should():
    config = TrainConfig(warmup=10, updates=110, learning_rate=0.4, final_rate=0.1)
    rates = [learning_rate(update=k, config=config) for k in range(111)]
    assert rates[0] == pytest.approx(0.04)  # not 0, or the first update would change nothing
    assert rates[9] == rates[10] == pytest.approx(0.4)
    assert rates[60] == pytest.approx(0.25)  # half way down the cosine
    assert rates[110] == pytest.approx(0.1)
    assert max(rates) == pytest.approx(0.4)
    assert all(a < b for a, b in itertools.pairwise(rates[:10]))
    assert all(a > b for a, b in itertools.pairwise(rates[10:]))
    for update in (60, 85):
        share = (update - 10) / 100
        expected = 0.1 + 0.3 * (1 + math.cos(math.pi * share)) / 2
        assert learning_rate(update=update, config=config) == pytest.approx(expected)


def test_the_learning_rate_stays_at_its_end_and_needs_no_descent():
    config = TrainConfig(warmup=5, updates=20, learning_rate=0.4, final_rate=0.1)
    assert learning_rate(update=500, config=config) == pytest.approx(0.1)
    short = TrainConfig(warmup=30, updates=20, learning_rate=0.4, final_rate=0.1)
    assert learning_rate(update=19, config=short) == pytest.approx(0.4 * 20 / 30)


def test_a_run_from_a_trained_model_has_a_schedule_of_its_own():
    config = TrainConfig(warmup=10, updates=310, learning_rate=0.4, final_rate=0.1)
    alone = TrainConfig(warmup=10, updates=110, learning_rate=0.4, final_rate=0.1)
    for k in range(111):
        continued = learning_rate(update=200 + k, config=config, start_update=200)
        assert continued == learning_rate(update=k, config=alone)


def test_a_model_is_validated_regularly_and_early():
    config = TrainConfig(evaluate_every=300, updates=1000)
    validations = [k for k in range(1, 1001) if is_validation(update=k, config=config)]
    assert validations == sorted({300, 600, 900, *EARLY_VALIDATIONS})


def test_the_lexical_loss_begins_after_the_curriculum():
    config = TrainConfig(curriculum_updates=10, lexical_loss=0.3)
    weights = [lexical_loss(update=k, config=config) for k in range(12)]
    assert weights == [0.0] * 10 + [0.3] * 2
