"""A sentence that grows by a clause at a time, and how its translations change."""

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd

from attention_core.analysis.comparison import common_subsequence, translation_words
from attention_core.config import Kind
from attention_core.text.languages import language_name
from attention_core.text.scripts import isolated
from attention_core.trace import Trace
from pages.shared.controls.examples import GROWING_SENTENCES
from pages.shared.display.marked_words import minus


@dataclasses.dataclass(frozen=True, kw_only=True)
class GrowthStep:
    """One of the growing sentences through both models, compared with the sentence before it."""

    number: int  # from 1
    traces: Mapping[Kind, Trace]  # of the models that are usable
    common: Mapping[Kind, frozenset[int]]  # indices of words that the translation before has too
    overlap: Mapping[Kind, float]  # the share of the translation before that is common to both

    @property
    def sentence(self) -> str:
        """The sentence, which is in English."""
        return GROWING_SENTENCES[self.number - 1]


def growth_step(
    number: int, *, traces: Mapping[Kind, Trace], before: GrowthStep | None
) -> GrowthStep:
    """A step, compared with the one before; without one, all words count as common."""
    common: dict[Kind, frozenset[int]] = {}
    overlap: dict[Kind, float] = {}
    for kind, trace in traces.items():
        words = [word.text for word in translation_words(trace)]
        previous = before.traces.get(kind) if before else None
        if previous is None:
            common[kind] = frozenset(range(len(words)))
            continue
        previous_words = [word.text for word in translation_words(previous)]
        pairs = common_subsequence(previous_words, words)
        common[kind] = frozenset(index for _, index in pairs)
        overlap[kind] = len(pairs) / len(previous_words) if previous_words else 1.0
    return GrowthStep(number=number, traces=traces, common=common, overlap=overlap)


def what_changed(steps: Sequence[GrowthStep]) -> str:
    """The change from the first step to the last, in numbers."""
    first, last = steps[0], steps[-1]
    kinds = [kind for kind in last.traces if kind in first.traces]
    lengths = [len(step.sentence.split()) for step in (first, last)]
    if first is last:
        scores = " and ".join(f"{minus(first.traces[kind].score)} ({kind})" for kind in kinds)
        return (
            f"A sentence of {lengths[0]} words; mean log p a piece: {scores} nats. Make it longer, "
            "and see how the translations change."
        )
    changes = "; ".join(
        f"{kind} from {minus(first.traces[kind].score)} to {minus(last.traces[kind].score)}"
        for kind in kinds
    )
    overlaps = "; ".join(_overlap(steps, kind=kind) for kind in kinds)
    return (
        f"From {lengths[0]} to {lengths[1]} words, the mean log p a piece changed, in nats: "
        f"{changes}. Overlap with the translation one sentence before: {overlaps}."
    )


def _overlap(steps: Sequence[GrowthStep], *, kind: Kind) -> str:
    """The overlap of the last step; of more than two steps, the least overlap as well."""
    least = min(steps[1:], key=lambda step: step.overlap[kind])
    worst = f", and least at sentence {least.number}: {least.overlap[kind]:.0%}"
    return f"{kind} {steps[-1].overlap[kind]:.0%}{worst if len(steps) > 2 else ''}"


def growth_table(steps: Sequence[GrowthStep]) -> pd.DataFrame:
    """A row for each step and model."""
    return pd.DataFrame(
        {
            "sentence": step.number,
            "English words": len(step.sentence.split()),
            "model": trace.model,
            f"{language_name(trace.languages.target)} words": len(translation_words(trace)),
            "mean log p a piece, nats": trace.score,
            "overlap": step.overlap.get(kind),
            "cut": trace.truncated,
            "unknown words": len(trace.unknown),
            "translation": isolated(trace.translation),
        }
        for step in steps
        for kind, trace in step.traces.items()
    )
