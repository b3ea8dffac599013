"""Cleaning: idempotent for any text, and without invisible characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.text.cleaning import clean, fold, mostly_english
from attention_core.text.words import SPACE
from tests.helpers.any_text import TEXT


@given(TEXT)
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    assert clean(once) == once
    assert once == " ".join(once.split())
    assert SPACE not in once
    once.encode("utf-8")  # no unpaired surrogate is left


@given(TEXT)
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two\t\n words\u00a0here ", "two words here"),
        ("“quoted” ‘words’ – and—dashes…", "\"quoted\" 'words' - and-dashes..."),
        ("e\u0301", "é"),
        ("क\u093c", "क़"),  # U+0958 is excluded from composition
        ("left\u200eright\u202eover\ufeff", "left right over"),
        ("soft\u00adhyphen", "soft hyphen"),
        ("nul\x00bell\x07", "nul bell"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("क्\u200dष क्\u200cष", "क्\u200dष क्\u200cष"),  # joiners are spelling
        ("▁a▁▁b", "a b"),
        ("\u3000ideographic\u2003spaces", "ideographic spaces"),
        ("", ""),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


def test_folding_is_lower_case_but_never_longer():
    assert fold("ÀBC İ ẞ") == "àbc İ ß"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("the red bird", True),
        ("लाल चिड़िया", False),
        ("où est l'été", True),
        ("красная птица", False),
        ("the लाल", True),
        ("a लाल चिड़िया", False),
        ("ab लल", True),  # half is enough
        ("", True),
        ("123 !?", True),
        ("🙂", True),
    ],
)
def test_mostly_english(sentence, expected):
    assert mostly_english(sentence) is expected


@given(st.text(st.characters(), max_size=40))
def test_mostly_english_answers_for_any_text(sentence):
    assert mostly_english(sentence) in (True, False)
