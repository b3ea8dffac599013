"""Measure translations: BLEU and chrF++ by sacrebleu, in all, by sentence length, compared.

How text is tokenized is left to `metrics`, intervals and p values to `bootstrap`.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from attention_core.data.pairs import Pair
from attention_core.evaluation.bootstrap import Counts, Difference
from attention_core.evaluation.measurement import (
    LONG_WORDS,
    METRICS,
    MIN_SENTENCES,
    Bucket,
    Measurement,
    Metric,
    Score,
    Span,
)
from attention_core.evaluation.metrics import measure, metrics, prepare
from attention_core.text.languages import ENGLISH_HINDI

BUCKET = 10  # source words; the last bucket is open
BUCKETS = 6


@dataclasses.dataclass(frozen=True, kw_only=True)
class Comparison:
    """Scores of one model's translations minus another's, on the sentences of a span."""

    span: Span
    n: int  # sentences
    differences: Mapping[Metric, Difference]

    def to_json(self) -> dict[str, Any]:
        """A row of "comparison" in the JSON of `evaluate --against`."""
        return {
            **self.span.to_json(),
            "n": self.n,
            **{metric: dataclasses.asdict(row) for metric, row in self.differences.items()},
        }


def measure_translations(
    *,
    pairs: Sequence[Pair],
    hypotheses: Sequence[str],
    language: str = ENGLISH_HINDI.target,
    model: str = "",
    digest: str = "",
    test: str = "",
    beam: int | None = None,
    seconds: float | None = None,
) -> Measurement:
    """Scores with 95% bootstrap intervals, of all sentences and by source length in words.

    Spans are 1-10, 11-20, … 51 and more; those without sentences are left out. The interval of
    the share that long sentences retain is measured where a bucket has MIN_SENTENCES sentences
    and as many have more than LONG_WORDS words: with one or two, all draws are nearly the same.

    Args:
        pairs: sources with their references.
        hypotheses: a translation of each.
        language: of the translations.
        model: its name.
        digest: of the model.
        test: name of the file of pairs.
        beam: hypotheses of the search that made the translations.
        seconds: that translating took.

    Raises:
        UserError: no pair, or not one translation of each.
    """
    references = [pair.target for pair in pairs]
    quality = measure(hypotheses=hypotheses, references=references, language=language)
    counts = _counts(hypotheses=hypotheses, references=references, language=language)
    indices = {
        Span(min=low) if high is None else Span(min=low, max=high): rows
        for low, high, rows in buckets([pair.words for pair in pairs])
    }
    everything = range(len(pairs))
    measurement = Measurement(
        model=model,
        digest=digest,
        test=test,
        n=len(pairs),
        beam=beam,
        scores={
            "bleu": Score(value=quality.bleu, interval=counts["bleu"].interval(everything)),
            "chrf": Score(value=quality.chrf, interval=counts["chrf"].interval(everything)),
        },
        signatures=quality.signatures,
        buckets=tuple(
            Bucket(
                span=span,
                n=len(rows),
                scores={
                    metric: Score(
                        value=counts[metric].score(rows), interval=counts[metric].interval(rows)
                    )
                    for metric in METRICS
                },
            )
            for span, rows in indices.items()
        ),
        retained_intervals={},
        seconds=seconds,
    )
    long = [indices[bucket.span] for bucket in measurement.long_buckets()]
    if sum(map(len, long)) < MIN_SENTENCES:
        return measurement
    return dataclasses.replace(
        measurement,
        retained_intervals={
            metric: counts[metric].ratio_interval(parts=long, of=indices[best.span])
            for metric in METRICS
            if (best := measurement.best_bucket(metric)) is not None
        },
    )


def compare_translations(
    *,
    pairs: Sequence[Pair],
    hypotheses: Sequence[str],
    against: Sequence[str],
    language: str = ENGLISH_HINDI.target,
) -> tuple[Comparison, ...]:
    """Differences by paired bootstrap: of all sentences, each bucket, and those that are long.

    Args:
        pairs: sources with their references.
        hypotheses: a translation of each.
        against: another translation of each, whose scores are subtracted.
        language: of the translations.

    Raises:
        UserError: no pair, or not one translation of each kind for each.
    """
    references = [pair.target for pair in pairs]
    counts = _counts(hypotheses=hypotheses, references=references, language=language)
    others = _counts(hypotheses=against, references=references, language=language)
    long = [k for k, pair in enumerate(pairs) if pair.words > LONG_WORDS]
    spans = [
        (1, None, list(range(len(pairs)))),
        *buckets([pair.words for pair in pairs]),
        (LONG_WORDS + 1, None, long),
    ]
    return tuple(
        Comparison(
            span=Span(min=low) if high is None else Span(min=low, max=high),
            n=len(rows),
            differences={
                metric: counts[metric].difference(against=others[metric], sentences=rows)
                for metric in METRICS
            },
        )
        for low, high, rows in spans
        if rows
    )


def buckets(words: Sequence[int]) -> list[tuple[int, int | None, list[int]]]:
    """Fewest and most source words of each bucket that has sentences, and their indices.

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


def _counts(
    *, hypotheses: Sequence[str], references: Sequence[str], language: str
) -> dict[Metric, Counts]:
    """The counts that each metric is computed from."""
    texts, expected = prepare(hypotheses=hypotheses, references=references, language=language)
    bleu, chrf = metrics(language=language)
    return {
        "bleu": Counts(metric=bleu, hypotheses=texts, references=expected),
        "chrf": Counts(metric=chrf, hypotheses=texts, references=expected),
    }
