"""Fixtures shared by the tests: both kinds of model, on every device there is."""

from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, settings

from attention_core.config import KINDS, Kind
from attention_core.explorer import Explorer
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import Tokenizer
from attention_core.utils.device import share_processor
from tests.helpers import tiny
from tests.helpers.languages import train_tiny

# A slow or busy machine is no fault of the code: nothing here is ever judged by time.
settings.register_profile(
    "tiny", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tiny")
share_processor()

CUDA = pytest.param(
    "cuda",
    marks=[
        pytest.mark.cuda,
        pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
    ],
)


@pytest.fixture(scope="session", params=["cpu", CUDA])
def device(request: pytest.FixtureRequest) -> torch.device:
    return torch.device(request.param)


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param


@pytest.fixture(scope="session")
def near(device: torch.device) -> float:
    """Tolerance for fp32 done in another order; cuDNN's LSTM may use TF32."""
    return 1e-5 if device.type == "cpu" else 5e-3


@pytest.fixture(scope="session", params=tiny.OPTIONS)
def options(request: pytest.FixtureRequest) -> dict[str, bool]:
    """What a model has besides: each alone, none and both."""
    return tiny.OPTIONS[request.param]


@pytest.fixture(scope="session")
def model(kind: Kind, options: dict[str, bool], device: torch.device) -> Seq2Seq:
    """A model of either kind; tests must not change it."""
    return tiny.tiny_model(tiny.model_config(kind, **options)).to(device)


@pytest.fixture(scope="session")
def attention_model(options: dict[str, bool], device: torch.device) -> Seq2Seq:
    return tiny.tiny_model(tiny.model_config("attention", **options)).to(device)


@pytest.fixture(scope="session")
def vanilla_model(options: dict[str, bool], device: torch.device) -> Seq2Seq:
    return tiny.tiny_model(tiny.model_config("vanilla", **options)).to(device)


@pytest.fixture(scope="session")
def english() -> Tokenizer:
    return tiny.tokenizers()[0]


@pytest.fixture(scope="session")
def hindi() -> Tokenizer:
    return tiny.tokenizers()[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound attention model folder, to be broken at will."""
    tiny.write_tiny(tmp_path / "tiny-attention", kind="attention")
    return tmp_path / "tiny-attention"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of model folders, one of each kind; tests must not change it."""
    home = tmp_path_factory.mktemp("models")
    for kind in KINDS:
        tiny.write_tiny(home / f"tiny-{kind}", kind=kind)
    return home


@pytest.fixture(scope="session")
def other_languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models of other languages, right to left and without spaces, just trained."""
    home = tmp_path_factory.mktemp("languages") / "models"
    for languages in ("en-ar", "ar-en", "en-zh"):
        for kind in KINDS:
            train_tiny(home, languages=languages, kind=kind)
    return home


@pytest.fixture(scope="session")
def explorer(models: Path, device: torch.device) -> Explorer:
    return Explorer(models=models, device=device.type)
