"""Sentence scores are sacrebleu's own, on text whose dandas stand apart."""

import pytest
import sacrebleu

from attention_core.evaluation.metrics import sentence_scores
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
