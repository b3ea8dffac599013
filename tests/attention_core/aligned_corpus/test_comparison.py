"""Two corpora compared give what loops over their rows give."""

import dataclasses
import statistics

import numpy as np
import pytest

from attention_core.aligned_corpus import comparison
from attention_core.aligned_corpus.agreement import aer, corpus_aer
from attention_core.aligned_corpus.comparison import LENGTHS, Comparison
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.filters import parse_filter
from attention_core.aligned_corpus.rows import sentence_row
from attention_core.aligned_corpus.shards import shard_path, write_shard
from attention_core.alignment.gold import link_quality
from attention_core.alignment.links import parse_pharaoh
from attention_core.errors import UserError
from tests.helpers.corpora import some_sentence


def links_of(row):
    return parse_pharaoh(row["links"]).possible


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Other weights for the sentences of `corpus`, of which one in seven is left out."""
    home = tmp_path_factory.mktemp("other")
    rng, again = np.random.default_rng(3), np.random.default_rng(5)
    rows = []
    for k in range(60):
        sentence = some_sentence(rng)
        alpha = again.dirichlet(np.full(sentence.alpha.shape[1], 0.5), len(sentence.alpha))
        changed = dataclasses.replace(sentence, alpha=alpha.astype(np.float32))
        if k % 7:
            rows.append(sentence_row(changed, number=k))
    write_shard(shard_path(home, number=0), rows=rows)
    return AlignedCorpus(home)


@pytest.fixture(scope="module")
def pairs(corpus, other):
    theirs = {row["id"]: row for row in other.every_row()}
    return [(row, theirs[row["id"]]) for row in corpus.every_row() if row["id"] in theirs]


def agreement(pair):
    first, second = map(links_of, pair)
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 1.0


def test_sentences_are_sorted_by_disagreement(corpus, other, pairs):
    compared = Comparison(corpus, other)
    assert (compared.count, compared.different) == (len(pairs), 0)
    wanted = sorted((agreement(pair), pair[0]["id"]) for pair in pairs)
    got = compared.table(limit=100)
    assert [(row["agreement"], row["id"]) for row in got] == [
        (pytest.approx(value), number) for value, number in wanted
    ]
    assert compared.agreement() == pytest.approx(statistics.fmean(value for value, _ in wanted))
    few = compared.table(condition=parse_filter("source_words > 5"), limit=3, offset=1)
    long = [n for _, n in wanted if corpus.row(n)["source_words"] > 5]
    assert [row["id"] for row in few] == long[1:4]


def aer_of(rows):
    return link_quality(pairs=[(links_of(r), parse_pharaoh(r["gold"])) for r in rows]).aer


def test_aer_of_both_with_an_interval(corpus, other, pairs):
    gold = [pair for pair in pairs if pair[0]["gold"]]
    result = Comparison(corpus, other).aer()
    assert result.sentences == len(gold)
    assert result.first == pytest.approx(aer_of([first for first, _ in gold]))
    assert result.second == pytest.approx(aer_of([second for _, second in gold]))
    assert result.low <= result.difference <= result.high
    assert result.difference == pytest.approx(result.first - result.second)


def test_aer_on_long_sentences(corpus, other, pairs, monkeypatch):
    monkeypatch.setattr(comparison, "LONG", 5)
    long = [pair for pair in pairs if pair[0]["gold"] and pair[0]["source_words"] > 5]
    result = Comparison(corpus, other).long_aer()
    assert 0 < result.sentences == len(long)
    assert result.first == pytest.approx(aer_of([first for first, _ in long]))
    monkeypatch.setattr(comparison, "LONG", 50)
    assert Comparison(corpus, other).long_aer() is None


def test_a_corpus_does_not_differ_from_itself(corpus):
    compared = Comparison(corpus, corpus)
    assert compared.agreement() == 1
    result = compared.aer()
    assert result.low == result.difference == result.high == 0
    assert result.first == pytest.approx(corpus_aer(corpus))


def test_groups_by_length(corpus, other, pairs):
    groups = Comparison(corpus, other).by_length()
    assert sum(group.sentences for group in groups) == len(pairs)
    assert {(group.least, group.most) for group in groups} <= set(LENGTHS)
    for group in groups:
        inside = [p for p in pairs if group.least <= p[0]["source_words"] <= group.most]
        gold = [pair for pair in inside if pair[0]["gold"]]
        assert group.agreement == pytest.approx(statistics.fmean(map(agreement, inside)))
        assert group.aer == pytest.approx(aer_of([first for first, _ in gold]))
        assert group.other_aer == pytest.approx(aer_of([second for _, second in gold]))


def test_corpora_without_a_common_sentence(corpus, tmp_path):
    row = sentence_row(some_sentence(np.random.default_rng(0)), number=1000)
    write_shard(shard_path(tmp_path, number=0), rows=[row])
    with pytest.raises(UserError, match="no sentence with the same number"):
        Comparison(corpus, AlignedCorpus(tmp_path))


def test_aer_without_links_is_one():
    assert aer([(0, 0, 0, 0)]) == 1
