"""The view: all that a person has chosen, whatever page draws it."""

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal

from attention_core.analysis.labelled_matrix import Grain
from attention_core.config import KINDS, Kind
from attention_core.evaluation.measurement import Metric
from attention_core.explorer import ModelInfo

Letters = Literal["both", "latin", "devanagari"]
Spelling = Literal["academic", "plain"]
Shown = Literal["attention", "vanilla", "both"]
Drawing = Literal["heatmap", "links"]
Detail = Literal["context", "diagnostics", "evidence", "gold", "files"]
Evidence = Literal["posterior", "occlusion"]
Weights = Literal["alpha", "posterior"]
Comparison = Literal["lockstep", "prefix", "sentences", "longer"]
Rule = Literal["argmax", "threshold"]


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
    reference: str = ""  # a Hindi translation to compare with, or to force on the model
    rank: int = 1  # of the hypothesis whose α is inspected, 1 the best; 0 is the reference
    drawing: Drawing = "heatmap"
    detail: Detail = "context"  # what the Alignment page tells below the drawing
    evidence: Evidence = "posterior"  # how to ask what each word came from
    weights: Weights = "alpha"  # what links are made from
    rule: Rule = "argmax"  # how it becomes links
    threshold: float = 0.3  # the least α of a link, where the rule is a threshold
    gold: str = ""  # links that a person says are right, as a Pharaoh line
    comparison: Comparison = "lockstep"
    leader: Kind = "attention"  # whose words both models are made to begin with
    prefix: int = 1  # how many of them
    other: str = ""  # a second sentence beside the first
    rung: int = 1  # of the sentence that grows
    metric: Metric = "bleu"  # of quality by length
    test: str = ""  # the file of the test set whose figures are shown; empty for the first


# What is chosen for one sentence, or one translation of it, means nothing for another.
_BELONGING = {
    "sentence": ("step", "rank", "reference", "gold", "prefix"),
    **dict.fromkeys(("attention", "beam"), ("rank", "gold", "prefix")),
    **dict.fromkeys(("rank", "reference"), ("gold",)),
}


def changed(view: View, **fields: Any) -> View:  # noqa: ANN401 - any field of a View
    """The view with other fields, and without what belonged to the values they had."""
    usual = View()
    belonging = {
        name: getattr(usual, name)
        for field, names in _BELONGING.items()
        if field in fields and fields[field] != getattr(view, field)
        for name in names
    }
    return dataclasses.replace(view, **{**belonging, **fields})


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
