"""Models that cannot be used: which, why, and what to do; the others work."""

from collections.abc import Sequence

from attention_core.explorer import ModelInfo
from pages.shared.display.messages import notice
from pages.shared.state.caches import models_folder


def show_faults(models: Sequence[ModelInfo]) -> None:
    """A sentence for every faulty model, and one if there is no other."""
    for info in models:
        if info.fault:
            notice(f"This model cannot be used: {info.fault}.", kind="fault")
    if not any(info.kind and not info.fault for info in models):
        notice(
            f"There is no model to translate with in {models_folder()}. Train one with "
            "“python -m attention_core train”, or copy a model folder there, and reload this page.",
            kind="fault",
        )
