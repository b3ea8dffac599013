"""Settings: all faults are named at once, and JSON returns exactly what was stored."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.config import (
    KINDS,
    MODELS_FOLDER,
    ConfigError,
    ModelConfig,
    TrainConfig,
    stored_name,
)
from attention_core.utils.files import json_bytes

MODEL = ModelConfig(kind="attention", source_vocabulary=100, target_vocabulary=120)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("config", [MODEL, TrainConfig(), TrainConfig(seed=-1, joined=0.3)])
def test_json_round_trip(config):
    again = type(config).from_json(json.loads(json.dumps(config.to_json())))
    assert again == config
    assert list(config.to_json()) == [stored_name(field) for field in dataclasses.fields(config)]


LATER = {"source_language": "en", "target_language": "hi", "lowercase_source": True}


@pytest.mark.parametrize(
    "name", ["attention-30", "attention-50", "vanilla-30", "vanilla-50", "attention-hi-en"]
)
def test_the_configurations_of_the_shipped_models_round_trip_to_the_byte(name):
    """They may lack the fields added later, which are written at the end with their defaults."""
    path = MODELS_FOLDER / name / "config.json"
    if not path.exists():
        pytest.skip("no models came with this checkout")
    stored = path.read_bytes()
    known = json.loads(stored)
    written = ModelConfig.from_json(known).to_json()
    added = {key: written.pop(key) for key in list(written) if key not in known}
    assert json_bytes(written) == stored
    assert added == {key: value for key, value in LATER.items() if key not in known}


def test_stored_names_are_those_of_existing_files():
    """The hash that a run resumes by covers these names and their values."""
    assert list(MODEL.to_json()) == [
        *("kind", "source_vocabulary", "target_vocabulary", "embedding", "encoder", "decoder"),
        *("attention", "readout", "told", "dropout", "word_dropout", "embedding_in_memory"),
        *("lexical_output", "source_language", "target_language", "lowercase_source"),
    ]
    assert list(TrainConfig().to_json()) == [
        *("max_words", "max_pieces", "pieces", "joined", "batch_tokens", "learning_rate"),
        *("final_rate", "warmup", "smoothing", "lexical_loss", "clip", "curriculum_start"),
        *("curriculum_updates", "updates", "evaluate_every", "patience", "seed"),
    ]


def test_a_stored_name_stands_for_its_field():
    without = dataclasses.replace(MODEL, previous_in_query=False)
    assert without.to_json()["told"] is False
    assert ModelConfig.from_json({**MODEL.to_json(), "told": False}) == without
    with pytest.raises(ConfigError, match='unknown field "previous_in_query"'):
        ModelConfig.from_json({**MODEL.to_json(), "previous_in_query": False})
    with pytest.raises(ConfigError, match="told cannot be 1"):
        ModelConfig.from_json({**MODEL.to_json(), "told": 1})


def test_whole_numbers_are_accepted_for_fractions():
    """JSON writers may turn 0.0 into 0."""
    assert ModelConfig.from_json({**MODEL.to_json(), "dropout": 0}).dropout == 0


def test_there_are_two_kinds():
    for kind in KINDS:
        assert dataclasses.replace(MODEL, kind=kind).kind == kind
    assert set(KINDS) == {"attention", "vanilla"}


def test_memory_is_both_directions():
    assert dataclasses.replace(MODEL, encoder=7).memory == 14
    assert dataclasses.replace(MODEL, encoder=7).context == 14


def test_the_embedding_widens_memory_and_context():
    wide = dataclasses.replace(MODEL, encoder=7, embedding=5, embedding_in_memory=True)
    assert (wide.states, wide.memory, wide.context) == (14, 19, 19)
    vanilla = dataclasses.replace(wide, kind="vanilla")
    assert (vanilla.memory, vanilla.context) == (19, 14)


def test_absent_options_are_off():
    known = MODEL.to_json()
    for name in ("embedding_in_memory", "lexical_output", "source_language", "lowercase_source"):
        del known[name]
    assert ModelConfig.from_json(known) == MODEL
    assert not MODEL.embedding_in_memory
    assert not MODEL.lexical_output


def test_a_lexical_output_needs_separate_output_embeddings():
    with pytest.raises(ConfigError, match=r"lexical_output.*readout is 0"):
        dataclasses.replace(MODEL, lexical_output=True, readout=0)
    assert dataclasses.replace(MODEL, lexical_output=True, readout=8, embedding=5).output == 13
    assert dataclasses.replace(MODEL, readout=0, embedding=5).output == 5


def test_configurations_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        MODEL.embedding = 3


def test_all_faults_are_named_at_once():
    with pytest.raises(ConfigError) as caught:
        ModelConfig(
            kind="transformer",
            source_vocabulary=4,
            target_vocabulary=2_000_000,
            embedding=0,
            encoder=9000,
            decoder=-1,
            attention=0,
            readout=-1,
            previous_in_query="maybe",
            dropout=1.0,
            word_dropout=-0.1,
            embedding_in_memory="maybe",
            lexical_output=1,
            source_language="",
            target_language="a b",
            lowercase_source=2,
        )
    message = str(caught.value)
    for name in (field.name for field in dataclasses.fields(ModelConfig)):
        assert name in message
    for value in ("'transformer'", "2000000", "9000", "1..8192"):
        assert value in message


@pytest.mark.parametrize(
    "name",
    [
        *("max_words", "max_pieces", "batch_tokens", "warmup", "updates", "evaluate_every"),
        *("patience", "curriculum_start", "learning_rate", "final_rate", "clip", "pieces"),
    ],
)
def test_a_training_setting_of_zero_is_refused(name):
    with pytest.raises(ConfigError, match=name):
        TrainConfig(**{name: 0})


@pytest.mark.parametrize("name", ["smoothing", "joined"])
@pytest.mark.parametrize("value", [-0.1, 1.0, float("nan")])
def test_shares_are_below_one(name, value):
    with pytest.raises(ConfigError, match=name):
        TrainConfig(**{name: value})


@pytest.mark.parametrize("name", ["learning_rate", "final_rate", "clip"])
@pytest.mark.parametrize("value", [float("nan"), -1.0])
def test_rates_are_positive(name, value):
    with pytest.raises(ConfigError, match=name):
        TrainConfig(**{name: value})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1])
def test_the_weight_of_the_lexical_loss_is_finite_and_not_negative(value):
    with pytest.raises(ConfigError, match="lexical_loss"):
        TrainConfig(lexical_loss=value)


@pytest.mark.parametrize("name", ["learning_rate", "final_rate"])
def test_rates_are_finite(name):
    """The command line reads "inf" as a number."""
    with pytest.raises(ConfigError, match=name):
        TrainConfig(**{name: float("inf")})


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"typo": 1}, "typo"),
        ({"embedding": "192"}, "embedding"),
        ({"embedding": 1.5}, "embedding"),
        ({"embedding": True}, "embedding"),
        ({"kind": None}, "kind"),
        ({"kind": ["attention"]}, "kind"),
        ({"dropout": None}, "dropout"),
        ({"dropout": False}, "dropout"),
    ],
)
def test_json_with_a_wrong_field_is_refused(changes, named):
    with pytest.raises(ConfigError, match=named):
        ModelConfig.from_json({**MODEL.to_json(), **changes})


def test_fields_without_a_default_must_be_there():
    with pytest.raises(ConfigError, match=r"kind is missing.*source_vocabulary.*target_vocab"):
        ModelConfig.from_json({})


@given(JSON)
def test_any_json_is_a_configuration_or_an_error_that_says_why(data):
    for config in (ModelConfig, TrainConfig):
        try:
            config.from_json(data)
        except ConfigError as error:
            assert config.__name__ in str(error)  # noqa: PT017 - one of two right answers


@given(st.sampled_from(dataclasses.fields(ModelConfig)), JSON)
def test_any_value_in_any_field_too(field, value):
    name = stored_name(field)
    try:
        found = ModelConfig.from_json({**MODEL.to_json(), name: value})
    except ConfigError as error:
        assert name in str(error)  # noqa: PT017 - one of two right answers
    else:
        assert getattr(found, field.name) == value
