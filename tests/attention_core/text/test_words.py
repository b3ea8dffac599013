"""Words: spans that tile the pieces, and α merged from pieces to words, against a loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.text.words import SPACE, Word, merge_to_words, word_spans


@given(st.lists(st.text(st.sampled_from("ab▁.न"), min_size=1, max_size=3), min_size=1, max_size=9))
def test_word_spans_tile_any_pieces(pieces):
    text = "".join(pieces).replace(SPACE, " ").removeprefix(" ")
    found = word_spans(pieces=pieces, text=text)
    assert [k for span in found for k in range(span.start, span.stop)] == list(range(len(pieces)))


@pytest.mark.parametrize(
    ("pieces", "text", "expected"),
    [
        (["▁don", "'", "t"], "Don't", [("Don't", 0, 3)]),
        (["▁go", "."], "go.", [("go", 0, 1), (".", 1, 2)]),
        (["▁", "go"], "go", [("go", 0, 2)]),  # a bare space goes with what follows
        (["▁a", "▁", "b"], "a b", [("a", 0, 1), ("b", 1, 3)]),
        (["▁a", "▁a"], "a a", [("a", 0, 1), ("a", 1, 2)]),
        (["▁go.", "▁on"], "go. on", [("go.", 0, 1), ("on", 1, 2)]),  # one piece, two words
        (["▁go", '."', "!"], 'go."!', [("go", 0, 1), ('."', 1, 2), ("!", 2, 3)]),
    ],
)
def test_word_spans(pieces, text, expected):
    found = word_spans(pieces=pieces, text=text)
    assert [(span.text, span.start, span.stop) for span in found] == expected


def spans(sizes):
    starts = np.cumsum([0, *sizes])
    return [
        Word(text=str(k), start=int(starts[k]), stop=int(starts[k + 1])) for k in range(len(sizes))
    ]


def naive(alpha, source, target):
    """Summed over a word's source pieces, averaged over a word's target pieces."""
    rows = []
    for target_word in target:
        row = []
        for source_word in source:
            total = 0.0
            for i in range(target_word.start, target_word.stop):
                for j in range(source_word.start, source_word.stop):
                    total += float(alpha[i, j])
            row.append(total / (target_word.stop - target_word.start))
        rows.append(row)
    return rows


SIZES = st.lists(st.integers(1, 4), min_size=1, max_size=7)


@given(SIZES, SIZES, st.integers(0, 1000))
def test_merging_is_the_loop_and_rows_still_sum_to_one(sources, targets, seed):
    alpha = np.random.default_rng(seed).dirichlet(np.ones(sum(sources)), sum(targets))
    alpha = alpha.astype(np.float32)
    source, target = spans(sources), spans(targets)
    merged = merge_to_words(alpha=alpha, source_words=source, target_words=target)
    assert merged.dtype == np.float32
    assert merged.shape == (len(targets), len(sources))
    np.testing.assert_allclose(merged, naive(alpha, source, target), atol=1e-6)
    np.testing.assert_allclose(merged.sum(axis=1), 1, atol=1e-5)


def test_merging_by_hand():
    alpha = np.array([[0.5, 0.25, 0.25], [0.0, 1.0, 0.0]], dtype=np.float32)
    merged = merge_to_words(alpha=alpha, source_words=spans([1, 2]), target_words=spans([2]))
    assert merged.tolist() == [[0.25, 0.75]]


def test_merging_words_of_one_piece_changes_nothing():
    alpha = np.random.default_rng(1).dirichlet(np.ones(5), 4).astype(np.float32)
    merged = merge_to_words(alpha=alpha, source_words=spans([1] * 5), target_words=spans([1] * 4))
    assert np.array_equal(merged, alpha)
    alpha.flags.writeable = False  # as in a Trace
    merge_to_words(alpha=alpha, source_words=spans([5]), target_words=spans([4]))


@pytest.mark.parametrize(
    ("pieces", "text", "expected"),
    [
        (["▁我们", "喜欢", "茶", "。"], "我们喜欢茶。", ["我们", "喜欢", "茶", "。"]),
        (["▁", "我", "喜欢"], "我喜欢", ["我", "喜欢"]),
        (["▁I", "▁like", "▁茶", "叶"], "I like 茶叶", ["I", "like", "茶", "叶"]),
        (["▁用A", "I工", "作"], "用AI工作", ["用A", "I工", "作"]),
        (["▁ฉัน", "ชอบ", "▁ชา"], "ฉันชอบ ชา", ["ฉัน", "ชอบ", "ชา"]),
        (["▁나", "는", "▁차를"], "나는 차를", ["나는", "차를"]),  # has spaces
    ],
)
def test_a_piece_is_a_word_where_a_script_has_no_spaces(pieces, text, expected):
    assert [word.text for word in word_spans(pieces=pieces, text=text)] == expected


@given(
    st.lists(st.text(st.sampled_from("a▁茶ก。न"), min_size=1, max_size=3), min_size=1, max_size=9)
)
def test_spans_tile_pieces_without_spaces_too(pieces):
    text = "".join(pieces).replace(SPACE, " ").removeprefix(" ")
    found = word_spans(pieces=pieces, text=text)
    assert [k for span in found for k in range(span.start, span.stop)] == list(range(len(pieces)))
