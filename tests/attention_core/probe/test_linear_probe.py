"""The linear probe: its scores by hand, what it can learn, and what it cannot."""

import random

import pytest
import torch

from attention_core.probe.linear_probe import LinearProbe, found_words, train_probe

WORDS, WIDTH = 12, 16


def test_scores_are_the_largest_over_the_vectors():
    probe = LinearProbe.quantized(
        weight=torch.tensor([[1.0, 0.0], [0.5, -1.0]]), bias=torch.tensor([0.25, -0.5])
    )
    vectors = [torch.tensor([[2.0, 1.0]]), torch.tensor([[-3.0, 0.0], [1.0, -2.0], [0.0, 5.0]])]
    expected = [[2.25, -0.5], [1.25, 2.0]]
    assert probe.scores(vectors).tolist() == [pytest.approx(row, abs=0.05) for row in expected]


def test_negative_scores_are_not_raised_by_padding():
    probe = LinearProbe.quantized(weight=torch.tensor([[1.0]]), bias=torch.zeros(1))
    assert float(probe.scores([torch.tensor([[-2.0]]), torch.full((4, 1), -1.0)])[0]) == -2.0


def test_rounding_to_8_bits_keeps_the_weights():
    weight = torch.randn(WORDS, WIDTH, generator=torch.Generator().manual_seed(1))
    probe = LinearProbe.quantized(weight=weight, bias=torch.zeros(WORDS))
    assert probe.rows.dtype == torch.int8
    step = weight.abs().amax(dim=1, keepdim=True) / 127
    restored = probe.rows.float() * probe.scales.unsqueeze(1)
    assert bool(((restored - weight).abs() <= 0.5 * step + 1e-6).all())


def test_found_words_are_among_as_many_guesses_as_there_are():
    scores = torch.tensor([[3.0, 2.0, 1.0], [0.0, 1.0, 2.0]])
    assert found_words(scores=scores, present=[[0, 2], [1]]) == [{0}, set()]


def sentences(count, *, seed, several):
    """Vectors that hold their words: summed in one, or one vector a word."""
    generator = torch.Generator().manual_seed(5)
    codes = torch.randn(WORDS, WIDTH, generator=generator)
    rng = random.Random(seed)
    present = [rng.sample(range(WORDS), rng.randrange(1, 4)) for _ in range(count)]
    vectors = [codes[row] if several else codes[row].sum(0, keepdim=True) for row in present]
    return vectors, present


@pytest.mark.parametrize("several", [False, True])
def test_it_finds_words_that_the_vectors_hold_and_no_others(several):
    vectors, present = sentences(600, seed=1, several=several)
    dev_vectors, dev = sentences(100, seed=2, several=several)
    test_vectors, test = sentences(200, seed=3, several=several)

    def recall(vectors, test_vectors):
        probe = train_probe(
            vectors=vectors,
            present=present,
            dev_vectors=dev_vectors,
            dev_present=dev,
            words=WORDS,
        )
        found = found_words(scores=probe.scores(test_vectors), present=test)
        return sum(map(len, found)) / sum(map(len, test))

    assert recall(vectors, test_vectors) > 0.8
    # Vectors of other sentences tell nothing: about as much as guessing gives.
    assert recall(vectors[1:] + vectors[:1], test_vectors[1:] + test_vectors[:1]) < 0.5


def test_training_is_the_same_twice():
    vectors, present = sentences(100, seed=1, several=True)
    common = {"vectors": vectors, "present": present, "words": WORDS}
    one, two = (train_probe(**common, dev_vectors=vectors, dev_present=present) for _ in "ab")
    assert torch.equal(one.rows, two.rows)
    assert torch.equal(one.bias, two.bias)


@pytest.mark.parametrize("several", [False, True])
def test_the_size_of_components_does_not_matter(several):
    """Components of a few hundredths, around 0 or not, are read as well as large ones."""
    vectors, present = sentences(400, seed=1, several=several)
    scale = torch.logspace(-3, 1, WIDTH)
    shift = torch.linspace(-2, 2, WIDTH) * scale

    def recall(vectors):
        probe = train_probe(
            vectors=vectors,
            present=present,
            dev_vectors=vectors,
            dev_present=present,
            words=WORDS,
        )
        found = found_words(scores=probe.scores(vectors), present=present)
        return sum(map(len, found)) / sum(map(len, present))

    assert recall([own * scale + shift for own in vectors]) > recall(vectors) - 0.05
    assert recall(vectors) > 0.8


def test_vectors_that_tell_nothing_leave_the_frequencies():
    """The control never guesses worse than the most frequent words do."""
    generator = torch.Generator().manual_seed(3)
    rng = random.Random(3)
    # Word k is in a sentence with a probability of 1 / (k + 1.5).
    drawn = [[w for w in range(WORDS) if rng.random() < 1 / (w + 1.5)] or [0] for _ in range(900)]
    noise = [torch.randn(1, WIDTH, generator=generator) for _ in drawn]
    probe = train_probe(
        vectors=noise[:600],
        present=drawn[:600],
        dev_vectors=noise[600:],
        dev_present=drawn[600:],
        words=WORDS,
    )
    found = found_words(scores=probe.scores(noise[600:]), present=drawn[600:])
    words = sum(map(len, drawn[600:]))
    guessed = sum(len(set(own) & set(range(len(own)))) for own in drawn[600:])
    assert sum(map(len, found)) / words > guessed / words - 0.03
