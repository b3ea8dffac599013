"""The view: all that a person has chosen, whatever page draws it."""

import dataclasses
from collections.abc import Sequence
from typing import Literal

from attention_core.config import KINDS, Kind
from attention_core.explorer import ModelInfo
from attention_core.figures import Grain

Letters = Literal["both", "latin", "devanagari"]
Spelling = Literal["academic", "plain"]
Shown = Literal["attention", "vanilla", "both"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class View:
    """All that a person has chosen. An empty model name means that there is none of its kind."""

    sentence: str = ""
    attention: str = ""
    vanilla: str = ""
    beam: int = 5
    grain: Grain = "words"
    letters: Letters = "both"
    spelling: Spelling = "academic"
    shown: Shown = "attention"  # whose decoding to watch
    step: int = 1  # of the decoding that is watched, from 1


def with_usual_models(view: View, *, models: Sequence[ModelInfo]) -> View:
    """The view, with a model of each kind where the one it names is not (or no longer) here."""
    here = {info.name for info in models}
    attention, vanilla = (
        name if name in here else usual_model(models, kind=kind)
        for name, kind in zip((view.attention, view.vanilla), KINDS, strict=True)
    )
    return dataclasses.replace(view, attention=attention, vanilla=vanilla)


def usual_model(models: Sequence[ModelInfo], *, kind: Kind) -> str:
    """Of the usable models of a kind, the one trained on the longest sentences, or ""."""
    usable = [info for info in models if info.kind == kind and not info.fault]
    longest_last = sorted(usable, key=lambda info: (_max_words(info), info.name))
    return longest_last[-1].name if longest_last else ""


def _max_words(info: ModelInfo) -> int:
    words = info.card.get("max_words")
    return words if isinstance(words, int) else 0
