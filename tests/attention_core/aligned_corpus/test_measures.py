"""Measures equal the formulas written out with loops."""

import math

import numpy as np
import pytest

from attention_core.aligned_corpus.measures import measures, weight_measures
from attention_core.evaluation.metrics import sentence_scores
from tests.helpers.corpora import some_sentence
from tests.helpers.traces import ALPHA


def entropy(weights):
    total = sum(weights)
    return -sum(w / total * math.log(w / total) for w in weights if w > 0) if total else 0.0


def test_weights_are_measured_as_the_papers_say():
    alpha = ALPHA.astype(float)
    got = weight_measures(ALPHA, source_has_end=True)
    columns = list(zip(*alpha.tolist(), strict=True))
    coverage = -sum(math.log(1 + (1 - sum(column)) ** 2) for column in columns) / len(columns)
    apout = -sum(entropy(row) for row in alpha.tolist()) / len(alpha)
    apin = -sum(entropy(column) for column in columns) / len(columns)
    assert got["coverage"] == pytest.approx(coverage)
    assert got["apout"] == pytest.approx(apout)
    assert got["apin"] == pytest.approx(apin)
    assert got["confidence"] == pytest.approx(coverage + apout + apin)
    assert got["entropy"] == pytest.approx(-apout / math.log(2))
    assert got["end_share"] == pytest.approx(alpha[:, -1].mean())
    assert weight_measures(ALPHA, source_has_end=False)["end_share"] is None


def test_decided_weights_have_no_penalty():
    got = weight_measures(np.eye(4, dtype=np.float32), source_has_end=True)
    assert got["coverage"] == got["apout"] == got["apin"] == 0


def test_scores_need_what_they_compare_with():
    rng = np.random.default_rng(0)
    bare = some_sentence(rng, reference="", gold="", logprob=None)
    row = measures(bare)
    assert row["logprob"] is None
    assert not {"bleu", "chrf", "aer"} & set(row)
    assert row["source_words"] == len(bare.source.split())
    assert row["length_ratio"] == row["target_words"] / row["source_words"]


def test_a_reference_gives_bleu_and_chrf():
    sentence = some_sentence(np.random.default_rng(0), reference="लाल दीया है")
    scores = sentence_scores(translation=sentence.translation, reference="लाल दीया है")
    row = measures(sentence)
    assert (row["bleu"], row["chrf"]) == (scores.bleu, scores.chrf)


def test_gold_links_give_aer_or_a_warning():
    sentence = some_sentence(np.random.default_rng(4), gold="0-0")
    weights = sentence.word_alpha
    linked = weights[0].argmax() == 0
    links = sum(w.argmax() != len(w) - 1 for w in weights[:-1])
    row = measures(sentence)
    assert row["aer"] == pytest.approx(1 - 2 * linked / (links + 1))
    for wrong in ("0-99", "zero"):
        row = measures(some_sentence(np.random.default_rng(4), gold=wrong))
        assert "aer" not in row
        assert row["warning"].startswith("gold links: ")


def test_log_p_is_the_mean_of_a_list():
    rng = np.random.default_rng(0)
    assert measures(some_sentence(rng, logprob=[-1, -2.0]))["logprob"] == -1.5
    assert measures(some_sentence(rng, logprob=-3))["logprob"] == -3
    for odd in ([], [None], "x", [10**400], True):
        assert measures(some_sentence(rng, logprob=odd))["logprob"] is None
