"""train: a run, its continuation, and the model folder that it leaves."""

import dataclasses
import json

import pytest

from attention_core.cli.parser import main
from attention_core.model.checkpoint import read_card, read_model
from attention_core.text.languages import LanguagePair
from tests.helpers.command_line import QUICK_RECIPE, QUICK_RUN, SENTENCE, fails


def test_train_resume_and_use(pairs, tmp_path, capsys):
    run = tmp_path / "runs" / "mine"
    arguments = ["train", "--arch", "attention", "--train", f"{pairs}:2", "--dev", str(pairs)]
    arguments += ["--out", str(run), *QUICK_RUN, "--told", "--readout", "10"]
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
    arguments = ["train", "--arch", "attention", "--train", str(pairs), str(talk), *QUICK_RUN]
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
    card = read_card(tmp_path / "back")[0]
    assert card.languages == LanguagePair(source="hi", target="en")
    capsys.readouterr()
    assert "FILE:N" in fails(capsys, *arguments, "--held-out", "x", "--resume")


def test_a_warm_start_continues_the_curve_and_the_snapshots(pairs, tmp_path, capsys):
    first, then = tmp_path / "first", tmp_path / "then"
    arguments = ["train", "--arch", "attention", "--train", str(pairs), "--dev", str(pairs)]
    assert main([*arguments, "--out", str(first), *QUICK_RUN]) == 0
    warm = [*arguments, "--out", str(then), *QUICK_RUN, "--start", str(first), "--updates", "9"]
    assert main([*warm, "--resume"]) == 0
    best = read_card(first)[0].training.update  # of the weights that the second run begins with
    for file in ("curve.jsonl", "snapshots.jsonl"):
        lines = (first / file).read_text(encoding="utf-8").splitlines()
        before = [line for line in lines if json.loads(line)["update"] <= best]
        assert before
        after = (then / file).read_text(encoding="utf-8").splitlines()
        assert after[: len(before)] == before
        assert json.loads(after[-1])["update"] == 9
        assert main([*warm, "--resume"]) == 0
        assert (then / file).read_text(encoding="utf-8").splitlines() == after
    capsys.readouterr()


def test_a_warm_start_has_the_sizes_languages_and_pieces_of_its_start(pairs, tmp_path, capsys):
    first, then = tmp_path / "first", tmp_path / "then"
    arguments = ["train", "--train", str(pairs), "--dev", str(pairs), "--swap"]
    attention = [*arguments, "--arch", "attention"]
    named = ["--languages", "bn-fr", "--lowercase-source", "--told", "--lexical-output"]
    assert main([*attention, "--out", str(first), *QUICK_RUN, *named]) == 0
    warm = ["--start", str(first), *QUICK_RECIPE, "--updates", "9"]
    assert main([*attention, "--out", str(then), *warm, "--dropout", "0.5"]) == 0
    before, after = read_model(first), read_model(then)
    assert after.model.config == dataclasses.replace(before.model.config, dropout=0.5)
    assert after.model.config.lowercase_source
    assert str(after.languages) == "bn-fr"
    assert (after.source.model, after.target.model) == (before.source.model, before.target.model)
    capsys.readouterr()
    for other, fault in (
        (["--size", "small"], "embedding 8, not 128"),
        (["--embedding", "16"], "embedding 8, not 16"),
        (["--languages", "bn-hi"], "target_language fr, not hi"),
        (["--no-lexical-output"], "lexical_output True, not False"),
    ):
        assert fault in fails(capsys, *attention, "--out", tmp_path / "no", *warm, *other)
    vanilla = [*arguments, "--arch", "vanilla", "--out", tmp_path / "no"]
    assert "kind attention, not vanilla" in fails(capsys, *vanilla, *warm)


def test_any_pair_of_languages(tmp_path, capsys):
    """Languages and case stand in the configuration and in the card; capitals can be written."""
    pairs = tmp_path / "pairs.tsv"
    rows = [(f"The cat {name} sleeps.", f"Die Katze {name} schläft.") for name in NAMES]
    pairs.write_text("".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")
    arguments = [
        "train",
        "--arch",
        "attention",
        "--train",
        str(pairs),
        "--dev",
        str(pairs),
        *QUICK_RUN,
    ]
    for languages, swap, lowercase in (("en-de", [], True), ("de-en", ["--swap"], False)):
        folder = tmp_path / languages
        out = ["--out", str(folder), "--languages", languages, *swap]
        assert main([*arguments, *out]) == 0
        model, card = read_model(folder), read_card(folder)[0]
        config = model.model.config
        assert f"{config.source_language}-{config.target_language}" == languages
        assert str(card.languages) == languages
        assert config.lowercase_source is lowercase
        assert card.document["lowercase_source"] is lowercase
        assert model.source.lowercase is lowercase
        text = rows[0][0 if swap else 1]
        assert model.target.decode(model.target.encode_ids(text)) == text
        assert main([*arguments, *out, "--resume"]) == 0
    chosen = ["--out", str(tmp_path / "chosen"), "--languages", "de-en", "--swap"]
    assert main([*arguments, *chosen, "--lowercase-source"]) == 0
    assert read_model(tmp_path / "chosen").source.lowercase is True
    capsys.readouterr()
    assert "no pair of languages" in fails(capsys, *arguments, *out[:2], "--languages", "German")
    assert "'xx'" in fails(capsys, *arguments, *out[:2], "--languages", "xx-en")


NAMES = ("Anna", "Bela", "Cora", "Dana", "Edda", "Fina", "Gina", "Hella", "Ida", "Jule")


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("option", [[], ["--bfloat16"], ["--no-bfloat16"]])
def test_products_are_in_bfloat16_where_that_is_faster_or_as_one_says(
    fast, option, pairs, tmp_path, capsys, monkeypatch
):
    device = "attention_core.utils.device.multiplies_fast_in_bfloat16"
    monkeypatch.setattr(device, lambda _: fast)
    files = ["--train", str(pairs), "--dev", str(pairs), "--out", str(tmp_path / "run")]
    assert main(["train", "--arch", "vanilla", *files, *QUICK_RUN, *option]) == 0
    used = fast if not option else option == ["--bfloat16"]
    assert read_card(tmp_path / "run")[0].training.bfloat16 is used
    assert ("products in bfloat16" in capsys.readouterr().err) is used
