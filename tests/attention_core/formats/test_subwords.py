"""Words of tokens with the marks of four segmenters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.formats.subwords import MARKS, group_words, recognise_marks

SAID = "un used lamps"
SEGMENTED = {
    "@@": "un@@ used lamp@@ s",
    "▁": "▁un used ▁lamp s",
    "##": "un ##used lamp ##s",
    "Ġ": "un used Ġlamp s",
}


@pytest.mark.parametrize("marks", SEGMENTED)
def test_words_are_put_together(marks):
    tokens = (*SEGMENTED[marks].split(), "</s>")
    words = group_words(tokens, marks=marks)
    assert [word.text for word in words] == ["unused", "lamps", "</s>"]
    assert [(word.start, word.stop) for word in words] == [(0, 2), (2, 4), (4, 5)]
    assert recognise_marks(tokens * 3) == marks


def test_without_marks_a_token_is_a_word():
    assert [word.text for word in group_words(("a@@", "b"), marks="none")] == ["a@@", "b"]
    assert recognise_marks(["a", "b", "#", "@@"]) == "none"


def test_bytes_are_letters_again():
    """GPT-2 writes é as the two bytes of its UTF-8: Ã and ©."""
    (word,) = group_words(("ĠcafÃ", "©"), marks="Ġ")
    assert word.text == "café"
    (broken,) = group_words(("Ãx",), marks="Ġ")
    assert broken.text == "Ãx"


@given(
    st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=9),
    st.sampled_from(MARKS),
    st.booleans(),
)
def test_words_tile_any_tokens_and_are_never_empty(tokens, marks, ended):
    tokens = [*tokens, "</s>"] if ended else tokens
    words = group_words(tokens, marks=marks)
    assert [k for word in words for k in range(word.start, word.stop)] == list(range(len(tokens)))
    assert all(word.text for word in words)
    assert not ended or words[-1].stop - words[-1].start == 1
