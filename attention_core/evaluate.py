"""Quality of translations: BLEU and chrF++ by sacrebleu, whole and by sentence length.

Hindi's danda is split off before tokenizing: sacrebleu's 13a tokenizer leaves it glued to the
last word, which would make that word wrong whenever the punctuation is. Intervals are 95%
bootstrap intervals (Koehn 2004) as sacrebleu draws them, with its fixed seed.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence

import regex
import torch
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from attention_core.batches import Example, collate, cut
from attention_core.data import Pair
from attention_core.model import Seq2Seq
from attention_core.search import decode
from attention_core.tokenizer import Tokenizer

_DANDA = regex.compile(r"\s*([।॥])\s*")
BUCKET = 10  # source words; the last bucket is open
BUCKETS = 6
BOOTSTRAP = 1000  # resamplings


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quality:
    """Corpus scores with their sacrebleu signatures."""

    bleu: float
    chrf: float
    signatures: dict[str, str]


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


def by_length(*, pairs: Sequence[Pair], hypotheses: Sequence[str]) -> tuple[Bucket, ...]:
    """Quality by source length in words: 1-10, 11-20, … 51 and more; empty buckets are left out.

    Raises:
        ValueError: not one translation for each pair.
    """
    written, expected = _split(hypotheses, [pair.target for pair in pairs])
    rows: dict[int, list[int]] = {}
    for k, pair in enumerate(pairs):
        rows.setdefault(min((pair.words - 1) // BUCKET, BUCKETS - 1), []).append(k)
    return tuple(
        _bucket(
            number=number,
            written=[written[k] for k in rows[number]],
            expected=[expected[k] for k in rows[number]],
        )
        for number in sorted(rows)
    )


def _bucket(*, number: int, written: list[str], expected: list[str]) -> Bucket:
    score = BLEU().corpus_score(written, [expected], n_bootstrap=BOOTSTRAP)
    middle, half = float(score._mean), float(score._ci)  # sacrebleu has no public name for them
    return Bucket(
        min=number * BUCKET + 1,
        max=None if number == BUCKETS - 1 else (number + 1) * BUCKET,
        n=len(written),
        bleu=float(score.score),
        bleu_low=max(0.0, middle - half),
        bleu_high=min(100.0, middle + half),
        chrf=float(CHRF(word_order=2).corpus_score(written, [expected]).score),
    )


@torch.inference_mode()
def mean_loss(*, model: Seq2Seq, examples: Sequence[Example]) -> float:
    """Cross-entropy a target piece in nats, nothing smoothed; the model is in evaluation mode."""
    total = sum(
        float(model(collate(rows).to(model.device))) for rows in cut(examples=examples, tokens=4000)
    )
    return total / sum(len(target) for _, target in examples)


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
