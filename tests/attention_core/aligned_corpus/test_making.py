"""A corpus made with a model has the model's weights, with any number of processes."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from attention_core.aligned_corpus import making
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.rows import row_sentence
from attention_core.aligned_corpus.shards import CorpusError, find_shards
from attention_core.alignment.aligner import AlignmentError, GivenPair, align
from attention_core.data.pairs import DataError
from attention_core.decoding.translate import translate_all
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
        GivenPair(source=tuple(p.source.split()), target=tuple(target.split()))
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
    monkeypatch.setattr(making, "SHARD", 2)
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
        "making.SHARD = 2\n"
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
