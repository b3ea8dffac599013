"""Scores of one translation against one reference: sentence BLEU and chrF++ by sacrebleu.

BLEU over one sentence often lacks 4-grams altogether, so only orders of which there are any
count (effective order, as sacrebleu advises). Good for comparing two translations of one
sentence, not for judging a model: that is `evaluate`'s business.
"""

import dataclasses
from collections.abc import Sequence

import regex
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from attention_core.errors import UserError


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scores:
    """0 to 100 each, with the sacrebleu signatures of how."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str


def sentence_scores(*, translation: str, reference: str) -> Scores:
    """How near a translation is to a reference; dandas are split off in both.

    Raises:
        UserError: there is no reference.
    """
    if not reference.strip():
        raise UserError("the reference is empty: there is nothing to compare with")
    written, expected = split_danda(translation), split_danda(reference)
    bleu, chrf = BLEU(effective_order=True), CHRF(word_order=2)
    return Scores(
        bleu=float(bleu.sentence_score(written, [expected]).score),
        chrf=float(chrf.sentence_score(written, [expected]).score),
        bleu_signature=f"{bleu.get_signature()}|danda:split",
        chrf_signature=f"{chrf.get_signature()}|danda:split",
    )


_DANDA = regex.compile(r"\s*([।॥])\s*")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quality:
    """Corpus scores with their sacrebleu signatures."""

    bleu: float
    chrf: float
    signatures: dict[str, str]


def split_danda(text: str) -> str:
    """The same text with a space on either side of every danda."""
    return str(_DANDA.sub(r" \1 ", text)).strip()


def _split(hypotheses: Sequence[str], references: Sequence[str]) -> tuple[list[str], list[str]]:
    if not hypotheses or len(hypotheses) != len(references):
        raise UserError(
            f"{len(hypotheses)} translations and {len(references)} references: "
            "expected as many of each, and at least one"
        )
    return [split_danda(t) for t in hypotheses], [split_danda(t) for t in references]


def measure(*, hypotheses: Sequence[str], references: Sequence[str]) -> Quality:
    """Corpus BLEU (13a) and chrF++ of translations against one reference each.

    Raises:
        UserError: nothing to measure, or a different number of each.
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
