"""CSV for spreadsheets: no formula, no date, the text itself in every other program."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.utils.csv_text import csv_lines, csv_text, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 30",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("x")',
        "＝1+1",
        "\t=1",
        "\r=1",
        "1-10",
        "1–10",
        "1 – 10",
        "3/4",
        "12.5.2024",
        "10:30",
        "007",
        "1e5",
    ],
)
def test_what_a_spreadsheet_would_change_has_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "-", "=", "a-b", "51+", "3.5", "10", "1 to 10", "a=b", "▁-", "१–१०", "'"]
)
def test_every_other_text_stays(text):
    assert safe_cell(text) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_any_text_comes_back_and_none_is_a_formula(texts):
    data = csv_text([["text"], *([text] for text in texts)]).encode("utf-8")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    found = [row[0] if row else "" for row in rows]
    for text, cell in zip(texts, found, strict=True):
        assert cell.removeprefix("'") == text.removeprefix("'")
        assert len(cell) < 2 or cell[0] not in "=+-@\t\r\n"


def test_pandas_reads_what_was_written_with_or_without_being_told_of_the_mark():
    rows = [["word", "α", "note"], ["हाँ, जी", 0.1, None], ['say "no"', -3.25, "-"]]
    data = csv_text(rows).encode("utf-8")
    for encoding in (None, "utf-8-sig"):
        table = pd.read_csv(io.BytesIO(data), encoding=encoding)
        assert [*table.columns] == rows[0]
        assert table["word"].tolist() == [row[0] for row in rows[1:]]
        assert table["α"].tolist() == [0.1, -3.25]
        assert table["note"].isna().tolist() == [True, False]


def test_the_mark_that_excel_knows_utf_8_by_stands_once_and_first():
    lines = list(csv_lines([["हाँ"], ["b"], ["c"]]))
    assert lines == ["\ufeffहाँ\r\n", "b\r\n", "c\r\n"]
