"""Alignment of given pairs: words keep their numbers, and who does the work changes nothing."""

import collections

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_core.alignment import aligner as module
from attention_core.alignment.aligner import (
    WEIGHTS,
    AlignmentError,
    GivenPair,
    align,
    check_alpha,
)
from attention_core.alignment.given_words import given_words
from attention_core.explorer import Explorer
from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.cleaning import clean, fold
from attention_core.text.words import merge_to_words
from attention_core.utils.distributed import Process
from tests.helpers import tiny

ALONE = Process(rank=0, count=1, device=torch.device("cpu"))
GIVEN = [
    GivenPair(source=tuple(pair.source.split()), target=tuple(pair.target.split()))
    for pair in tiny.PAIRS
]
# Letters, signs that stand apart, and much that cleaning changes, splits or takes away whole.
CHARACTERS = "abzकि्ी।.,!'’“…-▁🐦é\u0301\u200b\u200c\u200d\u200e\u00ad\ufeff\x07İ</s>"
WORD = st.text(CHARACTERS, min_size=1, max_size=5)
WORDS = st.lists(WORD, min_size=1, max_size=8)


def checkpoint(kind="attention"):
    source, target = tiny.tokenizers()
    return Checkpoint(
        name=f"tiny-{kind}",
        digest="0" * 12,
        card=ModelCard(),
        model=tiny.word_model(kind),
        source=source,
        target=target,
    )


@pytest.fixture(scope="module")
def attention():
    return checkpoint()


def aligned(attention, pairs, **options):
    options = {"process": ALONE, **options}
    blocks = align(checkpoint=attention, pairs=pairs, **options)
    return [alignment for block in blocks for alignment in block]


# ---- words that keep their numbers --------------------------------------------------------


def spelt(tokenizer, words):
    """What each given word's pieces spell, by its number."""
    side = given_words(tokenizer=tokenizer, words=words)
    pieces = tokenizer.encode(" ".join(words)).pieces
    assert side.ids == tokenizer.encode(" ".join(words)).ids
    assert [word.start for word in side.words[1:]] == [word.stop for word in side.words[:-1]]
    assert side.words[0].start == 0
    assert side.words[-1].stop == len(side.ids)
    assert side.numbers[-1] == len(words)
    return {
        number: "".join(pieces[word.start : word.stop]).replace("▁", " ").strip()
        for number, word in zip(side.numbers[:-1], side.words[:-1], strict=True)
    }


def test_punctuation_stays_with_its_word(english):
    assert spelt(english, ["the", "bird,", "(red)!", "."]) == {
        0: "the",
        1: "bird,",
        2: "(red)!",
        3: ".",
    }


def test_words_that_vanish_keep_their_number(english, hindi):
    assert spelt(english, ["\u200e", "the", "\u200b\u00ad", "bird", "\ufeff"]) == {
        1: "the",
        3: "bird",
    }
    assert spelt(hindi, ["\u200e", "घर"]) == {1: "घर"}
    assert spelt(english, ["\u200e"]) == {}


def test_a_word_that_falls_apart_stays_one(english):
    words = ["the", "red\u00a0bird", "the▁bird", "re\u00add"]
    assert spelt(english, words) == {0: "the", 1: "red bird", 2: "the bird", 3: "red"}


def test_words_that_change_stay_themselves(english):
    assert spelt(english, ["“THE", "cafe\u0301", "…", "</s>"]) == {
        0: '"the',
        1: "café",
        2: "...",
        3: "<∕s>",
    }


@given(WORDS)
def test_every_piece_belongs_to_the_word_that_it_came_from(words):
    for tokenizer in tiny.tokenizers():
        shown = spelt(tokenizer, words)
        # These vocabularies have no joiners.
        cleaned = [clean(word).replace("\u200c", "").replace("\u200d", "") for word in words]
        expected = {number: text for number, text in enumerate(cleaned) if text}
        if tokenizer.lowercase:
            expected = {number: fold(text) for number, text in expected.items()}
        assert shown == expected


# ---- α of given words ---------------------------------------------------------------------


