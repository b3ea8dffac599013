"""Links that count what stands between spaces become links between the words of the pages."""

import pytest

from attention_core.alignment.links import PharaohError, format_pharaoh, parse_pharaoh
from attention_core.alignment.token_numbers import renumbered, words_of_tokens
from tests.helpers import tiny


def tokens(tokenizer, text):
    encoded = tokenizer.encode(text)
    return words_of_tokens(words=encoded.words[:-1], pieces=encoded.pieces)


def test_a_token_is_its_first_word_with_a_letter():
    english, hindi = tiny.tokenizers()
    assert tokens(english, 'the "red bird", - 7 boats!') == (0, 2, 3, 6, 7, 8)
    assert tokens(hindi, "लाल चिड़िया।") == (0, 1)
    assert tokens(english, "") == ()


def test_links_move_with_their_words():
    moved = renumbered(parse_pharaoh("0-0 1?1 2-1"), sources=(0, 2, 3), targets=(0, 1))
    assert format_pharaoh(moved) == "0-0 2?1 3-1"
    with pytest.raises(PharaohError, match=r"source words are 0 to 2.*split at spaces"):
        renumbered(parse_pharaoh("3-0"), sources=(0, 2, 3), targets=(0, 1))
