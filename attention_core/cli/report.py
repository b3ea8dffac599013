"""Tables: results of evaluate and benchmark as people read them in a terminal."""

import math
from collections.abc import Sequence
from typing import Any

from attention_core.alignment.extraction import SHIFTS, Shift
from attention_core.evaluation.bootstrap import Difference
from attention_core.evaluation.by_length import Comparison
from attention_core.evaluation.measurement import (
    LONG_WORDS,
    METRICS,
    Bucket,
    Measurement,
    Metric,
    Score,
    Span,
)


def print_quality(measurement: Measurement) -> None:
    """Print BLEU and chrF++ with their 95% intervals, in all and by source words."""
    print(
        f"{measurement.model} on {measurement.test}: {measurement.n} pairs, "
        f"beam {measurement.beam}, {_whole_scores(measurement)}"
    )
    _print_lengths(measurement)


def print_comparison(
    measurement: Measurement, *, against: Measurement, comparison: Sequence[Comparison]
) -> None:
    """Print another model's scores, and the differences with 95% intervals and p values."""
    print(f"\n{against.model}: {_whole_scores(against)}")
    _print_lengths(against)
    print(f"\n{measurement.model} minus {against.model}, by paired bootstrap")
    print("source words      n   BLEU  95% interval      p   chrF++  95% interval      p")
    for row in comparison:
        bleu, chrf = (_difference(row.differences[metric]) for metric in METRICS)
        print(f"{_words(row.span)} {row.n:6}  {bleu}    {chrf}")


def print_signatures(measurement: Measurement) -> None:
    """Print sacrebleu's signatures, which say how the scores were computed."""
    for metric, signature in measurement.signatures.items():
        print(f"{metric}: {signature}")


def _whole_scores(measurement: Measurement) -> str:
    scores = ", ".join(
        f"{name} {measurement.scores[metric].value:.1f}" for metric, name in METRICS.items()
    )
    return f"{scores}, {measurement.seconds or 0:.0f} s"


def _print_lengths(measurement: Measurement) -> None:
    print("source words      n   BLEU  95% interval   chrF++  95% interval")
    whole = Bucket(span=Span(min=1), n=measurement.n, scores=measurement.scores)
    for bucket in (whole, *measurement.buckets):
        scores = "    ".join(_score(bucket.scores[metric]) for metric in METRICS)
        print(f"{_words(bucket.span)} {bucket.n:6}  {scores}")
    for metric in measurement.retained_intervals:
        print(f"{METRICS[metric]}: {_retained(measurement, metric=metric)}")


def _retained(measurement: Measurement, *, metric: Metric) -> str:
    """The share of the best bucket's score that long sentences retain, in words."""
    best, share = measurement.best_bucket(metric), measurement.share_retained(metric)
    words = "" if best is None else _words(best.span).strip()
    if share is None:
        return f"no share for sentences over {LONG_WORDS} words: the score at {words} words is 0"
    interval = measurement.retained_intervals[metric]
    sure = "" if interval is None else f" (95%: {interval[0]:.0%} to {interval[1]:.0%})"
    return (
        f"sentences over {LONG_WORDS} words retain {share:.0%}{sure} of the score at {words} words"
    )


def _words(span: Span) -> str:
    return f"{str(span).replace('–', '-'):>12}"


def _score(score: Score) -> str:
    interval = f"{'-':>12}" if score.interval is None else _interval(*score.interval)
    return f"{score.value:5.1f}  {interval}"


def _interval(low: float, high: float) -> str:
    return f"{f'{low:.1f} to {high:.1f}':>12}"


def _difference(row: Difference) -> str:
    p = "-" if row.p is None else f"{row.p:.3f}"
    return f"{row.difference:+5.1f}  {_interval(row.low, row.high)}  {p:>5}"


def print_gold(result: dict[str, Any]) -> None:
    """Print AER, precision and recall by rule, and with shifts by one undone."""
    print(
        f"{result['model']} on {result['gold']}: {result['n']} pairs, {result['method']}, "
        f"AER {result['aer']:.3f}, {result['seconds']:.0f} s"
    )
    print(f"{'links':24}    AER  precision  recall")
    for row in result["by_rule"]:
        _print_agreement(row["method"], row)
    for row in result["posterior"]:
        _print_agreement(f"posterior, {row['method']}", row)
    _print_agreement("occlusion, argmax", result["occlusion"])
    print(f"{'α moved, ' + result['method']:24}    AER  precision  recall")
    for row in result["by_shift"]:
        _print_agreement(SHIFTS[Shift(rows=row["rows"], columns=row["columns"])], row)


def _print_agreement(name: str, row: dict[str, Any]) -> None:
    print(f"{name:24}  {row['aer']:5.3f}  {row['precision']:9.3f}  {row['recall']:6.3f}")


def print_correctness(result: dict[str, Any]) -> None:
    """How often the largest weight is right or beside, whole and by source words."""
    print(
        f"{result['model']} on {result['links']}: {result['n']} pairs, of the words with a trusted "
        f"link those with the largest weight on it, {result['seconds']:.0f} s"
    )
    print("weights    source words      n   words   right  95% interval    beside")
    _print_correctness_rows(result, n=result["n"])
    if both := result.get("both"):
        print(f"the mean of its weights and of those of {both['model']}, turned round:")
        _print_correctness_rows(both, n=result["n"])


def _print_correctness_rows(result: dict[str, Any], *, n: int) -> None:
    for weights in ("alpha", "posterior"):
        found = result[weights]
        for row in [{**found, "min": 1, "max": None, "n": n}, *found["by_length"]]:
            if not row["words"]:
                continue
            interval = f"{row['low']:.1%} to {row['high']:.1%}"
            span = Span(min=row["min"], max=row["max"] or math.inf)
            print(
                f"{weights:10} {_words(span)} {row['n']:6} {row['words']:7}  {row['right']:6.1%}  "
                f"{interval:>14}  {row['beside']:6.1%}"
            )


def print_speed(result: dict[str, Any]) -> None:
    """Print what `benchmark` measured, each number with its unit."""
    machine, training, memory = result["machine"], result["training"], result["memory"]
    print(f"{result['model']} on {machine['device']}, {machine['threads']} thread(s)")
    for row in result["latency"]:
        print(
            f"sentence of {row['words']:2} words, beam {row['beam']}: median {row['median']} ms, "
            f"95th percentile {row['p95']} ms"
        )
    for row in result["decoding"]:
        print(f"in batches, beam {row['beam']}: {row['sentences_per_second']} sentences a second")
    print(
        f"training: {training['target_pieces_per_second']:,} target pieces a second, "
        f"{training['padding']:.1%} of the slots padding"
        + ", products in bfloat16"
        * training["bfloat16"]
    )
    print(
        f"limit: {training['multiply_adds_per_piece'] / 1e6:.1f} million multiply-adds a piece, of "
        f"which this machine does {training['matrix_product_per_second'] / 1e9:.0f} billion a "
        f"second: {training['limit']:,} pieces a second, of which "
        f"{training['target_pieces_per_second'] / training['limit']:.0%} are reached"
    )
    print(
        f"memory at most: {memory['loaded']} MB loaded, {memory['after_decoding']} MB after "
        f"decoding, {memory['after_training']} MB after training"
    )
    print(f"cold start to the first translation: {result['cold_start']} s")
    print(f"torch {machine['torch']}, load average {machine['load']} of {machine['cores']} cores")
