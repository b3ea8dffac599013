"""The view: everything that a person has chosen, on any page."""

import dataclasses
from collections.abc import Sequence
from typing import Any, Final, Literal

from attention_core.analysis.labelled_matrix import Grain
from attention_core.config import KINDS, Kind
from attention_core.evaluation.measurement import Metric
from attention_core.explorer import ModelInfo
from attention_core.text.languages import ENGLISH_HINDI, LanguageError, LanguagePair

Letters = Literal["both", "latin", "devanagari"]
Spelling = Literal["academic", "plain"]
Shown = Literal["attention", "vanilla", "both"]
Drawing = Literal["heatmap", "links"]
Detail = Literal["context", "diagnostics", "evidence", "gold", "files"]
Evidence = Literal["posterior", "occlusion"]
Weights = Literal["alpha", "posterior", "agreed"]
Comparison = Literal["lockstep", "prefix", "sentences", "longer"]
Experiment = Literal["alpha", "word", "mask", "freeze", "tree", "memory"]
Rule = Literal["argmax", "threshold"]
Directions = Literal["one", "intersection", "union", "grow-diag-final-and"]

OPENING: Final = "Turn off the light."  # is shown to readers of English before anything is typed


@dataclasses.dataclass(frozen=True, kw_only=True)
class View:
    """Everything that a person has chosen. A model name is empty if no model of its kind exists."""

    sentence: str = OPENING  # "" after a person has emptied the box
    pair: str = str(ENGLISH_HINDI)  # languages, of which both models are
    attention: str = ""
    vanilla: str = ""
    beam: int = 5
    grain: Grain = "words"
    letters: Letters = "both"
    spelling: Spelling = "academic"
    shown: Shown = "attention"  # whose decoding the player shows
    step: int = 1  # of the decoding in the player, from 1
    reference: str = ""  # a translation, for scores or for a forced decoding
    rank: int = 1  # of the hypothesis that is aligned, 1 the best; 0 is the reference
    drawing: Drawing = "heatmap"
    detail: Detail = "context"  # what the Alignment page shows below the drawing
    evidence: Evidence = "posterior"  # how the source of each word is estimated
    weights: Weights = "alpha"  # what links are extracted from
    rule: Rule = "argmax"  # how weights become links
    threshold: float = 0.3  # the least weight of a link, if the rule is a threshold
    directions: Directions = "one"  # of models whose links are shown, and how two are combined
    gold: str = ""  # gold links, as a Pharaoh line
    comparison: Comparison = "lockstep"
    prefix_from: Kind = "attention"  # whose translation both models are forced to begin with
    prefix: int = 1  # words of that translation
    second_sentence: str = ""  # to compare with the first
    growth_step: int = 1  # of the growing sentence, from 1
    metric: Metric = "bleu"  # of quality by length
    changes: str = ""  # interventions of the Lab page, as JSON
    experiment: Experiment = "alpha"  # what the Lab page offers to change
    changed_kind: Kind = "attention"  # of the model that is changed
    test: str = ""  # file name of the test set that is shown; empty for the first

    @property
    def languages(self) -> LanguagePair:
        """The pair, as what a page asks about names, scripts and directions."""
        try:
            return LanguagePair.parse(self.pair)
        except LanguageError:  # a card that a person has edited
            source, _, target = self.pair.partition("-")
            return LanguagePair(source=source, target=target)


# A change of a field resets the fields that are meaningful for its old value only.
_DEPENDENT_FIELDS = {
    "sentence": ("step", "rank", "reference", "gold", "prefix", "changes"),
    "pair": ("attention", "vanilla", "step", "rank", "reference", "gold", "prefix", "changes"),
    **dict.fromkeys(("attention", "beam"), ("rank", "gold", "prefix")),
    **dict.fromkeys(("rank", "reference"), ("gold",)),
}


def changed(view: View, **fields: Any) -> View:  # noqa: ANN401 - any field of a View
    """The view with new values, and with the fields that depend on the old values reset."""
    usual = View()
    reset = {
        name: getattr(usual, name)
        for field, names in _DEPENDENT_FIELDS.items()
        if field in fields and fields[field] != getattr(view, field)
        for name in names
    }
    return dataclasses.replace(view, **{**reset, **fields})


def with_usual_models(view: View, *, models: Sequence[ModelInfo]) -> View:
    """The view, with the usual model of a kind in place of one that is not of its languages.

    If no model is of its languages, they become those of its models, or else the usual ones.
    """
    pairs = language_pairs(models)
    pair = (
        view.pair
        if view.pair in pairs
        else usual_pair((view.attention, view.vanilla), models=models)
    )
    names = {info.name for info in of_pair(models, pair=pair)}
    attention, vanilla = (
        name if name in names else usual_model(models, kind=kind, pair=pair)
        for name, kind in zip((view.attention, view.vanilla), KINDS, strict=True)
    )
    return dataclasses.replace(view, pair=pair, attention=attention, vanilla=vanilla)


def language_pairs(models: Sequence[ModelInfo]) -> tuple[str, ...]:
    """The language pairs of models, English–Hindi first, the others by name."""
    pairs = {str(info.card.languages) for info in models if info.digest}
    return tuple(sorted(pairs, key=lambda pair: (pair != str(ENGLISH_HINDI), pair)))


def of_pair(models: Sequence[ModelInfo], *, pair: str) -> tuple[ModelInfo, ...]:
    """The models of a language pair, and those whose card cannot be read."""
    return tuple(info for info in models if not info.digest or str(info.card.languages) == pair)


def usual_pair(names: Sequence[str], *, models: Sequence[ModelInfo]) -> str:
    """The languages of the first named model that is there, else the first of all pairs."""
    languages = {info.name: str(info.card.languages) for info in models if info.digest}
    named = (languages[name] for name in names if name in languages)
    return next(named, next(iter(language_pairs(models)), str(ENGLISH_HINDI)))


def usual_model(models: Sequence[ModelInfo], *, kind: Kind, pair: str) -> str:
    """The usable model of a kind that was trained on the longest sentences.

    Args:
        models: of any languages.
        kind: "attention" or "vanilla".
        pair: the languages of the model.

    Returns:
        Its name; "" if there is none.
    """
    usable = [info for info in of_pair(models, pair=pair) if info.kind == kind and not info.fault]
    longest_last = sorted(usable, key=lambda info: (info.card.max_words or 0, info.name))
    return longest_last[-1].name if longest_last else ""
