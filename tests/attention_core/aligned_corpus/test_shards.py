"""Shards are whole files with the columns of a corpus; whatever else lies there is a fault."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from attention_core.aligned_corpus.columns import SCHEMA
from attention_core.aligned_corpus.rows import sentence_row
from attention_core.aligned_corpus.shards import (
    CorpusError,
    Description,
    find_shards,
    read_description,
    shard_fault,
    shard_notes,
    shard_path,
    start_corpus,
    write_description,
    write_shard,
)
from tests.helpers.corpora import some_sentence


def rows(count):
    rng = np.random.default_rng(0)
    return [sentence_row(some_sentence(rng), number=k) for k in range(count)]


def test_a_shard_holds_the_rows(tmp_path):
    made = rows(7)
    made[2]["alpha"] = None
    path = shard_path(tmp_path / "new", number=3)
    write_shard(path, rows=made, notes={"blocks": 9})
    assert path.name == "shard-000003.parquet"
    assert find_shards(path.parent) == [path]
    assert shard_notes(path) == {"blocks": 9}
    table = pq.read_table(path)
    assert table.schema.equals(SCHEMA)
    for row, stored in zip(made, table.to_pylist(), strict=True):
        if row["alpha"] is None:
            assert stored["alpha"] is None
        else:
            np.testing.assert_array_equal(np.array(stored["alpha"]), row["alpha"])
        assert stored["source_tokens"] == list(row["source_tokens"])
    assert shard_fault(path, whole=True) == ""


def test_a_changed_byte_of_the_weights_is_found(tmp_path):
    path = shard_path(tmp_path, number=0)
    write_shard(path, rows=rows(50))
    group = pq.ParquetFile(path).metadata.row_group(0)
    columns = [group.column(k) for k in range(group.num_columns)]
    (alpha,) = (column for column in columns if column.path_in_schema.startswith("alpha"))
    data = bytearray(path.read_bytes())
    data[alpha.data_page_offset + alpha.total_compressed_size - 9] ^= 1
    path.write_bytes(data)
    assert "damaged" in shard_fault(path, whole=True)


def test_other_files_are_no_shards(tmp_path):
    path = shard_path(tmp_path, number=0)
    pq.write_table(pa.table({"id": [1]}), path)
    assert shard_fault(path) == "its columns are not those of a corpus"
    (tmp_path / "shard-000001.parquet.123.partial").write_bytes(b"x")
    assert find_shards(tmp_path) == [path]


def test_descriptions(tmp_path):
    assert read_description(tmp_path) is None
    description = Description(made_from={"files": ["ä"]}, sentences=None)
    write_description(tmp_path, description)
    assert read_description(tmp_path) == description
    for text in ("", "[]", "{}", '{"made_from": 1, "sentences": 2}'):
        (tmp_path / "corpus.json").write_text(text, encoding="utf-8")
        assert read_description(tmp_path) is None


def test_a_corpus_is_begun_once(tmp_path):
    assert start_corpus(tmp_path, made_from={"a": (1,)}, resume=False) == []
    with pytest.raises(CorpusError, match="--resume"):
        start_corpus(tmp_path, made_from={"a": (1,)}, resume=False)
    assert start_corpus(tmp_path, made_from={"a": (1,)}, resume=True) == []
    with pytest.raises(CorpusError, match="begun with other"):
        start_corpus(tmp_path, made_from={"a": (2,)}, resume=True)


def test_what_cannot_be_written_is_an_error_of_the_person(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CorpusError, match="file"):
        write_shard(shard_path(tmp_path / "file", number=0), rows=rows(1))
    with pytest.raises(CorpusError, match="file"):
        start_corpus(tmp_path / "file", made_from={}, resume=False)
