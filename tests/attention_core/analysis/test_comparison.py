"""Comparisons against naive oracles; a Trace's own numbers reach the rows untouched."""

import dataclasses
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.analysis.comparison import (
    common_subsequence,
    decoding_rows,
    first_difference,
    translation_words,
    word_texts,
)
from attention_core.trace import Candidate
from tests.helpers.traces import ALPHA, make_trace

WORDS = st.lists(st.sampled_from("abc"), max_size=7)
LOGPROB = np.log(np.array([0.5, 0.4, 0.25, 0.9], dtype=np.float32))
ENTROPY = np.array([3.5, 2.5, 1.25, 0.5], dtype=np.float32)


def telling(**changes):
    """The Trace of test_figures (वह दी|या </s>) with a number of its own at every step."""
    trace = make_trace(**changes)
    return dataclasses.replace(trace, logprob=LOGPROB.copy(), entropy=ENTROPY.copy())


def is_subsequence(part, whole):
    rest = iter(whole)
    return all(word in rest for word in part)


def longest_by_force(one, other):
    """Every subsequence of one, the longest first, until one is in the other."""
    for size in range(len(one), -1, -1):
        if any(is_subsequence(part, other) for part in itertools.combinations(one, size)):
            return size
    raise AssertionError


class TestCommon:
    @given(one=WORDS, other=WORDS)
    def test_what_is_left_unmarked_is_a_longest_common_subsequence(self, one, other):
        pairs = common_subsequence(one, other)
        assert [one[a] for a, _ in pairs] == [other[b] for _, b in pairs]
        for (a, b), (c, d) in itertools.pairwise(pairs):
            assert a < c
            assert b < d
        assert len(pairs) == longest_by_force(one, other)

    @given(one=WORDS, other=WORDS)
    def test_it_is_as_long_the_other_way_round(self, one, other):
        assert len(common_subsequence(one, other)) == len(common_subsequence(other, one))

    @given(words=WORDS)
    def test_everything_is_common_to_the_same(self, words):
        assert common_subsequence(words, words) == tuple((k, k) for k in range(len(words)))

    def test_an_inserted_word_leaves_the_rest_alone(self):
        assert common_subsequence("abc", "axbc") == ((0, 0), (1, 2), (2, 3))


class TestParting:
    @given(one=WORDS, other=WORDS)
    def test_it_is_the_first_difference(self, one, other):
        place = first_difference(one, other)
        if place is None:
            assert one == other
        else:
            assert one[:place] == other[:place]
            assert one[place : place + 1] != other[place : place + 1]

    @pytest.mark.parametrize(
        ("one", "other", "place"),
        [
            ("abc", "abd", 2),
            ("abc", "xbc", 0),
            ("ab", "abc", 2),
            ("", "a", 0),
            ("abc", "abc", None),
        ],
    )
    def test_by_hand(self, one, other, place):
        assert first_difference(one, other) == place
        assert first_difference(other, one) == place


class TestRows:
    def test_pieces_are_the_trace(self):
        trace = telling()
        found = decoding_rows(trace=trace, grain="pieces")
        assert [row.text for row in found] == ["▁वह", "▁दी", "या", "</s>"]
        assert [row.probability for row in found] == pytest.approx(np.exp(LOGPROB), rel=1e-6)
        assert [row.entropy for row in found] == ENTROPY.tolist()
        assert [row.glance.column for row in found] == [1, 4, 4, 6]
        assert [row.glance.source for row in found] == ["_the", "_lamp", "_lamp", "(end)"]
        assert [row.glance.weight for row in found] == ALPHA.max(axis=1).tolist()

    def test_a_word_is_the_product_of_its_pieces_and_the_entropy_of_its_first(self):
        trace = telling()
        found = decoding_rows(trace=trace, grain="words")
        assert [row.text for row in found] == ["वह", "दीया", "</s>"]
        assert [row.probability for row in found] == pytest.approx([0.5, 0.4 * 0.25, 0.9])
        assert [row.entropy for row in found] == [3.5, 2.5, 0.5]
        assert [row.glance.weight for row in found] == trace.word_alpha.max(axis=1).tolist()
        assert [(row.glance.column, row.glance.source) for row in found] == [
            (1, "the"),
            (3, "lamp"),
            (5, "(end)"),
        ]

    @pytest.mark.parametrize("grain", ["words", "pieces"])
    def test_vanilla_looks_at_nothing_and_has_all_the_rest(self, grain):
        with_alpha = decoding_rows(trace=telling(), grain=grain)
        without = decoding_rows(trace=telling(alpha=None), grain=grain)
        assert [row.glance for row in without] == [None] * len(with_alpha)
        assert without == tuple(dataclasses.replace(row, glance=None) for row in with_alpha)

    @pytest.mark.parametrize("grain", ["words", "pieces"])
    def test_they_multiply_to_the_whole_translation(self, explorer, grain):
        for kind in ("attention", "vanilla"):
            trace = explorer.translate(model=f"tiny-{kind}", sentence="my brother drinks water.")
            product = math.prod(row.probability for row in decoding_rows(trace=trace, grain=grain))
            assert math.log(product) == pytest.approx(trace.logprob.sum(dtype=float), rel=1e-5)


class TestWords:
    def test_the_end_mark_is_no_word(self):
        assert [word.text for word in translation_words(make_trace())] == ["वह", "दीया"]

    def test_a_cut_translation_has_no_end_mark_to_leave_out(self):
        trace = make_trace()
        cut = dataclasses.replace(
            trace,
            target_pieces=trace.target_pieces[:3],
            target_words=trace.target_words[:2],
            alpha=None,
            energies=None,
            states=trace.states[:4],
            contexts=trace.contexts[:3],
            logprob=trace.logprob[:3],
            entropy=trace.entropy[:3],
            candidates=((Candidate(piece="a", probability=0.6),),) * 3,
            truncated=True,
        )
        assert [word.text for word in translation_words(cut)] == ["वह", "दीया"]

    def test_words_are_spaced_as_they_were_written(self):
        trace = make_trace(target=(("▁वह", "▁दी", "या", "।", "</s>"), (1, 2, 1, 1)), alpha=None)
        assert word_texts(trace=trace) == (" वह", " दीया", "।")
        assert word_texts(trace=trace, words=2) == (" वह", " दीया")
        assert word_texts(trace=trace, words=0) == ()

    def test_together_they_are_the_translation(self, explorer):
        sentences = ("my brother drinks water.", "where is the old bridge?", "buy salt and tea.")
        for sentence, kind in itertools.product(sentences, ("attention", "vanilla")):
            trace = explorer.translate(model=f"tiny-{kind}", sentence=sentence)
            assert " ".join("".join(word_texts(trace=trace)).split()) == trace.translation
