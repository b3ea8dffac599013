"""Tables: quotes, separators and line ends are recognised; quotes of sentences stay."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.data.tables import read_table

CELLS = st.text(st.sampled_from('ab ,;"\n\tकि.'), min_size=1, max_size=8).filter(str.strip)


def columns(text):
    return [row.columns for row in read_table(text.encode()).rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '"Yes, I know."\t"हाँ, मैं।"\nI see.\tअच्छा।',
            [("Yes, I know.", "हाँ, मैं।"), ("I see.", "अच्छा।")],
        ),
        ('"One."\t"एक।"\n"Two."\t"दो।"', [("One.", "एक।"), ("Two.", "दो।")]),
        ('id\ttext\n"1"\t"एक।"', [("id", "text"), ("1", "एक।")]),
        ('"He said ""no""."\tनहीं\nYes, so.\tहाँ', [('He said "no".', "नहीं"), ("Yes, so.", "हाँ")]),
        ('"two\nlines"\tएक\nb\tदो', [("two\nlines", "एक"), ("b", "दो")]),
        ('"Yes, I know.","हाँ, मैं।"', [("Yes, I know.", "हाँ, मैं।")]),
        ('"Yes, I know.";"हाँ; मैं।"', [("Yes, I know.", "हाँ; मैं।")]),
        ("I know.,मैं जानता हूँ।\nNo.,नहीं।", [("I know.", "मैं जानता हूँ।"), ("No.", "नहीं।")]),
    ],
)
def test_a_spreadsheets_table_is_recognised(text, expected):
    assert columns(text) == expected
    assert read_table(text.encode()).notes


@pytest.mark.parametrize(
    "text",
    [
        '"Go!" she said.\t"जाओ!" उसने कहा।',
        '"Yes."\tहाँ।',  # a spreadsheet would not have quoted this
        '"Yes, so."\tहाँ।\nWell, no.\tनहीं।',  # nor left this without
        '"a\tb"\nc\td',
        'a "b" c\td',
    ],
)
def test_quotes_of_sentences_stay(text):
    assert columns(text) == [tuple(line.split("\t")) for line in text.split("\n")]
    assert read_table(text.encode()).notes == ()


@pytest.mark.parametrize("text", ["Yes, I know.", "a, b\nc, d", "Yes; no", '"Yes", he said'])
def test_a_comma_in_a_sentence_separates_nothing(text):
    assert columns(text) == [(line,) for line in text.split("\n")]


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_what_csv_writes_in_quotes_is_read_back(rows, separator):
    file = io.StringIO()
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    text = file.getvalue()
    if "\t" in text and separator != "\t":
        return  # a tab says that tabs separate
    assert columns(text) == rows


@given(st.text(st.sampled_from('ab",;\t\r\n'), max_size=30))
def test_lines_are_counted_as_the_file_has_them(text):
    table = read_table(text.encode())
    numbers = [row.line for row in table.rows]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= table.lines for number in numbers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Go.,Va !\nI see.,Je vois.", [("Go.", "Va !"), ("I see.", "Je vois.")]),  # one script
        ("Yes, so.;Oui, oui.\nNo.;Non.", [("Yes, so.", "Oui, oui."), ("No.", "Non.")]),
        ("1,Go.,जाओ।\n2,No.,नहीं।", [("1", "Go.", "जाओ।"), ("2", "No.", "नहीं।")]),
        (",en,fr\n0,Go.,Va !", [("", "en", "fr"), ("0", "Go.", "Va !")]),  # as pandas writes it
        ("sep=;\nYes, so.;Oui", [("Yes, so.", "Oui")]),
        ('sep=,\r\n"Yes, so.",Oui\r\n', [("Yes, so.", "Oui")]),
        ("sep=;", []),
    ],
)
def test_columns_of_a_csv_file_need_no_quotes(text, expected):
    assert columns(text) == expected


@pytest.mark.parametrize(
    "text",
    ["1,000 men\n2,000 men", "Yes, so\nNo, no", "One,two", "a;b\nc", "3;4 to 1\n2;1 to 1"],
)
def test_signs_within_sentences_separate_nothing(text):
    assert columns(text) == [(line,) for line in text.split("\n")]


def test_the_separators_line_counts_as_a_line():
    assert [row.line for row in read_table(b"sep=;\nGo.;Va !\nNo.;Non.").rows] == [2, 3]
