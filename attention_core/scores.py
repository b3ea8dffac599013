"""Scores of one translation against one reference: sentence BLEU and chrF++ by sacrebleu.

BLEU over one sentence often lacks 4-grams altogether, so only orders of which there are any
count (effective order, as sacrebleu advises). Good for comparing two translations of one
sentence, not for judging a model: that is `evaluate`'s business.
"""

import dataclasses

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from attention_core.evaluate import split_danda


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
        ValueError: there is no reference.
    """
    if not reference.strip():
        raise ValueError("the reference is empty: there is nothing to compare with")
    written, expected = split_danda(translation), split_danda(reference)
    bleu, chrf = BLEU(effective_order=True), CHRF(word_order=2)
    return Scores(
        bleu=float(bleu.sentence_score(written, [expected]).score),
        chrf=float(chrf.sentence_score(written, [expected]).score),
        bleu_signature=f"{bleu.get_signature()}|danda:split",
        chrf_signature=f"{chrf.get_signature()}|danda:split",
    )
