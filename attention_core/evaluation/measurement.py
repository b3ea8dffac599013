"""Quality by sentence length: what a card has recorded, or somebody has just measured.

The shape of one measurement is that of `evaluate --test --json`, which cards hold as well. A
card is a file that a person can have edited: what makes no sense in it is left out. Drawing is
left to `length_figure`, measuring to `evaluate` and `evaluation`.
"""

import csv
import dataclasses
import io
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

Metric = Literal["bleu", "chrf"]
METRICS: Final[Mapping[Metric, str]] = {"bleu": "BLEU", "chrf": "chrF++"}
FEW = 10  # sentences below which a score says little: one more could move it by many points
LONG = 30  # source words beyond which one fixed vector is said to be overloaded


@dataclasses.dataclass(frozen=True, kw_only=True)
class Score:
    """A corpus score, 0 to 100, with its 95% interval where one was measured."""

    value: float
    interval: tuple[float, float] | None


@dataclasses.dataclass(frozen=True, kw_only=True, order=True)
class Span:
    """Source lengths in words, both ends included; no `max` means: and more."""

    min: int
    max: float = math.inf

    def __str__(self) -> str:
        return f"{self.min}+" if math.isinf(self.max) else f"{self.min}–{self.max}"

    def __contains__(self, words: object) -> bool:
        return isinstance(words, int) and self.min <= words <= self.max


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bucket:
    """The sentences of a span, and how good their translations are."""

    span: Span
    n: int
    scores: Mapping[Metric, Score]

    @property
    def few(self) -> bool:
        """Whether there are too few sentences for the score to say much."""
        return self.n < FEW


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measurement:
    """One model on one file of pairs."""

    model: str
    digest: str  # of the model that was measured; "" if not recorded
    test: str  # name of the file
    n: int
    beam: int | None
    scores: Mapping[Metric, Score]
    signatures: Mapping[str, str]
    buckets: tuple[Bucket, ...]  # shortest sentences first; those without sentences are left out
    shares: Mapping[Metric, tuple[float, float]]  # 95% interval of beyond() over best()

    def bucket(self, span: Span) -> Bucket | None:
        """That of a span, if it has any sentences."""
        return next((bucket for bucket in self.buckets if bucket.span == span), None)

    def best(self, metric: Metric) -> Bucket | None:
        """The bucket with the highest score, of those with enough sentences."""
        enough = [bucket for bucket in self.buckets if not bucket.few]
        return max(enough, key=lambda bucket: bucket.scores[metric].value, default=None)

    def beyond(self, metric: Metric, *, words: int = LONG) -> tuple[int, float] | None:
        """Sentences of more words than that, and the mean score of their buckets.

        Each bucket counts by its sentences. None if there are none.
        """
        rows = [bucket for bucket in self.buckets if bucket.span.min > words]
        count = sum(bucket.n for bucket in rows)
        total = math.fsum(bucket.n * bucket.scores[metric].value for bucket in rows)
        return (count, total / count) if count else None


def read_measurement(row: Mapping[str, Any]) -> Measurement | None:
    """What `evaluate --test --json` wrote; None if it lacks scores by length, or makes no sense."""
    found = row.get("by_length")
    if not isinstance(found, list) or (scores := _scores(row)) is None:
        return None
    read = [_bucket(part) for part in found if isinstance(part, dict)]
    buckets = [bucket for bucket in read if bucket is not None]
    signatures = row.get("signatures")
    if not buckets or len({bucket.span for bucket in buckets}) < len(buckets):
        return None
    return Measurement(
        model=str(row.get("model", "")),
        digest=str(row.get("digest", "")),
        test=str(row.get("test", "")),
        n=sum(bucket.n for bucket in buckets),
        beam=_whole(row.get("beam")),
        scores=scores,
        signatures=(
            {str(name): str(text) for name, text in signatures.items()}
            if isinstance(signatures, dict)
            else {}
        ),
        buckets=tuple(sorted(buckets, key=lambda bucket: bucket.span)),
        shares=_shares(row.get("kept")),
    )


def _shares(kept: object) -> dict[Metric, tuple[float, float]]:
    """What was recorded of intervals; what makes no sense is left out."""
    rows = kept if isinstance(kept, dict) else {}
    found: dict[Metric, tuple[float, float]] = {}
    for metric in METRICS:
        row = rows.get(metric)
        ends = row if isinstance(row, dict) else {}
        low, high = _number(ends.get("low")), _number(ends.get("high"))
        if low is not None and high is not None and low <= high:
            found[metric] = (low, high)
    return found


def _bucket(row: Mapping[str, Any]) -> Bucket | None:
    low, high, n = (_whole(row.get(name)) for name in ("min", "max", "n"))
    scores = _scores(row)
    if not low or not n or scores is None or (row.get("max") is not None and not high):
        return None
    return Bucket(span=Span(min=low, max=high or math.inf), n=n, scores=scores)


def _scores(row: Mapping[str, Any]) -> dict[Metric, Score] | None:
    """Both metrics' scores; None if one is missing."""
    scores: dict[Metric, Score] = {}
    for metric in METRICS:
        value, low, high = (_number(row.get(f"{metric}{end}")) for end in ("", "_low", "_high"))
        if value is None:
            return None
        interval = None if low is None or high is None or low > high else (low, high)
        scores[metric] = Score(value=value, interval=interval)
    return scores


def _number(value: object) -> float | None:
    """A score as it was written, from 0 to 100."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # sacrebleu's perfect score can be a hair above 100.
    return float(value) if 0 <= value < 100.001 else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def spans(measurements: Sequence[Measurement]) -> tuple[Span, ...]:
    """All that any of them has a score for, shortest first."""
    return tuple(sorted({bucket.span for found in measurements for bucket in found.buckets}))


def table(measurements: Sequence[Measurement]) -> list[dict[str, Any]]:
    """A row for each model and bucket, with all that a figure shows of it; not rounded."""
    rows = []
    for found in measurements:
        for bucket in found.buckets:
            row = {"model": found.model, "source words": str(bucket.span), "sentences": bucket.n}
            rows.append(row | score_columns(bucket.scores))
    return rows


def score_columns(scores: Mapping[Metric, Score]) -> dict[str, float | None]:
    """Both metrics with their intervals, as columns of a table."""
    columns: dict[str, float | None] = {}
    for metric, name in METRICS.items():
        low, high = scores[metric].interval or (None, None)
        columns |= {
            name: scores[metric].value,
            f"{name} 95% low": low,
            f"{name} 95% high": high,
        }
    return columns


def to_csv(measurements: Sequence[Measurement]) -> str:
    """The same table as a file; there has to be a measurement."""
    rows = table(measurements)
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
