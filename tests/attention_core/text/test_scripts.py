"""Scripts: by Unicode property, for any text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.text.scripts import (
    count_words,
    direction_of,
    full_stop,
    has_case,
    has_script,
    has_spaces,
    is_mostly,
    isolated,
    main_script,
    script_of,
)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("a cat", "Latn"),
        ("बिल्ली", "Deva"),
        ("кошка cat", "Cyrl"),
        ("猫です", "Hani"),
        ("고양이", "Hani"),
        ("قط", "Arab"),
        ("חתול", "Hebr"),
        ("แมว", "Thai"),
        ("γάτα", "Grek"),
        ("பூனை", "Taml"),
        ("ድመት", "Ethi"),
        ("123 !?", ""),
        ("", ""),
    ],
)
def test_main_script(text, script):
    assert main_script([text]) == script
    assert is_mostly(text, script=script) is bool(script)
    assert has_script(text, script=script) is bool(script)


def test_the_script_of_a_column_is_that_of_most_letters():
    assert main_script(["cat", "кот", "собака"]) == "Cyrl"
    assert main_script([]) == ""


@given(letter=st.characters())
def test_letters_of_one_script_are_told_by_their_names(letter):
    """An independent source: the first word of the character's name."""
    known = {"LATIN": "Latn", "DEVANAGARI": "Deva", "CYRILLIC": "Cyrl", "HEBREW": "Hebr"}
    name = unicodedata.name(letter, "").split(" ")[0]
    if unicodedata.category(letter).startswith("L") and name in known:
        assert script_of(letter) in (known[name], "")
    elif unicodedata.category(letter)[0] not in "LC":  # C: not in an older Unicode
        assert script_of(letter) == ""


@given(text=st.text(alphabet=st.characters(codec="latin-1")))
def test_words_are_split_at_spaces(text):
    assert count_words(text) == len(text.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我喜欢茶。", 2 + 0),  # four letters
        ("我喜欢绿茶", 3),
        ("我用AI工作", 1 + 1 + 1),
        ("ฉันชอบดื่มชา", 3),
        ("나는 차를 마신다.", 3),
        ("बत्ती बंद करो।", 3),
        ("", 0),
    ],
)
def test_words_of_scripts_without_spaces_are_estimated(text, words):
    assert count_words(text) == words


def test_case_spaces_and_full_stops():
    assert has_case("Latn")
    assert not has_case("Deva")
    assert has_spaces("나는 차를")
    assert not has_spaces("a 茶")
    assert [full_stop(script) for script in ("Latn", "Deva", "Hani", "")] == [".", "।", "。", "."]


def test_the_direction_is_that_of_most_letters():
    assert direction_of(["باب", "AI"]) == "rtl"
    assert direction_of(["שלום"]) == "rtl"
    assert direction_of(["door", "باب", "house"]) == "ltr"
    assert direction_of(["1", "?"]) == "ltr"


@given(st.text())
def test_only_letters_from_right_to_left_need_isolation(text):
    turning = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
    if all(unicodedata.category(letter) != "Cn" for letter in text):
        assert (isolated(text) != text) == turning
    assert isolated(text).strip("\u2068\u2069") == text.strip("\u2068\u2069")
