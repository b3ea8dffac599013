"""Quality of translations: BLEU and chrF++ by sacrebleu, whole, by sentence length, compared.

Hindi's danda is split off before tokenizing: sacrebleu's 13a tokenizer leaves it glued to the
last word, which would make that word wrong whenever the punctuation is. Intervals and p values
are left to `bootstrap`.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import regex
import torch
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from attention_core.batches import Example, collate, cut
from attention_core.bootstrap import Counts, Difference
from attention_core.data import Pair
from attention_core.lengths import FEW, LONG
from attention_core.model import Seq2Seq
from attention_core.search import decode
from attention_core.tokenizer import Tokenizer

_DANDA = regex.compile(r"\s*([।॥])\s*")
BUCKET = 10  # source words; the last bucket is open
BUCKETS = 6


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quality:
    """Corpus scores with their sacrebleu signatures."""

    bleu: float
    chrf: float
    signatures: dict[str, str]


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


def split_danda(text: str) -> str:
    """The same text with a space on either side of every danda."""
    return str(_DANDA.sub(r" \1 ", text)).strip()


def _split(hypotheses: Sequence[str], references: Sequence[str]) -> tuple[list[str], list[str]]:
    if not hypotheses or len(hypotheses) != len(references):
        raise ValueError(
            f"{len(hypotheses)} translations and {len(references)} references: "
            "expected as many of each, and at least one"
        )
    return [split_danda(t) for t in hypotheses], [split_danda(t) for t in references]


def measure(*, hypotheses: Sequence[str], references: Sequence[str]) -> Quality:
    """Corpus BLEU (13a) and chrF++ of translations against one reference each.

    Raises:
        ValueError: nothing to measure, or a different number of each.
    """
    written, expected = _split(hypotheses, references)
    bleu, chrf = BLEU(), CHRF(word_order=2)
    return Quality(
        bleu=float(bleu.corpus_score(written, [expected]).score),
        chrf=float(chrf.corpus_score(written, [expected]).score),
        signatures={
            "bleu": f"{bleu.get_signature()}|danda:split",
            "chrf": f"{chrf.get_signature()}|danda:split",
        },
    )


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


def compare(
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


def mean_loss(*, model: Seq2Seq, examples: Sequence[Example]) -> float:
    """Cross-entropy a target piece in nats, nothing smoothed; the model is in evaluation mode."""
    return summed_loss(model=model, examples=examples) / pieces(examples)


@torch.inference_mode()
def summed_loss(*, model: Seq2Seq, examples: Sequence[Example]) -> float:
    """Cross-entropy of all target pieces in nats, as `mean_loss`."""
    return sum(
        float(model(collate(rows).to(model.device))) for rows in cut(examples=examples, tokens=4000)
    )


def pieces(examples: Sequence[Example]) -> int:
    """Target pieces of all examples, end marks included."""
    return sum(len(target) for _, target in examples)


def translate_all(
    *,
    model: Seq2Seq,
    source: Tokenizer,
    target: Tokenizer,
    sentences: Sequence[str],
    beam: int = 1,
    batch: int = 64,
    progress: Callable[[Iterable[list[int]]], Iterable[list[int]]] = lambda rows: rows,
) -> list[str]:
    """Best translation of every sentence, in order; decoded in batches of similar length."""
    encoded = [source.encode_ids(sentence) for sentence in sentences]
    order = sorted(range(len(encoded)), key=lambda k: -len(encoded[k]))
    groups = [order[k : k + batch] for k in range(0, len(order), batch)]
    written = [""] * len(sentences)
    for group in progress(groups):
        found = decode(model=model, sources=[encoded[k] for k in group], beam=beam)
        for k, hypotheses in zip(group, found, strict=True):
            written[k] = target.text(hypotheses[0].ids)
    return written
