"""A corpus made with a model has the model's weights, with any number of processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from attention_core.aligned_corpus import making
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.line_files import LineFiles
from attention_core.aligned_corpus.rows import row_sentence
from attention_core.aligned_corpus.shards import CorpusError, find_shards
from attention_core.alignment.aligner import AlignmentError, GivenPair, align
from attention_core.data.pairs import DataError
from attention_core.decoding.translate import translate_all
from attention_core.formats.block import FormatError
from attention_core.utils.distributed import Process
from tests.helpers import tiny

HOME = Path(__file__).resolve().parents[3]
ALONE = Process(rank=0, count=1, device=torch.device("cpu"))


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "lines.tsv"
    texts = [f"{p.source}\t{p.target}" for p in tiny.PAIRS[:7]]
    texts[3] = tiny.PAIRS[3].source  # to be translated
    texts[5] += "\t0-0 1-1"
    texts[6] += "\tstories"
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def checkpoint(explorer):
    return explorer.load("tiny-attention")


def make(checkpoint, lines, folder, **options):
    options = {"process": ALONE, **options}
    return making.make_corpus(checkpoint=checkpoint, lines=lines, folder=folder, **options)


@pytest.mark.parametrize("weights", ["alpha", "posterior"])
def test_weights_are_the_models(weights, checkpoint, lines, tmp_path):
    assert make(checkpoint, lines, tmp_path / "corpus", weights=weights) == 7
    corpus = AlignedCorpus(tmp_path / "corpus")
    assert corpus.complete
    rows = list(corpus.every_row())
    (translated,) = translate_all(
        model=checkpoint.model,
        source=checkpoint.source,
        target=checkpoint.target,
        sentences=[tiny.PAIRS[3].source],
        beam=5,
    )
    targets = [p.target for p in tiny.PAIRS[:7]]
    targets[3] = translated
    assert [row["target"] for row in rows] == targets
    pairs = [
        GivenPair(source=p.source, target=target)
        for p, target in zip(tiny.PAIRS, targets, strict=False)
        if target
    ]
    blocks = align(checkpoint=checkpoint, pairs=pairs, process=ALONE, weights=weights)
    alignments = iter([alignment for block in blocks for alignment in block])
    for row in rows:
        if not row["target"]:
            assert row["alpha"] is None
            continue
        alignment = next(alignments)
        assert row_sentence(row).alpha == pytest.approx(alignment.weights, abs=1e-3)
        assert row["logprob"] == pytest.approx(alignment.logprob.mean(), abs=1e-5)
        assert row["source_tokens"][-1] == row["target_tokens"][-1] == "</s>"
    assert [row["gold"] for row in rows] == [None] * 5 + ["0-0 1-1", None]


def test_an_interrupted_corpus_goes_on(checkpoint, lines, tmp_path, monkeypatch):
    monkeypatch.setattr(making, "SMALLEST_SHARD", 2)
    make(checkpoint, lines, tmp_path / "whole")
    whole = [shard.read_bytes() for shard in find_shards(tmp_path / "whole")]
    assert len(whole) == 4

    def stop(count):
        if count >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(checkpoint, lines, tmp_path / "part", done=stop)
    assert 1 <= len(find_shards(tmp_path / "part")) < 4
    with pytest.raises(CorpusError, match="--resume"):
        make(checkpoint, lines, tmp_path / "part")
    with pytest.raises(CorpusError, match="begun with other"):
        make(checkpoint, lines, tmp_path / "part", weights="posterior", resume=True)
    make(checkpoint, lines, tmp_path / "part", resume=True)
    assert [shard.read_bytes() for shard in find_shards(tmp_path / "part")] == whole


def test_references_and_gold_links_come_by_the_number_of_the_line(checkpoint, lines, tmp_path):
    texts = lines.read_text(encoding="utf-8").splitlines()
    lines.write_text("\n".join([texts[0], "", *texts[1:]]) + "\n\n", encoding="utf-8")
    references, gold = tmp_path / "references.txt", tmp_path / "gold.txt"
    targets = [tiny.PAIRS[0].target, "left out", *[""] * 6]
    references.write_text("\n".join(targets) + "\n", encoding="utf-8")
    gold.write_text("\n".join(["0-0", "", "1-1", *[""] * 5]) + "\n", encoding="utf-8")
    beside = LineFiles(references=references, gold=gold)
    make(checkpoint, lines, tmp_path / "corpus", beside=beside)
    rows = list(AlignedCorpus(tmp_path / "corpus").every_row())
    assert [row["gold"] for row in rows] == ["0-0", "1-1", None, None, None, "0-0 1-1", None]
    assert [row["reference"] for row in rows] == [tiny.PAIRS[0].target, *[None] * 6]
    assert rows[0]["chrf"] == pytest.approx(100)
    assert rows[0]["aer"] is not None
    gold.write_text("0-0\n" * 9, encoding="utf-8")
    with pytest.raises(CorpusError, match="begun with other"):
        make(checkpoint, lines, tmp_path / "corpus", resume=True)
    with pytest.raises(FormatError, match="line 9 has no sentence"):
        make(checkpoint, lines, tmp_path / "other", beside=beside)


@pytest.mark.parametrize(
    ("count", "size"), [(1, 128), (2000, 128), (16_000, 1000), (32_768, 2048), (1_000_000, 2048)]
)
def test_a_small_corpus_has_small_shards(count, size):
    assert making.shard_size(count) == size


def test_a_process_that_is_killed_loses_no_finished_shard(models, tmp_path):
    lines, script, folder = tmp_path / "lines.tsv", tmp_path / "run.py", tmp_path / "corpus"
    pairs = [tiny.PAIRS[k % len(tiny.PAIRS)] for k in range(400)]
    lines.write_text("".join(f"{p.source}\t{p.target}\n" for p in pairs), encoding="utf-8")
    script.write_text(
        "from attention_core.aligned_corpus import making\n"
        "from attention_core.cli.parser import main\n"
        "making.SMALLEST_SHARD = 4\n"
        "making.SHARDS = 100\n"
        "raise SystemExit(main())\n",
        encoding="utf-8",
    )

    def command(out):
        return [
            *(sys.executable, str(script), "align", "--device", "cpu", "--models", str(models)),
            *("--model", "tiny-attention", "--pairs", str(lines), "--resume"),
            *("--format", "parquet", "--output", str(out)),
        ]

    environment = {**os.environ, "PYTHONPATH": str(HOME), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command(folder), cwd=HOME, env=environment)
    while len(find_shards(folder)) < 3 and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    left = find_shards(folder)
    assert 3 <= len(left) < 100
    corpus = AlignedCorpus(folder)
    assert (corpus.faults, corpus.complete) == ([], False)
    assert corpus.count() == 4 * len(left)
    stamps = [path.stat().st_mtime_ns for path in left]
    for out in (folder, tmp_path / "whole"):
        subprocess.run(command(out), cwd=HOME, env=environment, check=True, capture_output=True)
    assert [path.stat().st_mtime_ns for path in left] == stamps
    assert AlignedCorpus(folder).complete
    whole = [path.read_bytes() for path in find_shards(tmp_path / "whole")]
    assert [path.read_bytes() for path in find_shards(folder)] == whole


def test_only_a_model_with_weights(explorer, lines, tmp_path):
    with pytest.raises(AlignmentError, match="no α"):
        make(explorer.load("tiny-vanilla"), lines, tmp_path / "corpus")


@pytest.mark.parametrize(("text", "message"), [("a\t\n", "line 1: a side is empty"), ("", "no")])
def test_broken_files_are_named(text, message, checkpoint, tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        make(checkpoint, path, tmp_path / "corpus")


def test_two_processes_write_the_shards_of_one(models, lines, tmp_path):
    """torchrun: each process writes shards of its own numbers into one folder."""
    script = tmp_path / "run.py"
    script.write_text(
        "from attention_core.aligned_corpus import making\n"
        "from attention_core.cli.parser import main\n"
        "making.SMALLEST_SHARD = 2\n"
        "raise SystemExit(main())\n",
        encoding="utf-8",
    )
    shards = []
    for count in (1, 2):
        folder = tmp_path / f"corpus-{count}"
        command = [
            *(sys.executable, "-m", "torch.distributed.run", "--standalone"),
            *("--nproc-per-node", str(count), str(script), "align", "--device", "cpu"),
            *("--models", str(models), "--model", "tiny-attention", "--pairs", str(lines)),
            *("--format", "parquet", "--output", str(folder)),
        ]
        environment = {"PYTHONPATH": str(HOME), "OMP_NUM_THREADS": "1", "PATH": ""}
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        assert AlignedCorpus(folder).complete
        shards.append([np.array([r["coverage"] for r in AlignedCorpus(folder).every_row()])])
        assert len(find_shards(folder)) == 4
    np.testing.assert_array_equal(shards[0], shards[1])


@pytest.mark.parametrize(
    ("tokenized", "expected"),
    [
        (False, (["red", "bird", ",", "bird", "!"], ["लाल", "चिड़िया", "!"])),
        (True, (["red", "bird,", "bird!"], ["लाल", "चिड़िया!"])),
    ],
)
def test_words_are_counted_as_in_the_other_formats(tokenized, expected, checkpoint, tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("7\tred bird, bird!\t8\tलाल चिड़िया!\n", encoding="utf-8")
    with pytest.raises(DataError, match="add --columns 2,4"):
        make(checkpoint, path, tmp_path / "refused")
    make(checkpoint, path, tmp_path / "corpus", columns=(1, 3), tokenized=tokenized)
    (row,) = AlignedCorpus(tmp_path / "corpus").every_row()
    found = tuple(list(row[f"{side}_tokens"])[:-1] for side in ("source", "target"))
    assert found == expected
    given = GivenPair(source="red bird, bird!", target="लाल चिड़िया!")
    if tokenized:
        given = GivenPair(source=tuple(expected[0]), target=tuple(expected[1]))
    ((alignment,),) = align(checkpoint=checkpoint, pairs=[given], process=ALONE)
    assert row_sentence(row).alpha == pytest.approx(alignment.weights, abs=1e-3)
