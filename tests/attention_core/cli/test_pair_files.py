"""Files of pairs as spreadsheets and other tools write them, in every command that takes pairs."""

import pytest

from attention_core.cli.parser import main
from attention_core.data.pairs import Pair
from tests.helpers import tiny
from tests.helpers.command_line import QUICK_RUN
from tests.helpers.pair_files import pair_files

PAIRS = (*tiny.PAIRS[:4], Pair(source="the bird, red.", target="चिड़िया, लाल।"))
FILES = pair_files(PAIRS)


def test_align_finds_the_same_weights_in_all_of_them(models, tmp_path, capsys):
    found = {}
    for name, (ending, data) in FILES.items():
        path = tmp_path / f"pairs.{ending}"
        path.write_bytes(data)
        arguments = ["--models", str(models), "--model", "tiny-attention", "--pairs", str(path)]
        assert main(["align", *arguments, "--format", "json"]) == 0, name
        found[name] = [line for line in capsys.readouterr().out.splitlines() if line]
    assert len(found["plain"]) == len(PAIRS)
    assert {name for name, lines in found.items() if lines != found["plain"]} == set()


@pytest.mark.parametrize("name", ["CSV with a header", "CSV that says its separator"])
def test_train_says_how_it_read_its_files(name, tmp_path, capsys):
    pairs = [pair for pair in tiny.PAIRS if "," not in f"{pair.source}{pair.target}"]
    ending, data = pair_files(pairs)[name]
    path = tmp_path / f"mine.{ending}"
    path.write_bytes(data)
    arguments = ["--arch", "vanilla", "--train", str(path), "--dev", str(path), *QUICK_RUN]
    assert main(["train", *arguments, "--out", str(tmp_path / "run")]) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith(str(path))]
    if "header" in name:
        notes = ["columns separated by commas", "line 1 is a header and left out"]
    else:
        notes = ["read as UTF-16", "columns separated by semicolons"]
    assert said == [f"{path}: {note}" for note in notes] * 2  # of training and of validation
