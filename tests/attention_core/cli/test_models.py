"""models: every folder is listed, with its fault or its quality."""

import json

from attention_core.cli.parser import main
from attention_core.model.checkpoint import read_card, record
from tests.helpers import tiny


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


def test_the_scores_of_the_card_are_listed(tmp_path, capsys):
    tiny.write_tiny(tmp_path / "m", kind="vanilla")
    rows = [{"test": "a.tsv", "bleu": 11.26}, {"test": "b.tsv", "bleu": "x"}, {"test": "c.tsv"}]
    record(folder=tmp_path / "m", part="test", rows=rows, key="test")
    assert main(["models", "--models", str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith("BLEU a 11.3\n")
