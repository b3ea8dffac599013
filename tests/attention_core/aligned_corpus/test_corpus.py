"""Queries give what a loop over all rows gives; damaged shards are named and left out."""

import shutil
import threading

import duckdb
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from attention_core.aligned_corpus.corpus import AlignedCorpus, Order
from attention_core.aligned_corpus.filters import parse_filter
from attention_core.aligned_corpus.rows import row_sentence
from attention_core.aligned_corpus.shards import CorpusError, shard_path


@pytest.fixture(scope="module")
def rows(corpus):
    return list(corpus.every_row())


def test_every_row_comes_in_order(corpus, rows):
    assert [row["id"] for row in rows] == list(range(60)) == list(range(corpus.count()))
    assert [row["line"] for row in rows] == [3 * k + 1 for k in range(60)]


FILTERS = {
    "source_words > 5 and coverage < -0.2": lambda r: (
        r["source_words"] > 5 and r["coverage"] < np.float32(-0.2)
    ),
    "aer is missing or bleu > 10": lambda r: r["aer"] is None or (r["bleu"] or 0) > 10,
    "not aer > 0.5": lambda r: r["aer"] is not None and not r["aer"] > 0.5,
    'source contains "RIVER"': lambda r: "river" in r["source"],
    "target contains 'नदी' and target_words <= 6": lambda r: (
        "नदी" in r["target"] and r["target_words"] <= 6
    ),
    "source_words between 3 and 5": lambda r: 3 <= r["source_words"] <= 5,
    "target_words = source_words": lambda r: r["target_words"] == r["source_words"],
    'reference = "\' or 1=1 --"': lambda r: False,
}


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_is_the_condition_it_says(text, corpus, rows):
    wanted = [row["id"] for row in rows if FILTERS[text](row)]
    condition = parse_filter(text)
    assert [row["id"] for row in corpus.table(condition=condition, limit=100)] == wanted
    assert corpus.count(condition) == len(wanted)
    assert [row["id"] for row in corpus.every_row(condition)] == wanted


@pytest.mark.parametrize("column", ["coverage", "bleu", "source_words", "source", "id"])
@pytest.mark.parametrize("descending", [False, True])
def test_sorting_puts_missing_values_last_and_equal_ones_by_id(corpus, rows, column, descending):
    got = corpus.table(order=Order(column=column, descending=descending), limit=100)
    there = [row for row in rows if row[column] is not None]
    there.sort(key=lambda row: row[column], reverse=descending)  # stable, also in reverse
    wanted = [row["id"] for row in there] + [row["id"] for row in rows if row[column] is None]
    assert [row["id"] for row in got] == wanted


def test_pages_of_a_table_follow_each_other(corpus):
    order = Order(column="entropy")
    whole = corpus.table(order=order, limit=100)
    parts = [corpus.table(order=order, limit=7, offset=k) for k in range(0, 60, 7)]
    assert [row for part in parts for row in part] == whole


def test_rows_with_weights(corpus):
    got = corpus.rows([41, 3, 999])
    assert [row["id"] for row in got] == [41, 3]
    assert row_sentence(got[0]).alpha.shape[0] == len(got[0]["target_tokens"])
    with pytest.raises(CorpusError, match="no sentence 999"):
        corpus.row(999)


def test_weights_alone_are_those_of_the_rows(corpus, rows):
    found = corpus.weights([41, 3, 999])
    assert set(found) == {41, 3}
    for number, alpha in found.items():
        np.testing.assert_array_equal(alpha, row_sentence(rows[number]).alpha)
    assert corpus.weights([]) == {}


@given(st.text(max_size=12), st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_a_text_is_found_whatever_signs_it_has(text, inside):
    """Signs of patterns and of SQL mean themselves."""
    assume('"' not in text)
    (part,) = parse_filter(f'source contains "{text}"').parameters
    database = duckdb.connect()
    for before in (*inside, text):
        whole = before + text + before[::-1]
        assert database.execute("select regexp_matches(?, ?)", [whole, part]).fetchone() == (True,)
    other = "".join(chr(ord("A") + k % 26) for k in range(len(text)))
    if not set(text.lower()) & set(other.lower()) and text:
        assert database.execute("select regexp_matches(?, ?)", [other, part]).fetchone() == (False,)


def test_a_damaged_shard_is_named_and_left_out(folder, tmp_path):
    for damage in ("cut", "noise", "empty"):
        copy = tmp_path / damage
        shutil.copytree(folder, copy)
        path = shard_path(copy, number=1)
        data = path.read_bytes()
        path.write_bytes({"cut": data[:-100], "noise": b"x" * 100, "empty": b""}[damage])
        corpus = AlignedCorpus(copy)
        assert [bad.name for bad in corpus.faults] == [path.name]
        assert "damaged" in corpus.faults[0].reason
        assert [row["id"] for row in corpus.every_row()] == [*range(20), *range(40, 60)]


def test_damage_inside_a_shard_is_found_when_it_is_read(folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    path = shard_path(copy, number=2)
    data = bytearray(path.read_bytes())
    data[4:1500] = bytes(1496)
    path.write_bytes(data)
    corpus = AlignedCorpus(copy)
    assert not corpus.faults  # the footer is sound
    assert len(corpus.table(limit=100)) == 40
    assert [bad.name for bad in corpus.faults] == [path.name]


def test_a_folder_without_a_corpus(tmp_path):
    with pytest.raises(CorpusError, match="holds no corpus"):
        AlignedCorpus(tmp_path)
    (tmp_path / "shard-000000.parquet").write_bytes(b"x")
    with pytest.raises(CorpusError, match=r"shard-000000\.parquet: it is damaged"):
        AlignedCorpus(tmp_path)


def test_threads_can_share_it(corpus):
    answers = []
    threads = [
        threading.Thread(target=lambda k=k: answers.append((k, corpus.row(k)["id"])))
        for k in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [(k, k) for k in range(12)]


def test_the_database_reads_nothing_else(corpus, tmp_path):
    other = tmp_path / "secret.csv"
    other.write_text("a\n1\n", encoding="utf-8")
    cursor = corpus._connection.cursor()
    for statement in (
        f"select * from read_csv('{other}')",
        f"copy (select 1) to '{tmp_path / 'x.csv'}'",
        "set enable_external_access = true",
        "install httpfs",
    ):
        with pytest.raises(Exception, match=r"Permission|configuration|disabled"):
            cursor.execute(statement)
