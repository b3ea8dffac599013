"""Languages: tags, names, scripts; what is no tag is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.text.languages import (
    ENGLISH_HINDI,
    LanguageError,
    LanguagePair,
    article,
    direction,
    folds_case,
    is_written_without_spaces,
    language_name,
    script_name,
    usual_script,
)

TAGS = st.sampled_from(["en", "hi", "fr", "de", "zh", "zh-Hant", "pt-BR", "sr-Latn", "ckb", "ar"])


@given(source=TAGS, target=TAGS)
def test_a_pair_is_read_as_it_is_written(source, target):
    pair = LanguagePair(source=source, target=target)
    assert LanguagePair.parse(str(pair)) == pair
    assert pair.swapped().swapped() == pair
    assert pair.swapped().names == pair.names[::-1]


@pytest.mark.parametrize(
    "text", ["", "en", "en_fr", "EN-FR", "english-french", "en-fr-", "en-", "en--fr", "en-fr-xx"]
)
def test_what_is_no_pair_is_said(text):
    with pytest.raises(LanguageError, match="two tags of BCP 47"):
        LanguagePair.parse(text)


def test_a_language_that_does_not_exist_is_named():
    with pytest.raises(LanguageError, match="'xq'"):
        LanguagePair.parse("en-xq")


@pytest.mark.parametrize(
    ("tag", "name", "script", "folds"),
    [
        ("en", "English", "Latn", True),
        ("hi", "Hindi", "Deva", False),
        ("hi-Latn", "Hindi (Latin)", "Latn", True),
        ("de", "German", "Latn", False),
        ("de-AT", "Austrian German", "Latn", False),
        ("ru", "Russian", "Cyrl", True),
        ("ar", "Arabic", "Arab", False),
        ("zh", "Chinese", "Hani", False),
        ("zh-Hant", "Traditional Chinese", "Hani", False),
        ("ja", "Japanese", "Hani", False),
        ("ko", "Korean", "Hani", False),
        ("sr-Latn", "Serbian (Latin)", "Latn", True),
        ("mni", "Manipuri", "Beng", False),
        ("qqq", "qqq", "", False),
    ],
)
def test_what_is_known_of_a_language(tag, name, script, folds):
    assert language_name(tag) == name
    assert usual_script(tag) == script
    assert folds_case(tag) is folds


def test_models_without_languages_are_english_to_hindi():
    assert str(ENGLISH_HINDI) == "en-hi"
    assert ENGLISH_HINDI.names == ("English", "Hindi")


def test_scripts_have_names():
    assert (script_name("Deva"), script_name("Latn")) == ("Devanagari", "Latin")
    assert script_name("") == "no letters"


@pytest.mark.parametrize(
    ("tag", "runs", "unspaced"),
    [
        ("ar", "rtl", False),
        ("he", "rtl", False),
        ("fa", "rtl", False),
        ("ur", "rtl", False),
        ("az-Arab", "rtl", False),
        ("az", "ltr", False),
        ("hi", "ltr", False),
        ("zh", "ltr", True),
        ("zh-Hant", "ltr", True),
        ("ja", "ltr", True),
        ("ko", "ltr", False),
        ("th", "ltr", True),
        ("xyz", "ltr", False),
    ],
)
def test_how_a_language_is_laid_out(tag, runs, unspaced):
    assert direction(tag) == runs
    assert is_written_without_spaces(tag) is unspaced


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Arabic", "An"),
        ("Hindi", "A"),
        ("Urdu", "An"),
        ("Ukrainian", "A"),
        ("Uzbek", "An"),
        ("English", "An"),
        ("Uyghur", "A"),
        ("Italian", "An"),
    ],
)
def test_articles(name, expected):
    assert article(name) == expected
