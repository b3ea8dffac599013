"""align: a line of links for each pair, also after a kill and in several processes."""

import dataclasses
import json
import os
import shutil
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
from attention_core.alignment.symmetrization import COMBINATIONS
from attention_core.cli.parser import main
from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import write_model
from attention_core.utils.resumable_output import partial_path
from tests.helpers import tiny
from tests.helpers.command_line import ODD_WORDS, align_arguments, fails

WORLD = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


@pytest.fixture
def many(tmp_path):
    """Three blocks of pairs of all lengths, some with words that vanish."""
    path = tmp_path / "many.tsv"
    rows = [f"{p.source}\t{p.target}\n" for p in tiny.PAIRS[1:]] + [ODD_WORDS, "\n"]
    path.write_text("".join(rows * 56), encoding="utf-8")  # 1,176 lines
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


@pytest.mark.parametrize("blank", ["", " ", "\t", "\r"])
@pytest.mark.parametrize(
    "form", [("--rule", "threshold", "--threshold", "0.01"), ("--format", "json")]
)
def test_a_line_for_each_line_and_a_blank_one_for_a_blank_one(
    models, tmp_path, capsys, blank, form
):
    path, output = tmp_path / "gaps.tsv", tmp_path / "links"
    pairs = ["a bird\tचिड़िया", "the red bird .\tलाल चिड़िया ।"]
    path.write_text("\n".join([blank, pairs[0], blank, blank, pairs[1], blank]) + "\n", "utf-8")
    assert main(align_arguments(models, path, *form)) == 0
    lines = capsys.readouterr().out.split("\n")
    assert [bool(line) for line in lines] == [False, True, False, False, True, False, False]
    assert main(align_arguments(models, path, *form, "--output", output)) == 0
    assert output.read_text("utf-8").split("\n") == lines
    path.write_text("\n".join(pairs), "utf-8")
    capsys.readouterr()
    assert main(align_arguments(models, path, *form)) == 0
    assert capsys.readouterr().out.splitlines() == [line for line in lines if line]


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


@pytest.mark.parametrize(
    ("combination", "expected"),
    [
        ("intersection", ["0-0", "", ""]),
        ("union", ["0-0 1-1 2-2", "", "0-1 1-0"]),
        (None, ["0-0 1-1 2-2", "", "0-1 1-0"]),
    ],
)
def test_two_files_of_links_are_combined(tmp_path, capsys, combination, expected):
    """The second one is in another format; a pair without links has its line."""
    first, second = tmp_path / "a.fwd", tmp_path / "a.rev"
    first.write_text("0-0 1-1\n\n0-1\n", "utf-8")
    second.write_text("1 1 1 S\n1 3 3 S\n3 2 1 P\n", "utf-8")
    command = ["align", "--directions", str(first), str(second)]
    command += [] if combination is None else ["--combine", combination]
    assert main(command) == 0
    assert capsys.readouterr().out.split("\n") == [*expected, ""]
    assert main([*command, "--output", str(tmp_path / "links")]) == 0
    assert (tmp_path / "links").read_text("utf-8").split("\n") == [*expected, ""]


def test_the_second_file_of_links_can_have_the_target_first(tmp_path, capsys):
    for name, line in (("one", "0-2 1-0"), ("two", "2-0 0-1")):
        (tmp_path / name).write_text(line, "utf-8")
    command = ["align", "--directions", str(tmp_path / "one"), str(tmp_path / "two")]
    assert main([*command, "--turn", "--combine", "intersection"]) == 0
    assert capsys.readouterr().out == "0-2 1-0\n"


def write_way_back(folder):
    """A model folder from Hindi to English."""
    target, source = tiny.tokenizers()
    config = tiny.model_config("attention", source=len(source), target=len(target))
    config = dataclasses.replace(
        config, source_language="hi", target_language="en", lowercase_source=source.lowercase
    )
    card = ModelCard.from_json({"kind": "attention"})
    write_model(
        folder=folder, model=tiny.tiny_model(config), source=source, target=target, card=card
    )


def test_a_model_of_the_other_direction_adds_its_links(models, tmp_path, capsys):
    home = tmp_path / "models"
    shutil.copytree(models / "tiny-attention", home / "tiny-attention")
    write_way_back(home / "back")
    path, back = tmp_path / "pairs.tsv", tmp_path / "back.tsv"
    path.write_text("a bird\tचिड़िया\n\nthe red bird .\tलाल चिड़िया ।\n", "utf-8")
    back.write_text("चिड़िया\ta bird\n\nलाल चिड़िया ।\tthe red bird .\n", "utf-8")
    rule = ("--rule", "threshold", "--threshold", "0.1")

    def lines(*arguments):
        assert main(list(arguments)) == 0
        return capsys.readouterr().out.split("\n")

    forward = align_arguments(home, path, *rule)
    command = ["align", "--models", str(home), "--model", "back", "--pairs", str(back), *rule]
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("\n".join(lines(*forward)), "utf-8")
    two.write_text("\n".join(lines(*command)), "utf-8")
    for combination in COMBINATIONS:
        files = ("--directions", str(one), str(two), "--turn", "--combine", combination)
        found = lines(*forward, "--both", "back", "--combine", combination)
        assert found == lines("align", *files)
        assert [bool(line) for line in found][1::2] == [False, False]
    assert "tiny-attention translates en-hi, and " in fails(
        capsys, *forward, "--both", "tiny-attention"
    )


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
    links = tmp_path / "one"
    links.write_text("0-0\n", encoding="utf-8")
    two = ("--directions", links, links)
    assert "--pairs FILE is needed" in fails(capsys, "align")
    assert "--pairs makes links" in fails(capsys, *align, *two)
    assert "--combine goes with" in fails(capsys, *align, "--combine", "union")
    assert "--turn goes with" in fails(capsys, *align, "--turn")
    other = tmp_path / "other"
    other.write_text("0-0\n0-1\n", encoding="utf-8")
    assert "have 1 and 2 pairs" in fails(capsys, "align", "--directions", links, other)
    assert "no known format" in fails(capsys, "align", "--directions", links, pairs)
    assert "--resume goes with --output" in fails(capsys, *align, "--resume")
    assert "nowhere" in fails(capsys, *align, "--output", tmp_path / "nowhere" / "links")
    broken = tmp_path / "broken.tsv"
    broken.write_text("a bird\tचिड़िया\nno tab here\n", encoding="utf-8")
    assert "broken.tsv, line 2" in fails(capsys, *align_arguments(models, broken))
