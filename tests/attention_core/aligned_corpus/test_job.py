"""A corpus made in the background: stopped, and gone on with from its finished shards."""

import threading

import pytest

from attention_core.aligned_corpus import making
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.job import CorpusJob
from attention_core.aligned_corpus.line_files import LineFiles
from attention_core.aligned_corpus.shards import find_shards
from attention_core.data.pairs import DataError
from attention_core.explorer import Explorer
from attention_core.formats.block import FormatError
from tests.helpers import tiny


@pytest.fixture
def start(models, tmp_path, monkeypatch):
    """Start a job over twelve pairs in shards of two."""
    monkeypatch.setattr(making, "SMALLEST_SHARD", 2)
    lines = tmp_path / "lines.tsv"
    text = "".join(f"{p.source}\t{p.target}\n" for p in tiny.PAIRS[:12])
    lines.write_text(text, encoding="utf-8")
    explorer = Explorer(models=models, device="cpu")

    def start_in(folder, **options):
        options = {"lines": lines, "weights": "alpha", **options}
        return CorpusJob(explorer=explorer, model="tiny-attention", folder=folder, **options)

    return start_in


@pytest.fixture
def pause(monkeypatch):
    """Let a job wait before its fourth shard until the event is set."""
    reached, go_on = threading.Event(), threading.Event()
    write = making.write_shard

    def write_shard(path, **options):
        if path.name == "shard-000003.parquet":
            reached.set()
            assert go_on.wait(60)
        write(path, **options)

    monkeypatch.setattr(making, "write_shard", write_shard)
    return reached, go_on


def test_stopped_and_gone_on_with(start, pause, tmp_path, monkeypatch):
    reached, go_on = pause
    job = start(tmp_path / "corpus")
    assert reached.wait(60)
    assert job.running
    job.stop()
    go_on.set()
    job.wait()
    assert (job.stopped, job.running, job.error) == (True, False, "")
    assert (job.progress().done, job.progress().total) == (8, 12)
    kept = find_shards(tmp_path / "corpus")
    assert len(kept) == 4
    assert not AlignedCorpus(tmp_path / "corpus").complete
    stamps = [path.stat().st_mtime_ns for path in kept]

    again = start(tmp_path / "corpus")
    again.wait()
    assert (again.stopped, again.error, again.progress().done) == (False, "", 12)
    assert [path.stat().st_mtime_ns for path in kept] == stamps
    start(tmp_path / "whole").wait()
    whole = [path.read_bytes() for path in find_shards(tmp_path / "whole")]
    assert [path.read_bytes() for path in find_shards(tmp_path / "corpus")] == whole


def test_files_are_checked_before_it_starts(start, tmp_path):
    broken = tmp_path / "broken.tsv"
    broken.write_text("a\t\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 1: a side is empty"):
        start(tmp_path / "corpus", lines=broken)
    references = tmp_path / "references.txt"
    references.write_text("x\n", encoding="utf-8")
    with pytest.raises(FormatError, match="it ends, and line 2 needs its line"):
        start(tmp_path / "corpus", beside=LineFiles(references=references))
    assert not (tmp_path / "corpus").exists()


def test_what_goes_wrong_later_is_its_error(start, tmp_path):
    (tmp_path / "corpus").write_text("a file in its place", encoding="utf-8")
    job = start(tmp_path / "corpus")
    job.wait()
    assert "corpus" in job.error
    assert not job.stopped
