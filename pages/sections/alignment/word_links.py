"""Links between the words on screen: links extracted from weights, and gold links."""

import dataclasses

from attention_core.aligned_sentence import Array
from attention_core.alignment.extraction import Rule
from attention_core.alignment.links import GoldLinks, Link, PharaohError, check_links, parse_pharaoh
from attention_core.text.words import END_PIECE, Word
from attention_core.trace import Trace
from pages.sections.alignment.both_directions import both_directions
from pages.shared.display.trace_weights import posterior_values
from pages.shared.state.view import View, Weights

WEIGHTS_NAMES: dict[Weights, str] = {"alpha": "α", "posterior": "the posterior"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class WordLinks:
    """Two sets of links between the words of a Trace, end marks left out."""

    sources: tuple[Word, ...]
    targets: tuple[Word, ...]
    weights_name: str  # "α" or "the posterior"
    weights: Array  # [targets, sources + 1], over words; the last column is the source's end mark
    rule: Rule
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
        return f"{self.rule}{f' {self.combined}' * bool(self.combined)}"


def word_links(*, trace: Trace, view: View) -> WordLinks:
    """The links of a Trace with α, by the rule and the gold line of a view."""
    weights = (
        posterior_values(trace=trace, grain="words")
        if view.weights == "posterior"
        else trace.word_alpha
    )
    assert weights is not None
    sources = trace.source_words[:-1]
    targets = tuple(word for word in trace.target_words if word.text != END_PIECE)
    rule = Rule(threshold=view.threshold if view.rule == "threshold" else None)
    gold, error_text = None, ""
    if view.gold.strip():
        try:
            gold = parse_pharaoh(view.gold)
            check_links(gold=gold, sources=len(sources), targets=len(targets))
        except PharaohError as error:
            gold, error_text = None, str(error)
    forward = weights[: len(targets)]
    both = both_directions(trace=trace, forward=forward, targets=targets, view=view)
    predicted = rule.links(forward)
    combined = ""
    if both is not None and view.directions != "one":
        predicted, combined = both.links(rule=rule, joining=view.directions), view.directions
    return WordLinks(
        sources=sources,
        targets=targets,
        weights_name=WEIGHTS_NAMES[view.weights],
        weights=forward,
        rule=rule,
        predicted=predicted,
        gold=gold,
        gold_error=error_text,
        combined=combined,
    )
