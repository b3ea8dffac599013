"""The models that the app opens with."""

from collections.abc import Sequence

from attention_core.config import KINDS, Kind
from attention_core.explorer import ModelInfo
from pages.shared.state.view import usual_model, usual_pair


def opening_models(models: Sequence[ModelInfo]) -> dict[Kind, str]:
    """The name of the model of each kind, "" if there is none."""
    pair = usual_pair((), models=models)
    return {kind: usual_model(models, kind=kind, pair=pair) for kind in KINDS}
