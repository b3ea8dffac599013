"""Links of the words on screen: those that weights make by a rule, and those a person gives."""

import dataclasses

from attention_core.alignment.extraction import Rule
from attention_core.alignment.links import GoldLinks, Link, PharaohError, check_links, parse_pharaoh
from attention_core.text.words import END_PIECE, Word
from attention_core.trace import Array, Trace
from pages.sections.alignment.posterior import word_posterior
from pages.shared.state.view import View, Weights

NAMES: dict[Weights, str] = {"alpha": "α", "posterior": "the posterior"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Linked:
    """Two sets of links between the words of a Trace, end marks left out."""

    sources: tuple[Word, ...]
    targets: tuple[Word, ...]
    made_from: str  # what the weights are called
    weights: Array  # [targets, sources + 1], over words, the source's end mark as last column
    rule: Rule
    found: frozenset[Link]
    gold: GoldLinks | None  # None without any, and where they cannot be read
    fault: str  # why they cannot


def linked(*, trace: Trace, view: View) -> Linked:
    """The links of a Trace of an attention model, by the rule and the gold line of a view."""
    weights = word_posterior(trace) if view.weights == "posterior" else trace.word_alpha
    assert weights is not None
    sources = trace.source_words[:-1]
    targets = tuple(word for word in trace.target_words if word.text != END_PIECE)
    rule = Rule(threshold=view.threshold if view.rule == "threshold" else None)
    gold, fault = None, ""
    if view.gold.strip():
        try:
            gold = parse_pharaoh(view.gold)
            check_links(gold=gold, sources=len(sources), targets=len(targets))
        except PharaohError as error:
            gold, fault = None, str(error)
    return Linked(
        sources=sources,
        targets=targets,
        made_from=NAMES[view.weights],
        weights=weights[: len(targets)],
        rule=rule,
        found=rule.links(weights[: len(targets)]),
        gold=gold,
        fault=fault,
    )
