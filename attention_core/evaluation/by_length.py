"""Quality of translations: BLEU and chrF++ by sacrebleu, whole, by sentence length, compared.

Hindi's danda is split off before tokenizing: sacrebleu's 13a tokenizer leaves it glued to the
last word, which would make that word wrong whenever the punctuation is. Intervals and p values
are left to `bootstrap`.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from attention_core.data.pairs import Pair
from attention_core.evaluation.bootstrap import Counts, Difference
from attention_core.evaluation.measurement import FEW, LONG
from attention_core.evaluation.metrics import _split, measure

BUCKET = 10  # source words; the last bucket is open
BUCKETS = 6


@dataclasses.dataclass(frozen=True, kw_only=True)
class Intervals:
    """95% bootstrap intervals of the corpus scores."""

    bleu_low: float
    bleu_high: float
    chrf_low: float
    chrf_high: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bucket:
    """Quality of the sentences whose source has `min` to `max` words (None: and more)."""

    min: int
    max: int | None
    n: int
    bleu: float
    bleu_low: float
    bleu_high: float
    chrf: float
    chrf_low: float
    chrf_high: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class Comparison:
    """One translation minus another, of sentences with `min` to `max` words (None: and more)."""

    min: int
    max: int | None
    n: int
    bleu: Difference
    chrf: Difference


@dataclasses.dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept over LONG words of the score of the best bucket, `min` to `max` words."""

    min: int
    max: int | None
    n: int  # sentences over LONG words
    score: float  # mean of their buckets' scores, each counted by its sentences
    share: float | None  # of the best bucket's score; None: that is 0
    low: float | None  # 95%
    high: float | None


def intervals(*, hypotheses: Sequence[str], references: Sequence[str]) -> Intervals:
    """How far the scores of `measure` would move with other sentences.

    Raises:
        ValueError: as `measure`.
    """
    bleu, chrf = _counted(*_split(hypotheses, references))
    return _intervals(bleu=bleu, chrf=chrf, sentences=range(len(references)))


def by_length(*, pairs: Sequence[Pair], hypotheses: Sequence[str]) -> tuple[Bucket, ...]:
    """Quality by source length in words: 1-10, 11-20, … 51 and more; empty buckets are left out.

    Raises:
        ValueError: not one translation for each pair.
    """
    bleu, chrf = _counted(*_split(hypotheses, [pair.target for pair in pairs]))
    return tuple(
        Bucket(
            min=low,
            max=high,
            n=len(rows),
            bleu=bleu.score(rows),
            chrf=chrf.score(rows),
            **dataclasses.asdict(_intervals(bleu=bleu, chrf=chrf, sentences=rows)),
        )
        for low, high, rows in buckets([pair.words for pair in pairs])
    )


def kept(*, pairs: Sequence[Pair], hypotheses: Sequence[str]) -> dict[str, Kept]:
    """By metric, how well long sentences do beside those that do best.

    Only buckets of FEW sentences and more can be the best. Empty if there is none, or if fewer
    than FEW sentences have over LONG words: draws of one or two hardly differ.

    Raises:
        ValueError: not one translation for each pair.
    """
    bleu, chrf = _counted(*_split(hypotheses, [pair.target for pair in pairs]))
    spans = buckets([pair.words for pair in pairs])
    long = [rows for low, _, rows in spans if low > LONG]
    enough = [span for span in spans if len(span[2]) >= FEW]
    n, found = sum(map(len, long)), dict[str, Kept]()
    if n < FEW or not enough:
        return found
    for name, counts in (("bleu", bleu), ("chrf", chrf)):
        low, high, best = max(enough, key=lambda bucket: counts.score(bucket[2]))
        share = counts.share(parts=long, of=best)
        found[name] = Kept(min=low, max=high, n=n, **dataclasses.asdict(share))
    return found


def figures(*, pairs: Sequence[Pair], hypotheses: Sequence[str]) -> dict[str, Any]:
    """All that is measured of one translation, as `evaluate --json` prints it and cards keep it.

    Raises:
        ValueError: as `measure`.
    """
    references = [pair.target for pair in pairs]
    quality = measure(hypotheses=hypotheses, references=references)
    spread = intervals(hypotheses=hypotheses, references=references)
    lengths = by_length(pairs=pairs, hypotheses=hypotheses)
    shares = kept(pairs=pairs, hypotheses=hypotheses)
    return {
        "bleu": quality.bleu,
        "bleu_low": spread.bleu_low,
        "bleu_high": spread.bleu_high,
        "chrf": quality.chrf,
        "chrf_low": spread.chrf_low,
        "chrf_high": spread.chrf_high,
        "signatures": quality.signatures,
        "by_length": [dataclasses.asdict(bucket) for bucket in lengths],
        "kept": {name: dataclasses.asdict(found) for name, found in shares.items()},
    }


def compare_translations(
    *, pairs: Sequence[Pair], hypotheses: Sequence[str], against: Sequence[str]
) -> tuple[Comparison, ...]:
    """A translation minus another by paired bootstrap: all, each bucket, and over LONG words.

    Raises:
        ValueError: not one translation of either for each pair.
    """
    references = [pair.target for pair in pairs]
    ours = _counted(*_split(hypotheses, references))
    theirs = _counted(*_split(against, references))
    long = [k for k, pair in enumerate(pairs) if pair.words > LONG]
    spans = [
        (1, None, list(range(len(pairs)))),
        *buckets([pair.words for pair in pairs]),
        (LONG + 1, None, long),
    ]
    return tuple(
        Comparison(
            min=low,
            max=high,
            n=len(rows),
            bleu=ours[0].difference(against=theirs[0], sentences=rows),
            chrf=ours[1].difference(against=theirs[1], sentences=rows),
        )
        for low, high, rows in spans
        if rows
    )


def buckets(words: Sequence[int]) -> list[tuple[int, int | None, list[int]]]:
    """Fewest and most source words of each bucket that is not empty, and its pairs' indices.

    Args:
        words: of the source of each pair.
    """
    rows: dict[int, list[int]] = {}
    for k, count in enumerate(words):
        rows.setdefault(min((count - 1) // BUCKET, BUCKETS - 1), []).append(k)
    return [
        (
            number * BUCKET + 1,
            None if number == BUCKETS - 1 else (number + 1) * BUCKET,
            rows[number],
        )
        for number in sorted(rows)
    ]


def _counted(written: list[str], expected: list[str]) -> tuple[Counts, Counts]:
    """What BLEU and chrF++ are computed from."""
    return (
        Counts(metric=BLEU(), hypotheses=written, references=expected),
        Counts(metric=CHRF(word_order=2), hypotheses=written, references=expected),
    )


def _intervals(*, bleu: Counts, chrf: Counts, sentences: Sequence[int]) -> Intervals:
    (bleu_low, bleu_high), (chrf_low, chrf_high) = (
        bleu.interval(sentences),
        chrf.interval(sentences),
    )
    return Intervals(bleu_low=bleu_low, bleu_high=bleu_high, chrf_low=chrf_low, chrf_high=chrf_high)