def test_alpha_is_that_of_forced_decoding(attention, models):
    """Against the Trace of the same pair, whose words differ from ours at punctuation alone."""
    explorer = Explorer(models=models, device="cpu")
    pair = GivenPair(source=("the", "red", "bird", "."), target=("लाल", "चिड़िया", "है", "।"))
    trace = explorer.force(
        model="tiny-attention", sentence=" ".join(pair.source), target=" ".join(pair.target)
    )
    stored = explorer.load("tiny-attention")
    (alignment,) = aligned(stored, [pair])
    assert [word.text for word in trace.source_words] == [*pair.source, "</s>"]
    np.testing.assert_allclose(alignment.weights, trace.word_alpha, atol=1e-5)
    np.testing.assert_allclose(alignment.logprob, trace.logprob, atol=1e-4)
    (later,) = aligned(stored, [pair], weights="posterior")
    merged = merge_to_words(
        alpha=explorer.posterior(trace),
        source_words=trace.source_words,
        target_words=trace.target_words,
    )
    np.testing.assert_allclose(later.weights, merged, atol=1e-5)
    np.testing.assert_array_equal(later.logprob, alignment.logprob)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_pairs_come_in_order_whatever_their_length(attention, monkeypatch, weights):
    monkeypatch.setattr(module, "TOKENS", 90)
    alone = [aligned(attention, [pair], weights=weights)[0] for pair in GIVEN]
    together = aligned(attention, GIVEN, weights=weights)
    for batched, single in zip(together, alone, strict=True):
        np.testing.assert_allclose(batched.weights, single.weights, atol=1e-5)
        np.testing.assert_allclose(batched.logprob, single.logprob, atol=1e-4)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_words_without_pieces_have_rows_and_columns_of_nothing(attention, weights):
    pair = GivenPair(source=("the", "\u200b", "bird"), target=("\u200e", "चिड़िया", "है।"))
    (alignment,) = aligned(attention, [pair], weights=weights)
    plain = GivenPair(source=("the", "bird"), target=("चिड़िया", "है।"))
    (expected,) = aligned(attention, [plain], weights=weights)
    assert alignment.weights.shape == (4, 4)
    assert not alignment.weights[0].any()
    assert not alignment.weights[:, 1].any()
    rest = np.delete(np.delete(alignment.weights, 0, axis=0), 1, axis=1)
    np.testing.assert_allclose(rest, expected.weights, atol=1e-6)


@settings(max_examples=20)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), st.sampled_from(WEIGHTS))
def test_rows_sum_to_one_or_are_nothing(pairs, weights):
    attention = checkpoint()
    wanted = [GivenPair(source=tuple(s), target=tuple(t)) for s, t in pairs]
    alignments = aligned(attention, wanted, weights=weights)
    for pair, alignment in zip(wanted, alignments, strict=True):
        assert alignment.weights.shape == (len(pair.target) + 1, len(pair.source) + 1)
        for number, word in enumerate([*pair.target, "</s>"]):
            total = alignment.weights[number].sum()
            assert total == pytest.approx(1 if clean(word) else 0, abs=1e-4)


def test_a_vanilla_model_has_nothing_to_align_with():
    check_alpha(checkpoint())
    with pytest.raises(AlignmentError, match="tiny-vanilla is a vanilla model: it has no α"):
        check_alpha(checkpoint("vanilla"))


# ---- shares and parts of the work ---------------------------------------------------------


@settings(max_examples=15)
@given(st.integers(1, 5), st.lists(st.sampled_from(GIVEN), min_size=1, max_size=12))
def test_shares_of_several_processes_are_together_the_whole(count, pairs):
    """To the last bit: each batch is the same in every process."""
    attention = checkpoint()
    shares = collections.defaultdict(dict)  # what stands in for the network

    def gather(own, *, process):
        block = blocks[process.rank]
        blocks[process.rank] += 1
        assert not shares[block].keys() & own.keys()  # nothing is done twice
        shares[block].update(own)
        return shares[block]

    blocks = [0] * count
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", 5)
        patch.setattr(module, "TOKENS", 60)
        whole = aligned(attention, pairs)
        patch.setattr(module, "_gather", gather)
        for rank in reversed(range(count)):
            process = Process(rank=rank, count=count, device=torch.device("cpu"))
            joined = aligned(attention, pairs, process=process)
            assert bool(joined) == (rank == 0)
    assert blocks == [-(-len(pairs) // 5)] * count
    assert same(joined, whole)


def same(one, other):
    return len(one) == len(other) and all(
        np.array_equal(a.weights, b.weights) and np.array_equal(a.logprob, b.logprob)
        for a, b in zip(one, other, strict=True)
    )


def test_aligned_pairs_are_not_aligned_again(attention, monkeypatch):
    monkeypatch.setattr(module, "BLOCK", 8)
    whole = aligned(attention, GIVEN)
    counts = []
    rest = aligned(attention, GIVEN, start=8, done=counts.append)
    assert len(GIVEN) == 20
    assert same(rest, whole[8:])
    assert counts[-1] == 20
    assert counts == sorted(counts)
    assert min(counts) > 8


def test_words_of_a_sentence_are_those_of_the_pages(models):
    """The links of `align` fit the words that a Trace of the same pair shows."""
    source, target = "Don't open, red bird!", "यह खिड़की, मत खोलो!"
    explorer = Explorer(models=models, device="cpu")
    trace = explorer.force(model="tiny-attention", sentence=source, target=target)
    stored = explorer.load("tiny-attention")
    (alignment,) = aligned(stored, [GivenPair(source=source, target=target)])
    assert alignment.weights.shape == (len(trace.target_words), len(trace.source_words))
    np.testing.assert_allclose(alignment.weights, trace.word_alpha, atol=1e-5)
