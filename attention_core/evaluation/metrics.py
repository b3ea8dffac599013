"""Scores of one translation against one reference: sentence BLEU and chrF++ by sacrebleu.

BLEU over one sentence often lacks 4-grams altogether, so only orders of which there are any
count (effective order, as sacrebleu advises). Good for comparing two translations of one
sentence, not for judging a model: `by_length` does that on a test set.
"""

import dataclasses
from collections.abc import Sequence

import regex
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from attention_core.errors import UserError


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scores:
    """Scores of one sentence, 0 to 100 each, with their sacrebleu signatures."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str


def sentence_scores(*, translation: str, reference: str) -> Scores:
    """Sentence BLEU and chrF++ of a translation; dandas are split off on both sides.

    Raises:
        UserError: the reference is empty.
    """
    if not reference.strip():
        raise UserError("the reference is empty: there is nothing to compare with")
    hypothesis, expected = split_danda(translation), split_danda(reference)
    bleu, chrf = BLEU(effective_order=True), CHRF(word_order=2)
    return Scores(
        bleu=float(bleu.sentence_score(hypothesis, [expected]).score),
        chrf=float(chrf.sentence_score(hypothesis, [expected]).score),
        bleu_signature=f"{bleu.get_signature()}|danda:split",
        chrf_signature=f"{chrf.get_signature()}|danda:split",
    )


_DANDA = regex.compile(r"\s*([।॥])\s*")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quality:
    """Corpus scores, 0 to 100, with their sacrebleu signatures by metric."""

    bleu: float
    chrf: float
    signatures: dict[str, str]


def split_danda(text: str) -> str:
    """The text with a space on either side of every danda."""
    return str(_DANDA.sub(r" \1 ", text)).strip()


def split_dandas(
    *, hypotheses: Sequence[str], references: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Both sides with their dandas split off.

    Raises:
        UserError: none, or a different number of each.
    """
    if not hypotheses or len(hypotheses) != len(references):
        raise UserError(
            f"{len(hypotheses)} translations and {len(references)} references: "
            "expected the same number of each, and at least one"
        )
    return [split_danda(t) for t in hypotheses], [split_danda(t) for t in references]


def measure(*, hypotheses: Sequence[str], references: Sequence[str]) -> Quality:
    """Corpus BLEU (13a) and chrF++ of translations against one reference each.

    Raises:
        UserError: none, or a different number of each.
    """
    texts, expected = split_dandas(hypotheses=hypotheses, references=references)
    bleu, chrf = BLEU(), CHRF(word_order=2)
    return Quality(
        bleu=float(bleu.corpus_score(texts, [expected]).score),
        chrf=float(chrf.corpus_score(texts, [expected]).score),
        signatures={
            "bleu": f"{bleu.get_signature()}|danda:split",
            "chrf": f"{chrf.get_signature()}|danda:split",
        },
    )
