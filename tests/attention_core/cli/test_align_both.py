"""align --both: the model of the other direction, by options that go together or are refused."""

import json

import numpy as np
import pytest

from attention_core.cli.parser import main
from tests.helpers.command_line import fails

PAIRS = "Ba do.\tباب دار.\n\nki lu me.\tنور قمر بحر.\n"


@pytest.fixture
def command(other_languages, tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text(PAIRS, encoding="utf-8")
    where = ["--models", str(other_languages), "--device", "cpu", "--pairs", str(path)]
    return ["align", *where, "--model", "en-ar-attention"]


def lines(capsys, *command):
    capsys.readouterr()
    assert main([*command]) == 0
    return capsys.readouterr().out.split("\n")


def test_the_mean_has_weights_of_both(command, tmp_path, capsys):
    back = tmp_path / "back.tsv"
    turned = ["\t".join(reversed(line.split("\t"))) for line in PAIRS.splitlines()]
    back.write_text("\n".join(turned) + "\n", encoding="utf-8")
    one = [*command, "--format", "json", "--weights", "posterior"]
    way_back = [
        *one[: one.index("--pairs") + 1],
        str(back),
        "--model",
        "ar-en-attention",
        *one[-4:],
    ]
    both = lines(capsys, *one, "--both", "ar-en-attention", "--combine", "mean")
    first, second = lines(capsys, *one), lines(capsys, *way_back)
    assert both[1] == ""
    for joined, there, again in zip(both[::2], first[::2], second[::2], strict=True):
        if not joined:
            continue
        row, forward, backward = map(json.loads, (joined, there, again))
        assert row["logprob"] == forward["logprob"]
        assert row["back_logprob"] == backward["logprob"]
        words = (slice(None, -1), slice(None, -1))
        mean = (
            np.array(forward["word_posterior"])[words]
            + np.array(backward["word_posterior"])[words].T
        ) / 2
        np.testing.assert_allclose(np.array(row["word_posterior"])[words], mean, atol=1e-6)
    links = lines(
        capsys,
        *one[:-4],
        "--weights",
        "posterior",
        "--both",
        "ar-en-attention",
        "--combine",
        "mean",
    )
    expected = json.loads(both[0])["links"]
    assert [list(map(int, link.split("-"))) for link in links[0].split()] == expected


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--combine", "union"], "--combine goes with --directions or --both"),
        (["--both", "ar-en-attention", "--format", "json"], "goes with --combine mean"),
        (["--both", "ar-en-attention", "--format", "parquet", "--output", "x"], "leave --both out"),
        (["--both", "en-zh-attention"], "translates en-zh, and the other direction of en-ar"),
        (["--both", "ar-en-vanilla"], "it has no α"),
        (["--both", "nobody"], "unknown model 'nobody'"),
    ],
)
def test_what_does_not_go_together_is_refused(command, capsys, options, reason):
    assert reason in fails(capsys, *command, *options)


def test_files_of_links_have_no_mean(tmp_path, capsys):
    files = [tmp_path / name for name in ("one", "two")]
    for path in files:
        path.write_text("0-0\n", encoding="utf-8")
    error = fails(capsys, "align", "--directions", *files, "--combine", "mean")
    assert "files of links have no weights" in error
    error = fails(capsys, "align", "--directions", *files, "--both", "x")
    assert "--both makes links, and --directions has them" in error
