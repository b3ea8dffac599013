"""Links between the words on screen: links extracted from weights, and gold links."""

import dataclasses

import numpy as np

from attention_core.aligned_sentence import AlignedSentence, Array
from attention_core.alignment.extraction import Rule
from attention_core.alignment.links import GoldLinks, Link, PharaohError, check_links, parse_pharaoh
from attention_core.text.words import Word
from attention_core.trace import Trace
from pages.sections.alignment.both_directions import both_directions
from pages.shared.display.trace_weights import posterior_values
from pages.shared.state.view import View, Weights

WEIGHTS_NAMES: dict[Weights, str] = {
    "alpha": "α",
    "posterior": "the posterior",
    "agreed": "the posterior",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class WordLinks:
    """Two sets of links between the words of a sentence, end marks left out."""

    sources: tuple[Word, ...]
    targets: tuple[Word, ...]
    weights_name: str  # "α", "the posterior", or "the file" for links that came without weights
    weights: Array  # [targets, sources + 1], over words; the last column is the source's end mark
    rule: Rule | None  # None if the links came with the sentence
    predicted: frozenset[Link]  # by the rule
    gold: GoldLinks | None  # None if there are none, or if they are invalid
    gold_error: str  # why they are invalid; empty if they are not
    combined: str = ""  # how links of both directions are, "union" for example; "" for one's own

    @property
    def maker(self) -> str:
        """What makes the predicted links, in words."""
        return self.weights_name + (f" of both directions ({self.combined})" * bool(self.combined))

    @property
    def how(self) -> str:
        """Rule and combination, for names of files and captions."""
        return f"{self.rule or 'links'}{f' {self.combined}' * bool(self.combined)}"


def word_links(*, sentence: AlignedSentence, view: View) -> WordLinks:
    """The links of a sentence with α or links, by the rule and the gold line of a view.

    Where the view draws the links on which both directions agree, they are its links.
    """
    if view.weights == "agreed":
        view = dataclasses.replace(view, directions="intersection", rule="argmax")
    gold, gold_error = _gold(sentence, view=view)
    weights = _weights(sentence, view=view)
    rule: Rule | None = None
    combined = ""
    if weights is None:
        name, predicted = "the file", sentence.links or frozenset()
        weights = _as_weights(predicted, sentence=sentence)
    else:
        rule = Rule(threshold=view.threshold if view.rule == "threshold" else None)
        name, predicted = WEIGHTS_NAMES[view.weights], rule.links(weights)
        if isinstance(sentence, Trace) and view.directions != "one":
            both = both_directions(
                trace=sentence, forward=weights, targets=sentence.linkable_targets, view=view
            )
            if both is not None:
                combined = view.directions
                predicted = both.links(rule=rule, joining=combined)
    return WordLinks(
        sources=sentence.linkable_sources,
        targets=sentence.linkable_targets,
        weights_name=name,
        weights=weights,
        rule=rule,
        predicted=predicted,
        gold=gold,
        gold_error=gold_error,
        combined=combined,
    )


def _gold(sentence: AlignedSentence, *, view: View) -> tuple[GoldLinks | None, str]:
    """The gold links of the view, or why they are invalid."""
    if not view.gold.strip():
        return None, ""
    try:
        gold = parse_pharaoh(view.gold)
        check_links(
            gold=gold,
            sources=len(sentence.linkable_sources),
            targets=len(sentence.linkable_targets),
        )
    except PharaohError as error:
        return None, str(error)
    return gold, ""


def _weights(sentence: AlignedSentence, *, view: View) -> Array | None:
    """The chosen weights over words; None if the sentence has links only."""
    if isinstance(sentence, Trace) and view.weights != "alpha":
        values = posterior_values(trace=sentence, grain="words")
        return values[: len(sentence.linkable_targets)]
    return sentence.link_weights


def _as_weights(links: frozenset[Link], *, sentence: AlignedSentence) -> Array:
    """Links as weights of 1."""
    shape = len(sentence.linkable_targets), len(sentence.linkable_sources) + 1
    weights = np.zeros(shape, dtype=np.float32)
    for source, target in links:
        weights[target, source] = 1
    return weights
