"""Measurement: translation quality of one model on one file of pairs, by sentence length.

Its JSON is what `evaluate --test --json` prints and what cards hold in "test". A card is a file
that a person can edit: reading leaves out what makes no sense. Measuring is left to `by_length`,
drawing to `figures.length_curves`.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np

from attention_core.utils.csv_text import csv_text

Metric = Literal["bleu", "chrf"]
METRICS: Final[Mapping[Metric, str]] = {"bleu": "BLEU", "chrf": "chrF++"}
MIN_SENTENCES = 10  # of a bucket; with fewer, one more sentence could move the score by points
LONG_WORDS = 30  # source words beyond which one fixed vector is said to be overloaded


@dataclasses.dataclass(frozen=True, kw_only=True)
class Score:
    """A corpus score, 0 to 100, with its 95% interval if that was measured."""

    value: float
    interval: tuple[float, float] | None


@dataclasses.dataclass(frozen=True, kw_only=True, order=True)
class Span:
    """Source lengths in words, both ends included; `max` is infinite in the last bucket."""

    min: int
    max: float = math.inf

    def __str__(self) -> str:
        return f"{self.min}+" if math.isinf(self.max) else f"{self.min}–{self.max}"

    def __contains__(self, words: object) -> bool:
        return isinstance(words, int) and self.min <= words <= self.max

    def to_json(self) -> dict[str, Any]:
        """Both ends; "max" is None where there is none."""
        return {"min": self.min, "max": None if math.isinf(self.max) else self.max}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bucket:
    """The sentences whose source length is in a span, and the quality of their translations."""

    span: Span
    n: int
    scores: Mapping[Metric, Score]

    @property
    def few(self) -> bool:
        """Whether there are fewer than MIN_SENTENCES sentences."""
        return self.n < MIN_SENTENCES

    def to_json(self) -> dict[str, Any]:
        """A row of "by_length"."""
        return {**self.span.to_json(), "n": self.n, **_scores_json(self.scores)}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measurement:
    """Scores of one model's translations of one file of pairs."""

    model: str
    digest: str  # of the model that was measured; "" if not recorded
    test: str  # name of the file
    n: int
    beam: int | None
    scores: Mapping[Metric, Score]
    signatures: Mapping[str, str]  # sacrebleu's, by metric
    buckets: tuple[Bucket, ...]  # shortest sentences first; those without sentences are left out
    # 95% intervals of `share_retained` where they were measured; None: a draw had a score of 0.
    retained_intervals: Mapping[Metric, tuple[float, float] | None]
    seconds: float | None = None  # for translating

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Measurement | None":
        """Read a row of a card's "test".

        Returns:
            None if the row has no usable scores, in all or by length.
        """
        rows = row.get("by_length")
        if not isinstance(rows, list) or (scores := _scores(row)) is None:
            return None
        read = [_bucket(part) for part in rows if isinstance(part, dict)]
        buckets = [bucket for bucket in read if bucket is not None]
        signatures = row.get("signatures")
        if not buckets or len({bucket.span for bucket in buckets}) < len(buckets):
            return None
        return cls(
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
            retained_intervals=_retained_intervals(row.get("kept")),
            seconds=_number(row.get("seconds"), most=1e9),
        )

    def to_json(self) -> dict[str, Any]:
        """What `evaluate --test --json` prints."""
        return {
            "model": self.model,
            "digest": self.digest,
            "test": self.test,
            "n": self.n,
            "beam": self.beam,
            **_scores_json(self.scores),
            "signatures": dict(self.signatures),
            "by_length": [bucket.to_json() for bucket in self.buckets],
            "kept": {metric: self._retained_json(metric) for metric in self.retained_intervals},
            "seconds": self.seconds,
        }

    def _retained_json(self, metric: Metric) -> dict[str, Any]:
        best, long = self.best_bucket(metric), self.long_sentences(metric)
        count, score = long or (0, None)
        low, high = self.retained_intervals[metric] or (None, None)
        return {
            **(best.span if best else Span(min=1)).to_json(),
            "n": count,
            "score": score,
            "share": self.share_retained(metric),
            "low": low,
            "high": high,
        }

    def bucket(self, span: Span) -> Bucket | None:
        """The bucket of a span, if it has sentences."""
        return next((bucket for bucket in self.buckets if bucket.span == span), None)

    def best_bucket(self, metric: Metric) -> Bucket | None:
        """The bucket with the highest score among those with MIN_SENTENCES sentences or more."""
        enough = [bucket for bucket in self.buckets if not bucket.few]
        return max(enough, key=lambda bucket: bucket.scores[metric].value, default=None)

    def long_buckets(self) -> tuple[Bucket, ...]:
        """The buckets of sentences with more than LONG_WORDS words."""
        return tuple(bucket for bucket in self.buckets if bucket.span.min > LONG_WORDS)

    def long_sentences(self, metric: Metric) -> tuple[int, float] | None:
        """Number of sentences with more than LONG_WORDS words, and their buckets' mean score.

        Each bucket counts by its sentences. None if there are none.
        """
        buckets = self.long_buckets()
        if not buckets:
            return None
        counts = np.array([bucket.n for bucket in buckets], dtype=np.float64)
        values = [bucket.scores[metric].value for bucket in buckets]
        return int(counts.sum()), float((counts / counts.sum()) @ values)

    def share_retained(self, metric: Metric) -> float | None:
        """The score of the long sentences over that of the best bucket.

        Returns None if there is no long sentence or no best bucket, or if its score is 0.
        """
        best, long = self.best_bucket(metric), self.long_sentences(metric)
        if best is None or long is None or not best.scores[metric].value:
            return None
        return long[1] / best.scores[metric].value


