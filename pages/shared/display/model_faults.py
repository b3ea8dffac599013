"""Notices about models that cannot be used: which, why, and what to do."""

from collections.abc import Sequence

from attention_core.config import write_folders
from attention_core.explorer import ModelInfo
from pages.shared.display.messages import show_notice
from pages.shared.state.loaded_models import model_folders


def show_faults(models: Sequence[ModelInfo]) -> None:
    """A notice for every faulty model, and one if no model is usable."""
    for info in models:
        if info.fault:
            show_notice(f"This model cannot be used: {info.fault}.", kind="fault")
    if not any(info.kind and not info.fault for info in models):
        where = write_folders(model_folders())
        show_notice(
            f"There is no model to translate with in {where}. Train one with "
            "“python -m attention_core train”, or copy a model folder there, and reload this page.",
            kind="fault",
        )
