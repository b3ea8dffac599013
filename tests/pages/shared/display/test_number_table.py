"""The CSV of a table that a page shows."""

import csv
import io

import pandas as pd

from pages.shared.display.number_table import table_csv


def test_every_number_is_whole_and_no_text_is_a_formula():
    table = pd.DataFrame(
        {"piece": ["=1+1", "1–10", "क"], "α": [1 / 3, None, 2.0], "n": [1, 2, 3]},
        index=pd.Index([1, 2, 3], name="i"),
    )
    text = table_csv(table, index=True)
    assert text.startswith("\ufeffi,piece,α,n\r\n")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["piece"] for row in rows] == ["'=1+1", "'1–10", "क"]
    assert [row["α"] for row in rows] == [repr(1 / 3), "", "2.0"]
    assert [row["n"] for row in rows] == ["1", "2", "3"]
    assert table_csv(table, index=False).splitlines()[1] == f"'=1+1,{1 / 3},1"
