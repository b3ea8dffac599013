"""What a sentence of a corpus lacks without the model that made its weights, and the way to it."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from attention_core.aligned_sentence import AlignedSentence
from attention_core.explorer import ModelInfo
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.address import write_address
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View

_LINK: Final = "This pair with the model and all its tools"


def model_of(origin: str) -> ModelInfo | None:
    """The attention model that made weights, by what their corpus says; None if it is not here."""
    models = explorer().models()
    usable = (info for info in models if info.kind == "attention" and not info.fault)
    return next((info for info in usable if info.name == origin), None)


def show_model_link(
    sentence: AlignedSentence, *, model: ModelInfo, made_from: Mapping[str, Any]
) -> None:
    """A link to the same pair with the model that made the weights.

    Args:
        sentence: of a corpus.
        model: that made its weights.
        made_from: what the corpus is made from.
    """
    view = View(
        pair=str(model.card.languages),
        sentence=sentence.source,
        attention=sentence.origin,
        rank=0,  # forced to write this translation
        reference=sentence.translation,
    )
    st.page_link(
        "pages/alignment.py",
        label=_LINK,
        icon=":material/grid_on:",
        query_params=write_address(view, models=explorer().models()),
    )
    digest = made_from.get("digest", "")
    if digest and digest != model.digest:
        show_text(
            f"{sentence.origin} has changed since (then {digest}, now {model.digest}): its "
            "weights can differ from these.",
            small=True,
        )


def show_model_needed(tool: str, *, here: bool) -> None:
    """One line in the place of a tool.

    Args:
        tool: which cannot work on the weights alone, as the beginning of a sentence.
        here: whether the model is here.
    """
    instead = (
        f"follow “{_LINK}” above."
        if here
        else "this alignment came without one. What the matrix alone tells is under the other "
        "details."
    )
    show_notice(f"{tool} the model that made these weights: {instead}", kind="hint")