def _scores_json(scores: Mapping[Metric, Score]) -> dict[str, float]:
    """Scores and the ends of their intervals, as keys of one row."""
    row: dict[str, float] = {}
    for metric, score in scores.items():
        row[metric] = score.value
        if score.interval is not None:
            row[f"{metric}_low"], row[f"{metric}_high"] = score.interval
    return row


def _retained_intervals(rows: object) -> dict[Metric, tuple[float, float] | None]:
    """Read "kept"; what makes no sense is left out."""
    recorded: dict[Metric, tuple[float, float] | None] = {}
    for metric in METRICS:
        row = rows.get(metric) if isinstance(rows, dict) else None
        if not isinstance(row, dict) or not {"low", "high"} <= row.keys():
            continue
        low, high = _number(row["low"]), _number(row["high"])
        if low is not None and high is not None and low <= high:
            recorded[metric] = (low, high)
        elif row["low"] is None and row["high"] is None:
            recorded[metric] = None
    return recorded


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


def _number(value: object, *, most: float = 100.001) -> float | None:
    """A number from 0 to `most`; sacrebleu's perfect score can be a hair above 100."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= most else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def spans(measurements: Sequence[Measurement]) -> tuple[Span, ...]:
    """The spans of all measurements, each once, shortest first."""
    return tuple(sorted({bucket.span for row in measurements for bucket in row.buckets}))


def table(measurements: Sequence[Measurement]) -> list[dict[str, Any]]:
    """A row for each model and bucket, with the numbers that a figure shows; not rounded."""
    rows = []
    for measurement in measurements:
        for bucket in measurement.buckets:
            row = {
                "model": measurement.model,
                "source words": str(bucket.span),
                "sentences": bucket.n,
            }
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
    """The rows of `table` as CSV; at least one measurement.

    The lengths are two columns of numbers, as a spreadsheet takes “1–10” for a date; the column
    of the longest length is empty in the bucket that has none.
    """
    buckets = [bucket for measurement in measurements for bucket in measurement.buckets]
    rows = []
    for row, bucket in zip(table(measurements), buckets, strict=True):
        ends = bucket.span.to_json()
        cells = {name: cell for name, cell in row.items() if name != "source words"}
        lengths = {"shortest, words": ends["min"], "longest, words": ends["max"]}
        rows.append({"model": cells.pop("model"), **lengths, **cells})
    return csv_text((tuple(rows[0]), *(tuple(row.values()) for row in rows)))
