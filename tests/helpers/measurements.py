"""Measurements as `evaluate --record` writes them."""

BUCKETS = ((1, 10, 2), (11, 20, 29), (21, 30, 56), (31, 40, 60), (41, 50, 20), (51, None, 10))


SIGNATURES = {"bleu": "nrefs:1|tok:13a", "chrf": "nc:6|nw:2"}


def scores(bleu, chrf, *, wide=3.0):
    return {
        "bleu": bleu,
        "bleu_low": bleu - wide,
        "bleu_high": bleu + 2 * wide,
        "chrf": chrf,
        "chrf_low": chrf - wide / 2,
        "chrf_high": chrf + wide,
    }


def record(*, model="attention-50", best=40.0, buckets=BUCKETS, **changes):
    """What `evaluate --record` writes: no two numbers are the same."""
    return {
        "model": model,
        "digest": "0123456789ab",
        "test": "verses.tsv",
        "n": sum(n for *_, n in buckets),
        "beam": 5,
        **scores(best - 1.5, best + 12.5),
        "signatures": SIGNATURES,
        "by_length": [
            {"min": low, "max": high, "n": n, **scores(best - 2.25 * k, best + 20 - 1.5 * k)}
            for k, (low, high, n) in enumerate(buckets)
        ],
        "seconds": 10.5,
        **changes,
    }
