"""probe: trains, measures and writes; a probe is used only with the weights that it was made of."""

import dataclasses
import json

import pytest

from attention_core.cli.parser import main
from attention_core.model.checkpoint import read_card, read_model
from attention_core.probe import linear_probe
from attention_core.probe.folder import MAX_BYTES, ProbeError, probe_name, read_probe, write_probe
from attention_core.probe.linear_probe import LinearProbe
from tests.helpers import tiny
from tests.helpers.command_line import fails


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(linear_probe, "EPOCHS", 2)
    for kind in ("attention", "vanilla"):
        tiny.write_tiny(tmp_path / f"tiny-{kind}", kind=kind)
    return tmp_path


def arguments(home, kind, pairs):
    name = ["--models", str(home), "--model", f"tiny-{kind}", "--device", "cpu"]
    files = ["--train", str(pairs), "--dev", str(pairs), "--test", str(pairs)]
    return ["probe", *name, *files]


@pytest.mark.parametrize(
    ("kind", "readings"), [("attention", ["mean", "states"]), ("vanilla", ["fixed"])]
)
def test_probes_are_trained_measured_and_written(home, pairs, capsys, kind, readings):
    folder = home / f"tiny-{kind}"
    digest = read_card(folder)[1]
    assert main([*arguments(home, kind, pairs), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["probe"] for row in rows] == readings
    card, after = read_card(folder)
    assert after == digest
    read_model(folder)  # a probe beside the weights does not make the folder another
    for row, stored in zip(rows, card.document["probes"], strict=True):
        probe = read_probe(folder=folder, reading=row["probe"])
        assert len(probe.vocabulary) == len(probe.layer.bias)
        assert "the" in probe.vocabulary
        assert (folder / probe_name(row["probe"])).stat().st_size < MAX_BYTES
        assert stored["recall"] == row["recall"]
        assert 0 <= row["low"] <= row["recall"] <= row["high"] <= 1
        assert 0 <= row["control"]["recall"] <= 1
        assert [p["place"] for p in row["by_place"]] == ["first third", "middle", "last third"]


def test_the_figures_are_printed(home, pairs, capsys):
    assert main(arguments(home, "vanilla", pairs)) == 0
    out = capsys.readouterr().out
    assert out.startswith("tiny-vanilla, fixed, on pairs.tsv: recall of words\n")
    assert "control" in out
    assert "last third" in out


def test_a_probe_that_is_not_that_of_the_card_is_refused(home, pairs):
    folder = home / "tiny-vanilla"
    with pytest.raises(ProbeError, match="no probe of this kind"):
        read_probe(folder=folder, reading="fixed")
    assert main(arguments(home, "vanilla", pairs)) == 0
    path = folder / probe_name("fixed")
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(ProbeError, match="not the file that the card describes"):
        read_probe(folder=folder, reading="fixed")
    path.unlink()
    with pytest.raises(ProbeError, match="cannot be read"):
        read_probe(folder=folder, reading="fixed")
    path.write_bytes(data)
    card = json.loads((folder / "card.json").read_text("utf-8"))
    card["probes"][0]["digest"] = "0" * 12
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ProbeError, match="of other weights"):
        read_probe(folder=folder, reading="fixed")


def test_a_probe_that_is_too_large_is_not_written(home):
    import torch

    probe = LinearProbe.quantized(weight=torch.ones(1000, 1100), bias=torch.zeros(1000))
    assert dataclasses.is_dataclass(probe)
    with pytest.raises(ProbeError, match="limit is 1,000,000"):
        write_probe(
            folder=home / "tiny-vanilla",
            reading="fixed",
            probe=probe,
            vocabulary=[str(k) for k in range(1000)],
            figures={},
        )
    assert not (home / "tiny-vanilla" / probe_name("fixed")).exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [(["--sentences", "0"], "--sentences is 0"), (["--dev", "none.tsv"], "none.tsv: No such file")],
)
def test_mistakes(home, pairs, capsys, more, said):
    assert said in fails(capsys, *arguments(home, "vanilla", pairs), *more)
