"""Imports are whole or refused; an interrupted one goes on; ids are places in the file."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attention_core.aligned_corpus import importing
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.importing import BadBlocksError, import_corpus
from attention_core.aligned_corpus.line_files import LineFiles
from attention_core.aligned_corpus.shards import CorpusError, find_shards
from attention_core.formats.block import FormatError
from attention_core.formats.recognition import recognise
from tests.helpers import attention_files

HOME = Path(__file__).resolve().parents[3]


def rows_file(folder, *, count, bad=()):
    """JSON lines of sentences that differ; `bad` ones are no JSON."""
    path = folder / "rows.jsonl"
    lines = []
    for k in range(count):
        alpha = attention_files.weights(3, 4, seed=k).tolist()
        row = {"source_tokens": [f"w{k}", "a", "b"], "target_tokens": ["c", "d"], "alpha": alpha}
        lines.append("{" if k in bad else json.dumps(row))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def take(path, folder, **options):
    return import_corpus(recognised=recognise([path]), folder=folder, **options)


@pytest.fixture
def small_shards(monkeypatch):
    monkeypatch.setattr(importing, "SHARD", 10)


def test_bad_blocks_are_refused_by_line_until_someone_agrees(tmp_path, small_shards):
    path = rows_file(tmp_path, count=45, bad=(12, 33))
    folder = tmp_path / "corpus"
    with pytest.raises(BadBlocksError, match=r"2 of 45 blocks .*line 13: not JSON.*; line 34"):
        take(path, folder)
    assert not list(folder.glob("*"))
    imported = take(path, folder, skip_bad=True)
    assert (imported.sentences, imported.bad_count) == (43, 2)
    assert [block.line for block in imported.bad] == [13, 34]
    corpus = AlignedCorpus(folder)
    assert corpus.complete
    assert [row["id"] for row in corpus.every_row()] == [k for k in range(45) if k not in (12, 33)]
    assert corpus.row(13)["source"] == "w13 a b"


def test_a_folder_that_holds_a_corpus_is_left_alone(tmp_path):
    path = rows_file(tmp_path, count=3)
    take(path, tmp_path / "corpus")
    with pytest.raises(CorpusError, match="add --resume"):
        take(path, tmp_path / "corpus")
    rows_file(tmp_path, count=4)
    with pytest.raises(CorpusError, match="other files"):
        take(path, tmp_path / "corpus", resume=True)
    assert AlignedCorpus(tmp_path / "corpus").count() == 3


class Killed(BaseException):
    """Stands for whatever ends a process between two blocks."""


@pytest.mark.parametrize("at", [1, 9, 10, 25, 44])
def test_an_interrupted_import_goes_on(at, tmp_path, small_shards):
    path = rows_file(tmp_path, count=45, bad=(5, 31))

    def stop(count):
        if count == at:
            raise Killed

    whole, part = tmp_path / "whole", tmp_path / "part"
    take(path, whole, skip_bad=True)
    with pytest.raises(Killed):
        take(path, part, skip_bad=True, done=stop)
    finished = {shard.name: shard.stat().st_mtime_ns for shard in find_shards(part)}
    if finished:
        assert not AlignedCorpus(part).complete
    imported = take(path, part, skip_bad=True, resume=True)
    assert (imported.sentences, imported.bad_count) == (43, 2)
    assert [shard.read_bytes() for shard in find_shards(part)] == [
        shard.read_bytes() for shard in find_shards(whole)
    ]
    for name, written in finished.items():
        assert (part / name).stat().st_mtime_ns == written  # not written again


def test_a_damaged_shard_is_written_again(tmp_path, small_shards):
    path = rows_file(tmp_path, count=45)
    folder = tmp_path / "corpus"
    take(path, folder)
    before = [shard.read_bytes() for shard in find_shards(folder)]
    find_shards(folder)[1].write_bytes(b"x")
    take(path, folder, resume=True)
    assert [shard.read_bytes() for shard in find_shards(folder)] == before


def test_kill_9_loses_no_finished_shard(tmp_path):
    path = rows_file(tmp_path, count=9000)
    folder = tmp_path / "corpus"
    command = [sys.executable, "-m", "attention_core", "import", str(path), "--out", str(folder)]
    process = subprocess.Popen(command, cwd=HOME, stderr=subprocess.DEVNULL)
    while process.poll() is None and len(find_shards(folder)) < 2:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    corpus = AlignedCorpus(folder)
    assert not corpus.faults
    assert corpus.count() >= 2 * importing.SHARD
    done = subprocess.run([*command, "--resume"], cwd=HOME, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    again = AlignedCorpus(folder)
    assert again.complete
    assert again.count() == 9000


def test_references_and_gold_links_belong_to_blocks(tmp_path):
    path = rows_file(tmp_path, count=3, bad=(1,))
    reference, gold = tmp_path / "reference.txt", tmp_path / "gold.tsv"
    reference.write_text("c d\nleft out\n\n", encoding="utf-8")
    gold.write_text("0-0 1-1\n\na b\tc d\t2-1\n", encoding="utf-8")
    beside = LineFiles(references=reference, gold=gold)
    take(path, tmp_path / "corpus", beside=beside, skip_bad=True)
    first, last = AlignedCorpus(tmp_path / "corpus").rows([0, 2])
    assert (first["reference"], first["chrf"]) == ("c d", 100)
    assert (last["reference"], last["chrf"]) == (None, None)
    assert (first["gold"], last["gold"]) == ("0-0 1-1", "2-1")
    assert first["sure_count"] == 2


@pytest.mark.parametrize(("text", "message"), [("x\n", "it ends"), ("x\n" * 5, "line 4 has no")])
def test_a_reference_a_block(text, message, tmp_path):
    reference = tmp_path / "reference.txt"
    reference.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=message):
        take(
            rows_file(tmp_path, count=3),
            tmp_path / "corpus",
            beside=LineFiles(references=reference),
        )
    assert not list((tmp_path / "corpus").glob("*"))
