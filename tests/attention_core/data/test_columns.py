"""Columns: the pair is found by scripts, headers by names."""

import pytest

from attention_core.data.columns import fitting_columns, is_header, parse_columns
from attention_core.data.tables import DataError, Row
from attention_core.text.languages import ENGLISH_HINDI, LanguagePair

ENGLISH_FRENCH = LanguagePair.parse("en-fr")


def fitting(line, languages):
    question = fitting_columns([Row(line=1, columns=tuple(line.split("|")))], languages=languages)
    return question and question.option


@pytest.mark.parametrize(
    ("line", "languages", "expected"),
    [
        ("I know.|मैं जानता हूँ।", ENGLISH_HINDI, None),
        ("I know.|मैं जानता हूँ।|CC-BY", ENGLISH_HINDI, None),
        ("मैं जानता हूँ।|I know.", ENGLISH_HINDI, "2,1"),
        ("1|I know.|2|मैं जानता हूँ।", ENGLISH_HINDI, "2,4"),
        ("1|मैं जानता हूँ।|2|I know.", ENGLISH_HINDI, "4,2"),
        ("eng|I know.|hin|मैं जानता हूँ।", ENGLISH_HINDI, "2,4"),
        ("I know.|Je sais.", ENGLISH_HINDI, None),  # nothing fits: nothing to ask
        ("I know.|Je sais.", ENGLISH_FRENCH, None),
        ("1|I know.|2|Je sais.", ENGLISH_FRENCH, "2,4"),
        ("1|I know.|2|Je sais.", None, "2,4"),
        ("मैं|I", None, None),
        ("12|बारह", None, None),
        ("alone", ENGLISH_HINDI, None),
    ],
)
def test_columns_that_fit_better(line, languages, expected):
    assert fitting(line, languages) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("2,4", (1, 3)), (" 2 , 1 ", (1, 0)), ("10,11", (9, 10))]
)
def test_columns_are_typed_from_one(text, expected):
    assert parse_columns(text) == expected


@pytest.mark.parametrize("text", ["", "2", "0,1", "1,1", "a,b", "1,2,3", "-1,2", "1;2"])
def test_other_columns_are_refused(text):
    with pytest.raises(DataError, match="write 2,4"):
        parse_columns(text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("English|Hindi", True),
        ("english|हिन्दी|attention-50", True),
        ("en|fr", True),
        ("Source|Target", True),
        ("English|Hindi is spoken here", False),
        ("Hindi|हिंदी", False),
        ("I|मैं", False),
        ("English", False),
    ],
)
def test_a_header_has_names_of_two_sides(line, expected):
    assert is_header(line.split("|")) is expected
