"""The ladder: a sentence of ours that grows by a clause at a time, and what becomes of it."""

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

import pandas as pd

from attention_core.analysis.comparison import common_subsequence, translation_words
from attention_core.config import KINDS, Kind
from attention_core.trace import Trace
from pages.shared.display.marked_words import minus

# Written for this project: a beginning, and what each rung adds.
CLAUSES: Final = (
    "The king had a son",
    ", and the son loved his father's people",
    ", so he went to a village where there was no water",
    ", and he saw an old woman who was sitting under a tree with her children",
    ", and she said to him that they had walked for three days and had found nothing to drink",
    ", so he gave them his own water",
)
LADDER: Final = tuple(f"{text}." for text in accumulate(CLAUSES))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rung:
    """One sentence of the ladder through both models."""

    number: int  # from 1
    traces: Mapping[Kind, Trace | None]
    places: Mapping[Kind, frozenset[int]]  # words that the translation before has, too
    kept: Mapping[Kind, float]  # share of the translation before that is still there


def rung_after(number: int, *, traces: Mapping[Kind, Trace | None], before: Rung | None) -> Rung:
    """A rung, compared with the one before; the first has nothing to differ from."""
    places: dict[Kind, frozenset[int]] = {}
    kept: dict[Kind, float] = {}
    for kind, trace in traces.items():
        if trace is None:
            continue
        words = [word.text for word in translation_words(trace)]
        past = before.traces.get(kind) if before else None
        if past is None:
            places[kind] = frozenset(range(len(words)))
            continue
        old = [word.text for word in translation_words(past)]
        pairs = common_subsequence(old, words)
        places[kind] = frozenset(place for _, place in pairs)
        kept[kind] = len(pairs) / len(old) if old else 1.0
    return Rung(number=number, traces=traces, places=places, kept=kept)


def what_changed(rungs: Sequence[Rung]) -> str:
    """From the first rung to the newest, in numbers; nothing in it is judged."""
    first, last = rungs[0], rungs[-1]
    models = [kind for kind in KINDS if last.traces[kind] and first.traces[kind]]
    lengths = [len(LADDER[rung.number - 1].split()) for rung in (first, last)]
    if first is last:
        scores = " and ".join(f"{_score(first, kind)} ({kind})" for kind in models)
        return (
            f"A sentence of {lengths[0]} words; mean log p a piece: {scores} nats. Make it longer, "
            "and see what becomes of it."
        )
    moved = "; ".join(
        f"{kind} from {_score(first, kind)} to {_score(last, kind)}" for kind in models
    )
    losses = "; ".join(_loss(rungs, kind=kind) for kind in models)
    return (
        f"From {lengths[0]} to {lengths[1]} words, the mean log p a piece went, in nats: {moved}. "
        f"Of the words of the translation one sentence before, {losses}."
    )


def _score(rung: Rung, kind: Kind) -> str:
    trace = rung.traces[kind]
    assert trace is not None
    return minus(trace.score)


def _loss(rungs: Sequence[Rung], *, kind: Kind) -> str:
    """How much one model kept now, and where it kept least."""
    worst = min(rungs[1:], key=lambda rung: rung.kept[kind])
    least = f", and least at sentence {worst.number}: {worst.kept[kind]:.0%}"
    return f"{kind} kept {rungs[-1].kept[kind]:.0%}{least if len(rungs) > 2 else ''}"


def ladder_table(rungs: Sequence[Rung]) -> pd.DataFrame:
    """A row a rung and model."""
    return pd.DataFrame(
        {
            "sentence": rung.number,
            "English words": len(LADDER[rung.number - 1].split()),
            "model": trace.model,
            "Hindi words": len(translation_words(trace)),
            "mean log p a piece, nats": trace.score,
            "kept": rung.kept.get(kind),
            "cut": trace.truncated,
            "unknown words": len(trace.unknown),
            "translation": trace.translation,
        }
        for rung in rungs
        for kind, trace in rung.traces.items()
        if trace
    )
