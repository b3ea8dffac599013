"""What a sentence of a corpus lacks without the model that made its weights, and the way to it."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from attention_core.aligned_sentence import AlignedSentence
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.address import write_address
from pages.shared.state.caches import explorer
from pages.shared.state.view import View

_LINK: Final = "This pair with the model and all its tools"


def show_model_link(sentence: AlignedSentence, *, made_from: Mapping[str, Any]) -> bool:
    """A link to the same pair with the model that made the weights.

    Args:
        sentence: of a corpus.
        made_from: what the corpus is made from.

    Returns:
        Whether the model is here.
    """
    models = explorer().models()
    found = [i for i in models if i.name == sentence.origin and i.kind == "attention"]
    if not found or found[0].fault:
        return False
    view = View(
        sentence=sentence.source,
        attention=sentence.origin,
        rank=0,  # forced to write this translation
        reference=sentence.translation,
    )
    st.page_link(
        "pages/alignment.py",
        label=_LINK,
        icon=":material/grid_on:",
        query_params=write_address(view, models=models),
    )
    digest = made_from.get("digest", "")
    if digest and digest != found[0].digest:
        show_text(
            f"{sentence.origin} has changed since (then {digest}, now {found[0].digest}): its "
            "weights can differ from these.",
            small=True,
        )
    return True


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
