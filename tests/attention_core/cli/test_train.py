"""train: a run, its continuation, and the model folder that it leaves."""

import json

from attention_core.cli.parser import main
from attention_core.model.checkpoint import read_card
from tests.helpers.command_line import SENTENCE, fails

QUICK = [
    *("--embedding", "8", "--encoder", "4", "--decoder", "8", "--attention", "4"),
    *("--pieces", "110", "--batch-tokens", "120", "--updates", "6", "--evaluate-every", "3"),
    *("--curriculum-updates", "2", "--warmup", "2", "--device", "cpu", "--threads", "1"),
]


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
    assert card.training.config["updates"] == 6
    assert card.files[0].weight == 2
    assert len(card.training.curve) in (1, 2)


def test_mistakes(tmp_path, capsys):
    broken = tmp_path / "broken.tsv"
    broken.write_text("a bird\tचिड़िया\nno tab here\n", encoding="utf-8")
    train = ["train", "--arch", "vanilla", "--dev", broken, "--out", tmp_path / "out", "--train"]
    assert "broken.tsv, line 2" in fails(capsys, *train, broken)
    assert "dropout is 1.5" in fails(capsys, *train, broken, "--dropout", "1.5")
    assert "--minutes is 0.0" in fails(capsys, *train, broken, "--minutes", "0")


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
    row = read_card(run)[0].document["training"]["curve"][0]
    assert row["dev_parts"]["talk"]["pairs"] == 2
    assert row["dev_correctness"]["alpha"]["words"] == 2
    kept = json.loads((run / "snapshots.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert len(kept["sentences"]) == 1
    back = [*arguments, "--swap", "--out", str(tmp_path / "back")]
    assert main(back) == 0
    row = read_card(tmp_path / "back")[0].document["training"]["curve"][0]
    assert row["dev_parts"]["talk"]["pairs"] == 2
    assert row["dev_correctness"]["alpha"]["words"] == 2
    capsys.readouterr()
    assert "FILE:N" in fails(capsys, *arguments, "--held-out", "x", "--resume")
