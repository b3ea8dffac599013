"""Whole files of each format: every first matrix is that of the least code that reads it.

The samples are small and of our own. Files that toolkits themselves have written are read where
they are: in the folder ATTENTION_FILES, by default beside the project.
"""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.attention_files import PAIRS, read

SAMPLES = Path(__file__).parent / "samples"
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data" / "alignments"
REAL = Path(os.environ.get("ATTENTION_FILES") or BESIDE)
SAMPLE_FILES = (
    ("nematus.txt",),
    ("opennmt.txt",),
    ("marian-block.txt",),
    ("marian.out", "marian.src"),
    ("alignments.npy", "text.src", "text.out"),
    ("rows.jsonl",),
)
REAL_FILES = (
    ("nematus-alignments.txt",),
    ("opennmt-attention.txt",),
    ("marian2-one.txt",),
    ("marian-marian.out.lv", "marian-marian.src.en"),
    ("neuralmonkey-alignments.npy", "neuralmonkey-src.en.bpe", "neuralmonkey-out.lv.bpe"),
)


def first_matrix(files):
    """The first matrix of a file, by the least code that reads it."""
    texts = [path.read_text("utf-8").splitlines() for path in files if path.suffix != ".npy"]
    if files[0].suffix == ".npy":
        source, target = (lines[0].split() for lines in texts)
        return np.load(files[0])[0].T[: len(target), : len(source)]
    if files[0].suffix == ".jsonl":
        return np.array(json.loads(texts[0][0])["alpha"])
    if len(files) == 2:
        width = len(texts[1][0].split()) + 1
        groups = texts[0][0].split("|||")[1].split()
        return np.array([[float(x) for x in group.split(",")[:width]] for group in groups])
    lines = texts[0][1:]
    end = next(k for k, line in enumerate(lines) if not line.strip() or "|||" in line)
    return np.array([[float(x) for x in line.split()] for line in lines[:end]])


@pytest.mark.parametrize("names", SAMPLE_FILES, ids=lambda names: names[0])
def test_samples(names):
    files = [SAMPLES / name for name in names]
    blocks = read(files)
    assert [block.sentence.source for block in blocks] == [s.replace("@@ ", "") for s, _ in PAIRS]
    assert blocks[0].sentence.alpha == pytest.approx(first_matrix(files), abs=1e-7)
    assert all(block.warning == "" for block in blocks)


def test_a_sample_of_links():
    blocks = read([SAMPLES / "pharaoh.txt", SAMPLES / "pairs.tsv"])
    lines = (SAMPLES / "pharaoh.txt").read_text("utf-8").splitlines()
    assert len(lines) == len(blocks) == len(PAIRS)
    for line, block in zip(lines, blocks, strict=True):
        pairs = {tuple(map(int, link.split("-"))) for link in line.replace("?", "-").split()}
        assert block.sentence.links == pairs


@pytest.mark.skipif(not REAL.is_dir(), reason=f"there is no folder {REAL.name}")
@pytest.mark.parametrize("names", REAL_FILES, ids=lambda names: names[0])
def test_files_of_other_toolkits(names):
    files = [REAL / name for name in names]
    blocks = read(files)
    assert all(hasattr(block, "sentence") for block in blocks)
    assert blocks[0].sentence.alpha == pytest.approx(first_matrix(files), abs=1e-7)
