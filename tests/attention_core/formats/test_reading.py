"""Whatever a block holds becomes a sentence whose weights are weights, or is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.formats.block import LONGEST_SIDE, Block, FormatError
from attention_core.formats.reading import Reading, check_weights, read_block

PLAIN = Reading()


def block(weights, *, source=2, target=3, **more):
    return Block(
        line=7,
        source=tuple("abcdefgh"[:source]),
        target=tuple("stuvwxyz"[:target]),
        weights=np.array(weights, dtype=np.float64),
        **more,
    )


@given(
    st.integers(0, 4),
    st.integers(0, 4),
    st.lists(st.lists(st.floats(width=32), min_size=1, max_size=6), min_size=1, max_size=6),
    st.booleans(),
    st.booleans(),
)
@pytest.mark.filterwarnings("error")
def test_any_numbers_are_read_or_refused(source, target, rows, padded, transposed):
    width = min(len(row) for row in rows)
    made = block([r[:width] for r in rows], source=source, target=target, padded=padded)
    try:
        read = read_block(made, reading=Reading(transposed=transposed), origin="x")
    except FormatError:
        return
    alpha = read.sentence.alpha
    assert alpha.shape == (len(read.sentence.target_pieces), len(read.sentence.source_pieces))
    assert np.isfinite(alpha).all()
    assert (alpha >= 0).all()
    assert (alpha <= 1.001).all()
    uneven = np.abs(alpha.astype(np.float64).sum(axis=1) - 1) > 0.0101
    assert not uneven.any() or read.warning


@pytest.mark.filterwarnings("error")
def test_infinite_weights_of_both_signs_are_refused_without_a_warning():
    made = block([[np.inf, -np.inf]], source=2, target=1, padded=False)
    with pytest.raises(FormatError, match="the weight in row 1 and column 1 is"):
        read_block(made, reading=Reading(), origin="x")


@pytest.mark.parametrize("weight", [np.nan, np.inf, -np.inf, -0.1, 1.1])
def test_what_is_no_weight_is_refused_by_its_place(weight):
    weights = np.full((3, 2), 0.5)
    weights[2, 1] = weight
    with pytest.raises(FormatError, match="the weight in row 3 and column 2 is"):
        check_weights(weights)


def test_rows_that_do_not_sum_to_one_are_kept_with_a_warning():
    weights = [[0.5, 0.5], [0.2, 0.2], [0.5, 0.5]]
    read = read_block(block(weights), reading=PLAIN, origin="x")
    assert read.warning == "1 of 3 rows do not sum to 1: row 2 sums to 0.400"
    assert read.sentence.alpha == pytest.approx(np.array(weights))


def test_an_end_mark_among_the_tokens_is_one():
    made = Block(line=1, source=("a", "<EOS>"), target=("b", "</s>"), weights=np.full((2, 2), 0.5))
    sentence = read_block(made, reading=PLAIN, origin="x").sentence
    assert sentence.source_pieces == ("a", "</s>")
    assert sentence.source_has_end
    assert sentence.target_has_end


def test_too_many_tokens_are_refused():
    long = Block(line=1, source=("a",) * (LONGEST_SIDE + 1), target=("b",), weights=np.ones((1, 1)))
    with pytest.raises(FormatError, match="more than 1000 tokens"):
        read_block(long, reading=PLAIN, origin="x")


def test_weight_on_padding_is_refused():
    with pytest.raises(FormatError, match="weight beyond"):
        read_block(
            block([[0.2] * 5] * 3, padded=True), reading=Reading(source_end="absent"), origin="x"
        )


def test_given_words_must_divide_the_tokens():
    spans = {"source_spans": ((0, 1), (1, 2)), "source_words": ("A", "B")}
    sentence = read_block(block([[0.5, 0.5]] * 3, **spans), reading=PLAIN, origin="x").sentence
    assert [word.text for word in sentence.source_words] == ["A", "B"]
    for wrong in (((0, 1),), ((0, 2), (2, 3)), ((1, 2), (0, 1)), ((0, 0), (0, 2))):
        made = block([[0.5, 0.5]] * 3, source_spans=wrong, source_words=("A",) * len(wrong))
        with pytest.raises(FormatError, match="source_spans"):
            read_block(made, reading=PLAIN, origin="x")
