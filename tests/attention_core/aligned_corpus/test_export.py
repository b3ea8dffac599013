"""CSV is safe in a spreadsheet; JSON lines are imported again to the same bytes."""

import csv
import dataclasses
import io
import re

import numpy as np
import pandas as pd
import pytest

from attention_core.aligned_corpus.columns import COLUMNS
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.export import corpus_csv, json_lines, write_lines
from attention_core.aligned_corpus.filters import parse_filter
from attention_core.aligned_corpus.importing import import_corpus
from attention_core.aligned_corpus.rows import sentence_row
from attention_core.aligned_corpus.shards import CorpusError, shard_path, write_shard
from attention_core.formats.recognition import recognise
from attention_core.utils.csv_text import BYTE_ORDER_MARK
from tests.helpers import attention_files, corpora


def test_csv_has_every_column_and_row(corpus):
    text = "".join(corpus_csv(corpus, condition=parse_filter("source_words > 3")))
    assert text.startswith(BYTE_ORDER_MARK)
    text = text.removeprefix(BYTE_ORDER_MARK)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == [column.name for column in COLUMNS]
    table = corpus.table(condition=parse_filter("source_words > 3"), limit=100)
    assert len(rows) == len(table)
    for row, wanted in zip(rows, table, strict=True):
        assert row["source"] == wanted["source"]
        assert float(row["coverage"]) == pytest.approx(wanted["coverage"], rel=1e-5)
        assert (row["aer"] == "") == (wanted["aer"] is None)


ODD = (
    "=1+1",
    "+91 98",
    "-5 is cold",
    "@here",
    "1–10",
    "3/4",
    "007",
    'say "yes", then',
    "दीया; नदी",
)


def test_csv_opens_right_in_a_spreadsheet_and_in_pandas(tmp_path):
    """No cell is a formula or a date; the texts and the numbers come back."""
    rng = np.random.default_rng(1)
    sentences = [dataclasses.replace(corpora.some_sentence(rng), source=text) for text in ODD]
    rows = [sentence_row(sentence, number=k) for k, sentence in enumerate(sentences)]
    write_shard(shard_path(tmp_path, number=0), rows=rows)
    made = AlignedCorpus(tmp_path)
    path = tmp_path / "corpus.csv"
    write_lines(path, lines=corpus_csv(made))
    data = path.read_bytes()
    assert data.startswith(BYTE_ORDER_MARK.encode())
    assert b"\n" not in data.replace(b"\r\n", b"")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    numbers = re.compile(r"-?\d+(\.\d+)?(e[-+]\d+)?")
    assert [c for c in cells if c[:1] in "=+@-" and len(c) > 1 and not numbers.fullmatch(c)] == []
    table = pd.read_csv(path)
    assert [text.removeprefix("'") for text in table["source"]] == list(ODD)
    assert [text for text in table["source"] if text.startswith("'")] == [f"'{t}" for t in ODD[:7]]
    wanted = pd.DataFrame(made.table(limit=100))
    for name in ("source_words", "coverage", "logprob"):
        np.testing.assert_allclose(table[name], wanted[name].astype(float), rtol=1e-5)


@pytest.mark.parametrize("name", attention_files.WRITERS)
def test_json_lines_import_again_to_the_same_bytes(name, tmp_path):
    written = attention_files.WRITERS[name](tmp_path)
    texts, files = [], written.files
    for turn in range(3):
        folder = tmp_path / f"corpus-{turn}"
        import_corpus(recognised=recognise(files), folder=folder)
        path = tmp_path / f"export-{turn}.jsonl"
        write_lines(path, lines=json_lines(AlignedCorpus(folder)))
        texts.append(path.read_bytes())
        files = [path]
    assert texts[0] == texts[1] == texts[2]
    assert texts[0].count(b"\n") == 3


def test_links_come_back_too(tmp_path):
    written = attention_files.pharaoh(tmp_path)
    import_corpus(recognised=recognise(written.files), folder=tmp_path / "a")
    path = tmp_path / "links.jsonl"
    write_lines(path, lines=json_lines(AlignedCorpus(tmp_path / "a")))
    import_corpus(recognised=recognise([path]), folder=tmp_path / "b")
    assert "".join(json_lines(AlignedCorpus(tmp_path / "b"))) == path.read_text(encoding="utf-8")
    assert [row["links"] for row in AlignedCorpus(tmp_path / "b").every_row()] == [
        "1-0 2-1",
        "0-0 1-1",
        "0-0 1-1 2-2 3-3",
    ]


def test_a_file_that_cannot_be_written(tmp_path, corpus):
    with pytest.raises(CorpusError, match="No such file"):
        write_lines(tmp_path / "no" / "x", lines=json_lines(corpus))
