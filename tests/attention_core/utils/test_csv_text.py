"""CSV for spreadsheets: no formula, no date, the text itself in every other program."""

import csv
import io
import shutil
import subprocess
from xml.etree import ElementTree

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
        "1.50",
        "12345678901234567",
        "1e5",
        "1.5E-3",
        "1,234",
        "12,5",
        "1 1/2",
        "(5)",
        "50%",
        "$5",
        "₹ 5",
        "7.",
        "5 pm",
        "Jan 3",
        "3 May",
        "MAR1",
        "sept 2024",
        "3-Oct-2024",
        "true",
        "FALSE",
    ],
)
def test_what_a_spreadsheet_would_change_has_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "=",
        "a-b",
        "51+",
        "3.5",
        "10",
        "1 to 10",
        "a=b",
        "▁-",
        "१–१०",
        "'",
        "0",
        "0.25",
        "maybe 5",
        "may",
        "Mary 1",
        "5 people",
        "trues",
        ".",
    ],
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


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_every_text_as_it_is_and_numbers_as_numbers(tmp_path):
    texts = [
        *"-–+=.",
        "=1+1",
        "@x",
        "1–10",
        "3/4",
        "007",
        "1,234",
        "50%",
        "Jan 3",
        "true",
        "10",
        "हाँ",
    ]
    path = tmp_path / "cells.csv"
    path.write_text(csv_text([text, k / 7] for k, text in enumerate(texts)), "utf-8", newline="")
    # The filter is what its dialog proposes for such a file: comma, quotes, UTF-8, from line 1.
    command = ["soffice", "--headless", "--infilter=CSV:44,34,76,1", "--convert-to", "fods"]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run([*command, profile, "--outdir", tmp_path, path], check=True, capture_output=True)
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    rows = [
        (["".join(cell.itertext()).strip(), cell.get(f"{office}value")] for cell in row)
        for row in ElementTree.parse(path.with_suffix(".fods")).iter(f"{table}table-row")
    ]
    for text, k, ((shown, _), (_, value)) in zip(texts, range(len(texts)), rows, strict=False):
        assert shown == safe_cell(text)
        assert float(value) == pytest.approx(k / 7)
    assert len(rows) >= len(texts)
