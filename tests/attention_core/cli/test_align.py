"""align: a line of links for each pair, also after a kill and in several processes."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from attention_core.alignment.aligner import BLOCK, WEIGHTS
from attention_core.alignment.extraction import argmax_links
from attention_core.cli.parser import main
from attention_core.utils.resumable_output import partial_path
from tests.helpers import tiny
from tests.helpers.command_line import ODD_WORDS, align_arguments, fails

WORLD = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


@pytest.fixture
def many(tmp_path):
    """Three blocks of pairs of all lengths, some with words that vanish."""
    path = tmp_path / "many.tsv"
    rows = [f"{p.source}\t{p.target}\n" for p in tiny.PAIRS] + [ODD_WORDS]
    path.write_text("".join(rows * 56), encoding="utf-8")  # 1,176 pairs
    return path


def test_align_prints_the_links_of_each_pair(models, tmp_path, capsys):
    path = tmp_path / "weird.tsv"
    path.write_text(ODD_WORDS + "a bird\tचिड़िया\tmore\n", encoding="utf-8")
    assert main(align_arguments(models, path, "--tokenized", "--format", "json")) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    alpha = np.array(rows[0]["word_alpha"])
    assert alpha.shape == (4, 6)  # with the end marks, and the words that vanish
    assert not alpha[1].any()
    assert not alpha[:, 1].any()
    assert np.array(rows[1]["word_alpha"]).shape == (2, 3)
    for row in rows:
        assert all(value < 0 for value in row["logprob"])
        links = argmax_links(np.array(row["word_alpha"])[:-1])
        assert row["links"] == sorted(map(list, links))
    assert main(align_arguments(models, path, "--tokenized")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [" ".join(f"{s}-{t}" for s, t in row["links"]) for row in rows]
    threshold = ("--tokenized", "--rule", "threshold", "--threshold", "0.01")
    assert main(align_arguments(models, path, *threshold)) == 0
    assert len(capsys.readouterr().out.split()) > len(" ".join(lines).split())


def test_one_line_out_for_each_line_in(models, tmp_path, capsys):
    path, output = tmp_path / "pairs.tsv", tmp_path / "links"
    path.write_text("\na bird\tचिड़िया\n\nthe red bird\tलाल चिड़िया\n\n", encoding="utf-8")
    assert main(align_arguments(models, path)) == 0
    out = capsys.readouterr().out
    assert [bool(line) for line in out.split("\n")[:-1]] == [False, True, False, True, False]
    assert main(align_arguments(models, path, "--output", output)) == 0
    assert output.read_text(encoding="utf-8") == out
    assert main(align_arguments(models, path, "--format", "json")) == 0
    lines = capsys.readouterr().out.split("\n")
    assert [lines[k] for k in (0, 2, 4)] == ["null"] * 3
    assert json.loads(lines[1])["links"]


def test_align_counts_words_as_the_pages_do(models, tmp_path, capsys):
    path = tmp_path / "pairs.tsv"
    path.write_text("red bird, bird!\tलाल चिड़िया!\n", encoding="utf-8")
    sizes = []
    for more in ((), ("--tokenized",)):
        assert main(align_arguments(models, path, "--format", "json", *more)) == 0
        (line,) = capsys.readouterr().out.splitlines()
        sizes.append(np.array(json.loads(line)["word_alpha"]).shape)
    assert sizes == [(4, 6), (3, 4)]  # end marks included


def test_other_columns_are_refused_until_they_are_named(models, tmp_path, capsys):
    path = tmp_path / "export.tsv"
    path.write_text("1\ta bird\t2\tचिड़िया\n", encoding="utf-8")
    assert "--columns 2,4" in fails(capsys, *align_arguments(models, path))
    assert main(align_arguments(models, path, "--columns", "2,4")) == 0
    assert capsys.readouterr().out.strip()
    assert "2,4" in fails(capsys, *align_arguments(models, path, "--columns", "two"))


def test_align_by_the_posterior(models, tmp_path, capsys):
    path = tmp_path / "weird.tsv"
    path.write_text(ODD_WORDS + "a bird\tचिड़िया\tmore\n", encoding="utf-8")
    found = {}
    for weights in WEIGHTS:
        assert main(align_arguments(models, path, "--weights", weights, "--format", "json")) == 0
        found[weights] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for before, after in zip(found["alpha"], found["posterior"], strict=True):
        assert before["logprob"] == after["logprob"]
        weights = np.array(after["word_posterior"])
        assert np.abs(weights - np.array(before["word_alpha"])).max() > 0.001
        assert after["links"] == sorted(map(list, argmax_links(weights[:-1])))


def run_in_processes(count, arguments, *, at=None):
    """The real program, in so many processes that know of each other; their exit status."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = Path(__file__).resolve().parents[3]
    started = []
    for rank in range(count):
        values = (str(rank), str(rank), str(count), "127.0.0.1", str(port))
        world = dict(zip(WORLD, values, strict=True)) if count > 1 else {}
        env = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1", **world}
        command = [sys.executable, "-m", "attention_core", *arguments]
        started.append(subprocess.Popen(command, env=env))
    try:
        if at is not None:  # killed without a chance to tidy up, in the middle of the work
            while started[0].poll() is None and not at():
                time.sleep(0.005)
            started[0].kill()
        return [process.wait(timeout=600) for process in started]
    finally:
        for process in started:
            process.kill()


@pytest.fixture
def one_thread():
    """Sums in the same order as in the processes of their own, to the last bit."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
def test_align_survives_a_kill(models, many, tmp_path, capsys):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert main(align_arguments(models, many, "--output", whole)) == 0
    lines = whole.read_text("utf-8").splitlines()
    assert len(lines) == 1176
    part = partial_path(killed)

    def a_block_is_written():
        return part.exists() and part.read_bytes().count(b"\n") > BLOCK

    arguments = align_arguments(models, many, "--output", killed)
    (status,) = run_in_processes(1, arguments, at=a_block_is_written)
    assert status == -9
    assert not killed.exists()
    assert part.read_text("utf-8").splitlines()[1 : BLOCK + 1] == lines[:BLOCK]
    done = (part.read_bytes().count(b"\n") - 1) // BLOCK * BLOCK
    capsys.readouterr()
    assert "add --resume" in fails(capsys, *arguments)  # unasked, nothing is thrown away
    assert "other model, file or options" in fails(capsys, *arguments, "--resume", "--format=json")
    assert main([*arguments, "--resume"]) == 0
    assert f"{done}/1176 " in capsys.readouterr().err  # where the bar begins
    assert killed.read_bytes() == whole.read_bytes()
    assert not part.exists()


@pytest.mark.usefixtures("one_thread")
def test_two_processes_find_the_links_of_one(models, many, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    arguments = align_arguments(models, many, "--format", "json")
    assert main([*arguments, "--output", str(one)]) == 0
    assert run_in_processes(2, [*arguments, "--output", str(two)]) == [0, 0]
    assert two.read_bytes() == one.read_bytes()


def test_mistakes(models, pairs, tmp_path, capsys):
    vanilla = ["--models", models, "--model", "tiny-vanilla"]
    assert "no α" in fails(capsys, "align", *vanilla, "--pairs", pairs)
    align = align_arguments(models, pairs)
    assert "--resume goes with --output" in fails(capsys, *align, "--resume")
    assert "nowhere" in fails(capsys, *align, "--output", tmp_path / "nowhere" / "links")
    broken = tmp_path / "broken.tsv"
    broken.write_text("a bird\tचिड़िया\nno tab here\n", encoding="utf-8")
    assert "broken.tsv, line 2" in fails(capsys, *align_arguments(models, broken))
