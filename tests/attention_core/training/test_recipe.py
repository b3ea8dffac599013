"""Defaults by the number of pairs: those of the shipped models from 50,000 pairs on."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.config import ModelConfig, TrainConfig
from attention_core.training.recipe import SCALED, SIZES, scaled_recipe

DEFAULTS = TrainConfig()


@pytest.mark.parametrize("pairs", [50_000, 115_000, 10**7])
def test_large_corpora_have_the_recipe_of_the_shipped_models(pairs):
    assert dataclasses.replace(DEFAULTS, **scaled_recipe(pairs=pairs)) == DEFAULTS


@given(pairs=st.integers(0, 10**6), more=st.integers(0, 10**5))
def test_fewer_pairs_never_take_longer(pairs, more):
    few, many = scaled_recipe(pairs=pairs), scaled_recipe(pairs=pairs + more)
    for name in SCALED:
        assert 1 <= few[name] <= many[name] <= getattr(DEFAULTS, name)
    TrainConfig(**few)


def test_some_numbers_of_pairs():
    assert scaled_recipe(pairs=300) == {
        "pieces": 400,
        "warmup": 50,
        "curriculum_updates": 50,
        "evaluate_every": 50,
    }
    assert scaled_recipe(pairs=5000)["pieces"] == 1000
    assert scaled_recipe(pairs=12_330)["warmup"] == 123


def test_a_script_of_many_letters_has_more_pieces_than_letters():
    assert scaled_recipe(pairs=300, letters=900)["pieces"] == 1800
    assert scaled_recipe(pairs=10**6, letters=20)["pieces"] == DEFAULTS.pieces


@pytest.mark.parametrize("size", SIZES)
def test_sizes_are_fields_of_a_model(size):
    config = ModelConfig(
        kind="attention", source_vocabulary=99, target_vocabulary=99, **SIZES[size]
    )
    shipped = ModelConfig(kind="attention", source_vocabulary=99, target_vocabulary=99)
    assert (config == shipped) is (size == "full")
    assert config.memory == config.decoder  # s_0 can hold the encoder's whole final state
