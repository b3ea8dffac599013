"""Batches: the same again from any position, everything once an epoch, next to no padding."""

import collections
import itertools
import math
import random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from attention_core.data.batches import POOL, Batches, Position, collate, cut, padded
from tests.helpers import tiny


def examples_of(lengths, *, seed=0):
    """One example a length, told apart by its ids; sources a little longer or shorter."""
    rng = random.Random(seed)
    return [
        ([100 + k] * max(1, n + rng.randint(-3, 3)), [100 + k] * (n - 1) + [3])
        for k, n in enumerate(lengths)
    ]


def sentences(count, *, seed=1):
    """Lengths as in running text: log-normal, about 20 pieces in the middle, few long ones."""
    rng = random.Random(seed)
    return [max(2, min(200, round(math.exp(rng.gauss(3.0, 0.6))))) for _ in range(count)]


def config(**changes):
    settings = {"batch_tokens": 100, "max_pieces": 200, "curriculum_updates": 0, "seed": 3}
    return tiny.train_config(**{**settings, **changes})


def take(batches, count):
    return list(itertools.islice(iter(batches), count))


# ---- padding and cutting ------------------------------------------------------------------


def test_collate_pads_both_sides_and_keeps_the_lengths():
    batch = collate([([5, 3], [6, 7, 8, 3]), ([9, 8, 7, 3], [4, 3]), ([3], [3])])
    assert batch.source.tolist() == [[5, 3, 0, 0], [9, 8, 7, 3], [3, 0, 0, 0]]
    assert batch.target.tolist() == [[6, 7, 8, 3], [4, 3, 0, 0], [3, 0, 0, 0]]
    assert batch.lengths.tolist() == [2, 4, 1]
    assert batch.source.dtype == batch.target.dtype == torch.int64
    assert padded([[1], [2, 3]]).tolist() == [[1, 0], [2, 3]]


def test_all_of_a_batch_moves():
    moved = collate([([5, 3], [6, 3])]).to(torch.device("meta"))
    assert [part.device.type for part in moved] == ["meta"] * 3


@given(st.lists(st.integers(1, 60), min_size=1, max_size=60), st.integers(1, 120))
def test_no_batch_is_above_the_limit_unless_one_example_is(lengths, tokens):
    examples = examples_of(lengths)
    batches = cut(examples=examples, tokens=tokens)
    assert all(batches)
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(len(t) for _, t in batch) <= tokens
    cut_up = sorted(target for batch in batches for _, target in batch)
    assert cut_up == sorted(target for _, target in examples)


def test_cutting_fills_the_batches():
    """Ten of length 10 are two batches of 50, not ten of one."""
    assert [len(b) for b in cut(examples=examples_of([10] * 10), tokens=50)] == [5, 5]


# ---- an epoch -----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 7, 900])
def test_every_example_comes_once_an_epoch(count):
    """Also when an epoch is many pools, and when it is less than one batch."""
    examples = examples_of(sentences(count))
    if count == 900:
        assert sum(len(t) for _, t in examples) > 2 * POOL * 100
    batches = Batches(examples=examples, config=config())
    stream = iter(batches)
    for epoch in range(3):
        seen = collections.Counter()
        while sum(seen.values()) < count:
            seen.update(source[0] for source, _ in next(stream))
            assert batches.position.epoch == epoch
        assert seen == dict.fromkeys(range(100, 100 + count), 1)


def test_epochs_and_seeds_differ_in_their_order():
    examples = examples_of(sentences(60))

    def epochs(seed):
        stream = iter(Batches(examples=examples, config=config(seed=seed)))
        rows = []
        for _ in range(2):
            rows.append([])
            while sum(map(len, rows[-1])) < 60:
                rows[-1].append([source[0] for source, _ in next(stream)])
        return rows

    first, second = epochs(1)
    assert first != second
    assert epochs(1) == [first, second]
    assert epochs(2)[0] != first


def test_each_epoch_begins_with_other_examples():
    """Whole pools are drawn anew, not only the order of the same batches."""
    stream = iter(Batches(examples=examples_of(sentences(900)), config=config()))
    begins = []
    for _ in range(2):
        seen = []
        while len(seen) < 900:
            seen += [source[0] for source, _ in next(stream)]
        begins.append(set(seen[:150]))
    assert len(begins[0] & begins[1]) < 100


