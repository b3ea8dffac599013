"""Draws, intervals and p values are sacrebleu's; differences and parts of a set are by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest

from attention_core.evaluation import bootstrap
from attention_core.evaluation.bootstrap import Counts, Difference
from tests.helpers import tiny

REFERENCES = [pair.target for pair in tiny.PAIRS]
ONE = [text.replace("है", "था") if k % 3 else text for k, text in enumerate(REFERENCES)]
OTHER = [" ".join(text.split()[:-1]) if k % 2 else text for k, text in enumerate(REFERENCES)]
EVERYTHING = range(len(REFERENCES))
METRICS = {"BLEU": BLEU, "chrF2++": lambda: CHRF(word_order=2)}


def counts(metric, hypotheses, references=REFERENCES):
    return Counts(metric=metric(), hypotheses=hypotheses, references=references)


@pytest.fixture(params=sorted(METRICS))
def name(request):
    return request.param


@pytest.fixture
def metric(name):
    return METRICS[name]


def test_the_interval_is_sacrebleu_s(metric):
    score = metric().corpus_score(ONE, [REFERENCES], n_bootstrap=bootstrap.SAMPLES)
    low, high = counts(metric, ONE).interval(EVERYTHING)
    assert low < score.score < high
    # It adds up in float32.
    assert (low + high) / 2 == pytest.approx(score._mean, rel=1e-4)
    assert (high - low) / 2 == pytest.approx(score._ci, rel=1e-4)


def test_the_p_value_is_sacrebleu_s(name, metric):
    paired = PairedTest([("b", OTHER), ("a", ONE)], {name: metric()}, [REFERENCES], test_type="bs")
    (there,) = (row for key, row in paired()[1].items() if key != "System")
    found = counts(metric, ONE).difference(against=counts(metric, OTHER), sentences=EVERYTHING)
    assert 0.001 < there[1].p_value < 1
    assert found.p == pytest.approx(there[1].p_value)
    assert found.score == pytest.approx(there[1].score)
    assert found.against == pytest.approx(there[0].score)


def test_a_difference_is_drawn_in_pairs(metric, monkeypatch):
    """The draws written out: score both on the same sentences, subtract, sort."""
    monkeypatch.setattr(bootstrap, "SAMPLES", 80)
    rng = np.random.default_rng(bootstrap.SEED)
    moved = []
    for _ in range(80):
        drawn = rng.choice(len(REFERENCES), size=len(REFERENCES))
        references = [[REFERENCES[k] for k in drawn]]
        moved.append(
            metric().corpus_score([ONE[k] for k in drawn], references).score
            - metric().corpus_score([OTHER[k] for k in drawn], references).score
        )
    moved.sort()
    found = counts(metric, ONE).difference(against=counts(metric, OTHER), sentences=EVERYTHING)
    assert found.low == pytest.approx(moved[2])
    assert found.high == pytest.approx(moved[-3])
    assert found.difference == pytest.approx(found.score - found.against)
    assert found.low < found.difference < found.high


@settings(max_examples=25)
@given(st.lists(st.sampled_from(EVERYTHING), min_size=1, max_size=12, unique=True))
def test_a_part_is_scored_as_if_it_were_the_whole(sentences):
    for metric in METRICS.values():
        alone = counts(metric, [ONE[k] for k in sentences], [REFERENCES[k] for k in sentences])
        part = counts(metric, ONE)
        assert part.score(sentences) == pytest.approx(alone.score(range(len(sentences))))
        assert part.score(sentences) == pytest.approx(
            metric()
            .corpus_score([ONE[k] for k in sentences], [[REFERENCES[k] for k in sentences]])
            .score
        )


def test_swapping_the_two_turns_the_difference_round(metric):
    one, other = counts(metric, ONE), counts(metric, OTHER)
    there = one.difference(against=other, sentences=EVERYTHING)
    back = other.difference(against=one, sentences=EVERYTHING)
    assert back == Difference(
        score=there.against,
        against=there.score,
        difference=-there.difference,
        low=-there.high,
        high=-there.low,
        p=there.p,
    )


def test_the_same_translation_does_not_differ_by_chance_or_otherwise(metric):
    found = counts(metric, ONE).difference(against=counts(metric, ONE), sentences=EVERYTHING)
    assert (found.difference, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_a_clear_difference_is_one(metric):
    nonsense = ["क ख ग" for _ in REFERENCES]
    found = counts(metric, ONE).difference(against=counts(metric, nonsense), sentences=EVERYTHING)
    assert found.low > 0
    assert found.p == pytest.approx(1 / (bootstrap.SAMPLES + 1))


def test_a_few_sentences_prove_nothing(metric):
    """A single one is drawn again and again: no draw differs, which is no evidence at all."""
    one, other = counts(metric, ONE), counts(metric, OTHER)
    few, enough = range(bootstrap.FEWEST - 1), range(bootstrap.FEWEST)
    assert one.difference(against=other, sentences=few).p is None
    assert one.difference(against=other, sentences=enough).p is not None


def test_intervals_stay_within_the_scale(metric):
    assert counts(metric, REFERENCES).interval(EVERYTHING) == pytest.approx((100, 100))
    nonsense = ["…" for _ in REFERENCES]
    low, high = counts(metric, nonsense).interval(EVERYTHING)
    assert 0 <= low <= high
