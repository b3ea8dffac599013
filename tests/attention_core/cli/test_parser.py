"""The command line: what is printed where, the exit status, and one clear line for mistakes."""

import io
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

from attention_core.alignment.aligner import BLOCK, WEIGHTS, GivenPair, occlude_pair
from attention_core.alignment.extraction import argmax_links
from attention_core.alignment.gold import link_quality
from attention_core.alignment.links import parse_pharaoh
from attention_core.cli.parser import main
from attention_core.evaluation import bootstrap
from attention_core.explorer import Explorer
from attention_core.model.checkpoint import read_card
from attention_core.utils.resumable_output import partial_path
from tests.helpers import tiny

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


def test_what_was_found_out_again_takes_its_old_place_in_the_card(pairs, tmp_path, capsys):
    tiny.write_tiny(tmp_path / "m", kind="attention")
    gold = tmp_path / "gold.tsv"
    gold.write_text("a bird\tचिड़िया\t1-0\n", encoding="utf-8")
    model = ["--models", str(tmp_path), "--model", "m"]
    for sentence in ("the red bird.", "a cold wall.", "the red bird."):
        assert main(["translate", *model, "--beam", "2", "--record", sentence]) == 0
    written = capsys.readouterr().out.splitlines()
    assert main(["evaluate", *model, "--gold", str(gold), "--record", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert main(["evaluate", *model, "--test", str(pairs), "--beam", "1", "--record"]) == 0
    card, _ = read_card(tmp_path / "m")
    assert card["samples"] == [
        {"source": "the red bird.", "translation": written[2], "beam": 2},
        {"source": "a cold wall.", "translation": written[1], "beam": 2},
    ]
    assert card["gold"] == [result]
    assert [row["test"] for row in card["test"]] == [pairs.name]


def test_evaluate_has_intervals_of_both_measures(models, pairs, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 40)
    arguments = ["evaluate", "--models", str(models), "--model", "tiny-attention", "--json"]
    assert main([*arguments, "--beam", "1", "--test", str(pairs)]) == 0
    result = json.loads(capsys.readouterr().out)
    assert "against" not in result
    for row in [result, *result["by_length"]]:
        for name in ("bleu", "chrf"):
            assert 0 <= row[f"{name}_low"] <= row[f"{name}_high"] <= 100
    assert result["chrf_low"] < result["chrf"] < result["chrf_high"]


def test_evaluate_compares_two_models(models, pairs, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 40)
    quick = ["--models", str(models), "--beam", "1", "--test", str(pairs)]
    one = ["evaluate", *quick, "--model", "tiny-attention", "--against", "tiny-vanilla"]
    assert main([*one, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert main(["evaluate", *quick, "--model", "tiny-vanilla", "--json"]) == 0
    alone = json.loads(capsys.readouterr().out)
    other = result["against"]
    assert (other["model"], other["digest"]) == ("tiny-vanilla", alone["digest"])
    assert other["by_length"] == alone["by_length"]
    assert other["chrf"] == alone["chrf"] != result["chrf"]
    whole = other["comparison"][0]
    assert (whole["min"], whole["max"], whole["n"]) == (1, None, result["n"])
    assert whole["chrf"]["difference"] == pytest.approx(result["chrf"] - other["chrf"])
    assert whole["chrf"]["low"] <= whole["chrf"]["difference"] <= whole["chrf"]["high"]
    assert 0 < whole["bleu"]["p"] <= 1
    assert main(one) == 0
    out, err = capsys.readouterr()
    assert "tiny-attention minus tiny-vanilla" in out
    assert "tiny-vanilla: 100%" in err


# ---- links --------------------------------------------------------------------------------

WORLD = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
WEIRD = "the \u200b red bird, .\tलाल \u200e चिड़िया।\n"


@pytest.fixture
def many(tmp_path):
    """Three blocks of pairs of all lengths, some with words that vanish."""
    path = tmp_path / "many.tsv"
    rows = [f"{p.source}\t{p.target}\n" for p in tiny.PAIRS] + [WEIRD]
    path.write_text("".join(rows * 56), encoding="utf-8")  # 1,176 pairs
    return path


def aligning(models, pairs, *more):
    name = ["--models", str(models), "--model", "tiny-attention", "--device", "cpu"]
    return ["align", *name, "--pairs", str(pairs), *map(str, more)]


def test_align_prints_the_links_of_each_pair(models, tmp_path, capsys):
    path = tmp_path / "weird.tsv"
    path.write_text(WEIRD + "a bird\tचिड़िया\tmore\n", encoding="utf-8")
    assert main(aligning(models, path, "--format", "json")) == 0
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
    assert main(aligning(models, path)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [" ".join(f"{s}-{t}" for s, t in row["links"]) for row in rows]
    assert main(aligning(models, path, "--rule", "threshold", "--threshold", "0.01")) == 0
    assert len(capsys.readouterr().out.split()) > len(" ".join(lines).split())


def test_align_by_the_posterior(models, tmp_path, capsys):
    path = tmp_path / "weird.tsv"
    path.write_text(WEIRD + "a bird\tचिड़िया\tmore\n", encoding="utf-8")
    found = {}
    for weights in WEIGHTS:
        assert main(aligning(models, path, "--weights", weights, "--format", "json")) == 0
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
    assert main(aligning(models, many, "--output", whole)) == 0
    lines = whole.read_text("utf-8").splitlines()
    assert len(lines) == 1176
    part = partial_path(killed)

    def a_block_is_written():
        return part.exists() and part.read_bytes().count(b"\n") > BLOCK

    arguments = aligning(models, many, "--output", killed)
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
    arguments = aligning(models, many, "--format", "json")
    assert main([*arguments, "--output", str(one)]) == 0
    assert run_in_processes(2, [*arguments, "--output", str(two)]) == [0, 0]
    assert two.read_bytes() == one.read_bytes()


def test_evaluate_gold_judges_the_links_that_align_finds(models, tmp_path, capsys):
    lines = [
        "the \u200b red bird .\tलाल \u200e चिड़िया ।\t2-0 3-2 4?3",
        "a bird\tचिड़िया\t1-0",
    ]
    path = tmp_path / "gold.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rule = ("--rule", "threshold", "--threshold", "0.15")
    assert main(aligning(models, path, *rule)) == 0
    links = [parse_pharaoh(line).sure for line in capsys.readouterr().out.splitlines()]
    gold = [parse_pharaoh(line.split("\t")[2]) for line in lines]
    expected = link_quality(pairs=zip(links, gold, strict=True))
    judge = ["evaluate", "--models", str(models), "--model", "tiny-attention", "--gold", str(path)]
    assert main([*judge, *rule, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["method"] == "threshold 0.15"
    assert (result["n"], result["gold"]) == (2, "gold.tsv")
    for name in ("aer", "precision", "recall"):
        assert result[name] == pytest.approx(getattr(expected, name))
    assert [row["method"] for row in result["by_rule"]] == [
        "argmax",
        *(f"threshold 0.{tenths}" for tenths in range(1, 6)),
    ]
    checkpoint = Explorer(models=models).load("tiny-attention")
    words = [[side.split(" ") for side in line.split("\t")[:2]] for line in lines]
    given = [GivenPair(source=tuple(source), target=tuple(target)) for source, target in words]
    drops = [occlude_pair(checkpoint=checkpoint, pair=pair)[:-1] for pair in given]
    expected = link_quality(pairs=zip(map(argmax_links, drops), gold, strict=True))
    assert result["occlusion"]["aer"] == pytest.approx(expected.aer)
    assert main([*judge, "--json"]) == 0
    by_rule = {row["method"]: row for row in json.loads(capsys.readouterr().out)["posterior"]}
    assert [*by_rule] == [row["method"] for row in result["by_rule"]]
    assert main(aligning(models, path, "--weights", "posterior")) == 0
    links = [parse_pharaoh(line).sure for line in capsys.readouterr().out.splitlines()]
    expected = link_quality(pairs=zip(links, gold, strict=True))
    assert by_rule["argmax"]["aer"] == pytest.approx(expected.aer)
    assert len(result["by_shift"]) == 5
    assert result["by_shift"][0]["aer"] == result["aer"]
    best = min(row["aer"] for row in result["by_shift"])
    (row,) = (r for r in result["by_shift"] if {**r, **result["shift"]} == r)
    assert row["aer"] == best
    assert main(judge) == 0
    assert "argmax, AER" in capsys.readouterr().out


def test_mistakes_about_links(models, pairs, tmp_path, capsys):
    vanilla = ["--models", models, "--model", "tiny-vanilla"]
    assert "no α" in fails(capsys, "align", *vanilla, "--pairs", pairs)
    gold = tmp_path / "gold.tsv"
    gold.write_text("a bird\tचिड़िया\t1-0\na bird\tचिड़िया\t0-9\n", encoding="utf-8")
    judge = ["evaluate", "--models", models, "--model", "tiny-attention", "--gold", gold]
    assert "gold.tsv, line 2: 0-9 is outside" in fails(capsys, *judge)
    gold.write_text("a bird\tचिड़िया\t1-0\n", encoding="utf-8")
    assert "no α" in fails(capsys, "evaluate", *vanilla, "--gold", gold)
    assert "the threshold is 0.0" in fails(
        capsys, *judge, "--rule", "threshold", "--threshold", "0"
    )
    assert "--threshold goes with --rule threshold" in fails(capsys, *judge, "--threshold", "0.5")
    for name in ("--against=tiny-vanilla", "--beam=1", "--output=x"):
        said = fails(capsys, *judge, name)
        assert f"{name.partition('=')[0]} goes with --test" in said
    align = aligning(models, pairs)
    assert "--resume goes with --output" in fails(capsys, *align, "--resume")
    assert "nowhere" in fails(capsys, *align, "--output", tmp_path / "nowhere" / "links")
    evaluate = ["evaluate", "--models", models, "--model", "tiny-attention", "--test", pairs]
    assert "--rule goes with --gold" in fails(capsys, *evaluate, "--rule", "argmax")
    assert "same model" in fails(capsys, *evaluate, "--against", "tiny-attention")
    assert "not allowed with" in fails(capsys, *evaluate, "--gold", gold)
    broken = tmp_path / "broken.tsv"
    broken.write_text("a bird\tचिड़िया\nno tab here\n", encoding="utf-8")
    assert "broken.tsv, line 2" in fails(capsys, *aligning(models, broken))


def test_evaluate_links_says_how_often_alpha_is_right(models, tmp_path, capsys):
    path = tmp_path / "links.tsv"
    path.write_text(
        "the red bird\tलाल चिड़िया\t1-0 2-1\nmy brother drinks\tमेरा भाई\t0-0\n", encoding="utf-8"
    )
    judge = ["evaluate", "--models", str(models), "--model", "tiny-attention"]
    judge += ["--links", str(path)]
    assert main([*judge, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["n"], result["links"]) == (2, "links.tsv")
    for weights in ("alpha", "posterior"):
        assert result[weights]["words"] == 3
        assert result[weights]["low"] <= result[weights]["right"] <= result[weights]["high"]
        assert [row["n"] for row in result[weights]["by_length"]] == [2]
    assert main(judge) == 0
    told = capsys.readouterr().out
    assert f"{result['alpha']['right']:.1%}" in told
    assert f"{result['posterior']['right']:.1%}" in told
    assert "--beam goes with --test" in fails(capsys, *judge, "--beam", "2")
    assert "--rule goes with --gold" in fails(capsys, *judge, "--rule", "argmax")
    vanilla = ["evaluate", "--models", models, "--model", "tiny-vanilla", "--links", path]
    assert "no α" in fails(capsys, *vanilla)


def test_train_with_all_that_a_look_can_tell(pairs, tmp_path, capsys):
    talk, links, sentences = (tmp_path / name for name in ("talk.tsv", "links.tsv", "six.txt"))
    talk.write_text(
        "who are you?\tतुम कौन हो?\nhello there!\tनमस्ते!\nwell done.\tशाबाश।\n", encoding="utf-8"
    )
    links.write_text("the red bird\tलाल चिड़िया\t1-0 2-1\n", encoding="utf-8")
    sentences.write_text("the red bird sits.\n", encoding="utf-8")
    run = tmp_path / "run"
    arguments = ["train", "--arch", "attention", "--train", str(pairs), str(talk), *QUICK]
    arguments += ["--dev", str(pairs), "--held-out", f"{talk}:2", "--links", str(links)]
    arguments += ["--sentences", str(sentences), "--out", str(run), "--lexical-output"]
    assert main([*arguments, "--embedding-in-memory"]) == 0
    sizes = json.loads((run / "config.json").read_text(encoding="utf-8"))
    assert sizes["lexical_output"] is sizes["embedding_in_memory"] is True
    row = read_card(run)[0]["training"]["curve"][0]
    assert row["dev_parts"]["talk"]["pairs"] == 2
    assert row["dev_correctness"]["alpha"]["words"] == 2
    kept = json.loads((run / "snapshots.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert len(kept["sentences"]) == 1
    back = [*arguments, "--swap", "--out", str(tmp_path / "back")]
    assert main(back) == 0
    row = read_card(tmp_path / "back")[0]["training"]["curve"][0]
    assert row["dev_parts"]["talk"]["pairs"] == 2
    assert row["dev_correctness"]["alpha"]["words"] == 2
    capsys.readouterr()
    assert "FILE:N" in fails(capsys, *arguments, "--held-out", "x", "--resume")


def test_train_resume_and_use(pairs, tmp_path, capsys):
    run = tmp_path / "runs" / "mine"
    arguments = ["train", "--arch", "attention", "--train", f"{pairs}:2", "--dev", str(pairs)]
    arguments += ["--out", str(run), *QUICK, "--told", "--readout", "10"]
    assert main(arguments) == 0
    sizes = json.loads((run / "config.json").read_text(encoding="utf-8"))
    assert (sizes["told"], sizes["readout"]) == (True, 10)
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
    root = Path(__file__).resolve().parents[3]
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


def test_benchmark_prints_every_figure(models, capsys, monkeypatch):
    from attention_core import benchmark

    for name, few in (("SAMPLES", 2), ("BATCH", 3), ("UPDATES", 2)):
        monkeypatch.setattr(benchmark, name, few)
    options = ["--model", "tiny-attention", "--models", str(models), "--device", "cpu"]
    assert main(["benchmark", *options, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert {"latency", "decoding", "training", "memory", "cold_start"} <= result.keys()
    monkeypatch.setattr(benchmark, "benchmark", lambda **_: result)
    assert main(["benchmark", *options]) == 0
    told = capsys.readouterr().out
    for figure in (
        *(row[name] for row in result["latency"] for name in ("median", "p95")),
        *(row["sentences_per_second"] for row in result["decoding"]),
        *(f"{value} MB" for value in result["memory"].values()),
        f"{result['cold_start']} s",
    ):
        assert str(figure) in told
    assert main(["benchmark", *options, "--threads", "0"]) == 2
    assert "--threads is 0, less than 1" in capsys.readouterr().err