def test_batches_are_not_sorted_by_length():
    """Sorting saves padding; learning from short to long anew in every pool would not do."""
    batches = take(Batches(examples=examples_of(sentences(900)), config=config()), 60)
    longest = [max(len(t) for _, t in batch) for batch in batches]
    assert longest != sorted(longest)
    assert longest != sorted(longest, reverse=True)


def test_padding_is_below_a_tenth():
    examples = examples_of(sentences(4000))
    batches = Batches(examples=examples, config=config(batch_tokens=800))
    pieces = slots = seen = 0
    for batch in batches:
        sizes = [len(target) for _, target in batch]
        pieces, slots, seen = (
            pieces + sum(sizes),
            slots + max(sizes) * len(sizes),
            seen + len(batch),
        )
        if seen >= len(examples):
            break
    assert 1 - pieces / slots < 0.1


# ---- going on -----------------------------------------------------------------------------


@pytest.mark.parametrize("curriculum", [0, 40])
def test_from_every_position_the_stream_goes_on_as_if_unbroken(curriculum):
    """Positions inside pools, at their ends, across epochs, and inside the curriculum."""
    settings = config(curriculum_updates=curriculum, curriculum_start=12, batch_tokens=40)
    examples = examples_of(sentences(150))
    batches = Batches(examples=examples, config=settings)
    stream, unbroken, positions = iter(batches), [], [batches.position]
    for _ in range(260):
        unbroken.append(next(stream))
        positions.append(batches.position)
    assert positions[-1].epoch >= 2
    assert len({(p.epoch, p.cursor) for p in positions}) > 3
    for k in range(0, 240, 7):
        resumed = Batches(examples=examples, config=settings, position=positions[k])
        assert take(resumed, 20) == unbroken[k : k + 20]


def test_asking_for_the_stream_again_goes_on_too():
    batches = Batches(examples=examples_of(sentences(60)), config=config())
    unbroken = take(Batches(examples=examples_of(sentences(60)), config=config()), 9)
    assert take(batches, 4) + take(batches, 5) == unbroken


# ---- the curriculum -----------------------------------------------------------------------


def test_the_curriculum_grows_steadily_from_its_start_to_everything():
    batches = Batches(
        examples=examples_of([5]), config=config(curriculum_start=10, curriculum_updates=100)
    )
    longest = [batches.longest(update) for update in range(140)]
    assert longest[0] == 10
    assert longest[50] == round(math.sqrt(10 * 200))  # by a constant factor an update
    assert longest[100:] == [200] * 40
    assert longest == sorted(longest)


def test_no_pair_is_longer_than_the_curriculum_allows():
    settings = config(curriculum_start=10, curriculum_updates=60)
    batches = Batches(examples=examples_of(sentences(400)), config=settings)
    stream = iter(batches)
    met = []
    for update in range(100):
        longest = max(len(target) for _, target in next(stream))
        # A pool is drawn at its first update, and may not be longer than that allows.
        assert longest <= batches.longest(batches.position.update) <= batches.longest(update)
        met.append(longest)
    assert max(met[:5]) <= 12
    assert max(met) > 60


def test_the_update_in_the_position_is_the_number_of_batches():
    batches = Batches(examples=examples_of(sentences(90)), config=config(batch_tokens=60))
    stream = iter(batches)
    for count in range(1, 200):
        next(stream)
        assert batches.position.update + batches.position.taken == count


def test_a_curriculum_below_the_shortest_pair_does_not_hang():
    settings = config(curriculum_start=1, curriculum_updates=1000)
    batches = take(Batches(examples=examples_of([30, 40, 50]), config=settings), 5)
    assert [[len(t) for _, t in batch] for batch in batches] == [[30]] * 5


def test_nothing_to_draw_from_is_said():
    with pytest.raises(ValueError, match="no examples"):
        Batches(examples=[], config=config())


def test_a_position_is_where_it_was_left():
    position = Position(epoch=1, cursor=2, taken=3, update=4)
    batches = Batches(examples=examples_of([4] * 20), config=config(), position=position)
    assert batches.position == position
