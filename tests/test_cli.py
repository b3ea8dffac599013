"""The command line: what is printed where, the exit status, and one clear line for mistakes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tiny

from attention_core.checkpoint import read_card
from attention_core.cli import main
from attention_core.explorer import Explorer

SENTENCE = "the red bird sits on the wall."
QUICK = [
    *("--embedding", "8", "--encoder", "4", "--decoder", "8", "--attention", "4"),
    *("--pieces", "110", "--batch-tokens", "120", "--updates", "6", "--evaluate-every", "3"),
    *("--curriculum-updates", "2", "--warmup", "2", "--device", "cpu", "--threads", "1"),
]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{p.source}\t{p.target}\n" for p in tiny.PAIRS), encoding="utf-8")
    return path


def fails(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one line that a mistake prints; the status must be 2 and standard output empty."""
    try:
        status = main([str(a) for a in arguments])
    except SystemExit as stop:  # argparse leaves this way
        status = int(str(stop.code))
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_translate_prints_the_translation_alone(models, capsys):
    assert main(["translate", "--models", str(models), "--model", "tiny-attention", SENTENCE]) == 0
    wanted = Explorer(models=models).translate(model="tiny-attention", sentence=SENTENCE)
    assert capsys.readouterr().out == wanted.translation + "\n"


@pytest.mark.parametrize("kind", ["attention", "vanilla"])
def test_translate_json_is_the_trace(models, capsys, kind):
    arguments = ["translate", "--models", str(models), "--model", f"tiny-{kind}", "--json"]
    assert main([*arguments, "--beam", "2", SENTENCE]) == 0
    trace = Explorer(models=models).translate(model=f"tiny-{kind}", sentence=SENTENCE, beam=2)
    assert json.loads(capsys.readouterr().out) == trace.to_json()


def test_translate_keeps_lines_parallel(models, capsys, monkeypatch):
    lines = f"{SENTENCE}\n\nwho baked this bread?\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert main(["translate", "--models", str(models), "--model", "tiny-attention"]) == 2
    out, err = capsys.readouterr()
    written = out.split("\n")
    assert len(written) == 4  # three lines and what follows the last line's end
    assert written[0]
    assert written[1] == ""
    assert written[2]
    assert "line 2" in err
    assert "empty" in err


def test_translate_marks_unknown_words(models, capsys):
    arguments = ["translate", "--models", str(models), "--model", "tiny-attention"]
    assert main([*arguments, "the bird 🐦 sits"]) == 0
    assert "🐦" in capsys.readouterr().err


def test_models_lists_good_and_bad(models, tmp_path, capsys):
    tiny.write_tiny(tmp_path / "good", kind="vanilla")
    tiny.write_tiny(tmp_path / "bad", kind="attention")
    weights = tmp_path / "bad" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    assert main(["models", "--models", str(tmp_path)]) == 0
    bad, good = capsys.readouterr().out.splitlines()
    assert bad.startswith("bad ")
    assert "weights.safetensors" in bad
    assert good.startswith("good ")
    assert read_card(tmp_path / "good")[1] in good


def test_models_json(models, capsys):
    assert main(["models", "--models", str(models), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == ["tiny-attention", "tiny-vanilla"]
    assert rows[0]["digest"] == read_card(models / "tiny-attention")[1]
    assert rows[0]["bytes"] == sum(p.stat().st_size for p in (models / "tiny-attention").iterdir())


def test_evaluate_reports_and_records(pairs, tmp_path, capsys):
    tiny.write_tiny(tmp_path / "m", kind="attention")
    digest = read_card(tmp_path / "m")[1]
    output = tmp_path / "written.txt"
    arguments = ["evaluate", "--models", str(tmp_path), "--model", "m", "--test", str(pairs)]
    assert main([*arguments, "--beam", "1", "--json", "--record", "--output", str(output)]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["n"] == len(tiny.PAIRS) == len(output.read_text("utf-8").splitlines())
    assert sum(bucket["n"] for bucket in result["by_length"]) == result["n"]
    assert result["by_length"][0]["min"] == 1
    assert result["by_length"][0]["max"] == 10
    assert set(result["signatures"]) == {"bleu", "chrf"}
    card, after = read_card(tmp_path / "m")
    assert card["test"] == [result]
    assert after == digest  # measuring a model does not make it another


def test_train_resume_and_use(pairs, tmp_path, capsys):
    run = tmp_path / "runs" / "mine"
    arguments = ["train", "--arch", "attention", "--train", f"{pairs}:2", "--dev", str(pairs)]
    arguments += ["--out", str(run), *QUICK]
    assert main(arguments) == 0
    capsys.readouterr()
    assert "--resume" in fails(capsys, *arguments)
    assert main([*arguments, "--resume"]) == 0
    models = ["--models", str(run.parent), "--model", "mine"]
    assert main(["translate", *models, "--json", SENTENCE]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "attention"
    card = read_card(run)[0]
    assert card["training"]["config"]["updates"] == 6
    assert card["data"]["files"][0]["weight"] == 2
    assert len(card["training"]["curve"]) in (1, 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["translat", "x"], "translat"),
        (["translate", "--model", "no-such", "hello"], "no-such"),
        (["translate", "--beam", "0", "hello"], "beam is 0"),
        (["translate", "--beam", "many", "hello"], "many"),
        (["translate", "   "], "empty"),
        (["translate", "word " * 700], "limit is 600"),
        (["translate", "--device", "abacus", "hello"], "abacus"),
        (["evaluate"], "--test"),
    ],
)
def test_mistakes(models, capsys, arguments, said):
    if arguments[0] == "translate" and "--model" not in arguments:
        arguments = [*arguments, "--model", "tiny-attention"]
    assert said in fails(capsys, *arguments, "--models", models)


def test_missing_and_broken_files(models, tmp_path, capsys):
    broken = tmp_path / "broken.tsv"
    broken.write_text("a bird\tचिड़िया\nno tab here\n", encoding="utf-8")
    evaluate = ["evaluate", "--models", models, "--model", "tiny-attention", "--test"]
    assert "nowhere.tsv" in fails(capsys, *evaluate, tmp_path / "nowhere.tsv")
    said = fails(capsys, *evaluate, broken)
    assert "broken.tsv, line 2" in said
    train = ["train", "--arch", "vanilla", "--dev", broken, "--out", tmp_path / "out", "--train"]
    assert "broken.tsv, line 2" in fails(capsys, *train, broken)
    assert "dropout is 1.5" in fails(capsys, *train, broken, "--dropout", "1.5")


def test_as_a_program_from_anywhere(models, tmp_path):
    """The real entry point, in another folder, with output that nobody reads to the end."""
    root = Path(__file__).resolve().parent.parent
    ran = subprocess.run(
        [sys.executable, "-m", "attention_core", "models", "--models", str(models)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "tiny-attention" in ran.stdout
