"""Quality of translations: BLEU and chrF++ by sacrebleu, with its signatures.

Hindi's danda is split off before tokenizing: sacrebleu's 13a tokenizer leaves it glued to the
last word, which would make that word wrong whenever the punctuation is.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence

import regex
from sacrebleu.metrics import BLEU, CHRF

from attention_core.model import Seq2Seq
from attention_core.search import decode
from attention_core.tokenizer import Tokenizer

_DANDA = regex.compile(r"\s*([।॥])\s*")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quality:
    """Corpus scores with their sacrebleu signatures."""

    bleu: float
    chrf: float
    signatures: dict[str, str]


def split_danda(text: str) -> str:
    """The same text with a space on either side of every danda."""
    return _DANDA.sub(r" \1 ", text).strip()


def measure(*, hypotheses: Sequence[str], references: Sequence[str]) -> Quality:
    """Corpus BLEU (13a) and chrF++ of translations against one reference each.

    Raises:
        ValueError: nothing to measure, or a different number of each.
    """
    if not hypotheses or len(hypotheses) != len(references):
        raise ValueError(
            f"{len(hypotheses)} translations and {len(references)} references: "
            "expected as many of each, and at least one"
        )
    written = [split_danda(text) for text in hypotheses]
    expected = [[split_danda(text) for text in references]]
    bleu, chrf = BLEU(), CHRF(word_order=2)
    return Quality(
        bleu=float(bleu.corpus_score(written, expected).score),
        chrf=float(chrf.corpus_score(written, expected).score),
        signatures={
            "bleu": f"{bleu.get_signature()}|danda:split",
            "chrf": f"{chrf.get_signature()}|danda:split",
        },
    )


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
