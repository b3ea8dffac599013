"""What is being computed is said with its size."""

import pytest

from pages.shared.state.activity import words_of


@pytest.mark.parametrize(
    ("text", "said"), [("", "0 words"), ("light", "1 word"), ("the red light", "3 words")]
)
def test_the_length_of_a_text(text, said):
    assert words_of(text) == said
