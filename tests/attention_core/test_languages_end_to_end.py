"""Pairs of languages unlike the shipped one, from a file to translations, scores and links."""

import json

import pytest

from attention_core.cli.parser import main
from attention_core.explorer import Explorer
from attention_core.model.checkpoint import read_card
from tests.helpers.languages import made_up_pairs

TINY = [
    *("--embedding", "16", "--encoder", "12", "--decoder", "24", "--attention", "12"),
    *("--readout", "24", "--batch-tokens", "200", "--updates", "60", "--evaluate-every", "30"),
    *("--device", "cpu", "--threads", "1"),
]
TOKENIZERS = {"ar": "13a", "he": "13a", "zh": "zh", "de": "13a"}


@pytest.mark.parametrize("target", TOKENIZERS)
@pytest.mark.parametrize("swap", [False, True], ids=["there", "back"])
def test_from_pairs_to_links(target, swap, tmp_path, capsys):
    pairs = made_up_pairs(target)
    files = {}
    for name, rows in (("train", pairs[30:]), ("dev", pairs[:30])):
        files[name] = tmp_path / f"{name}.tsv"
        lines = "".join(f"{p.source}\t{p.target}\n" for p in rows)
        files[name].write_text(lines, encoding="utf-8")
    languages = f"{target}-en" if swap else f"en-{target}"
    model = tmp_path / "models" / languages
    command = ["train", "--arch", "attention", "--languages", languages, "--out", str(model)]
    command += ["--train", str(files["train"]), "--dev", str(files["dev"]), *TINY]
    assert main([*command, *(["--swap"] if swap else [])]) == 0

    card = read_card(model)[0]
    assert str(card.languages) == languages
    assert card.document["data"]["left_out"] == {}
    tokenizer = "13a" if swap else TOKENIZERS[target]
    assert f"tok:{tokenizer}|" in card.document["dev"]["signatures"]["bleu"]
    losses = [row["dev_loss"] for row in card.training.curve]
    assert losses[-1] < losses[0]

    sides = [(p.target, p.source) if swap else (p.source, p.target) for p in pairs[:30]]
    turned = tmp_path / "turned.tsv"
    turned.write_text("".join(f"{a}\t{b}\n" for a, b in sides), encoding="utf-8")
    where = ["--models", str(model.parent), "--model", languages, "--device", "cpu"]
    capsys.readouterr()
    assert main(["translate", *where, "--json", sides[0][0]]) == 0
    trace = json.loads(capsys.readouterr().out)
    assert trace["translation"]
    assert main(["evaluate", *where, "--test", str(turned), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert f"tok:{tokenizer}|" in row["signatures"]["bleu"]
    assert main(["align", *where, "--tokenized", "--pairs", str(turned)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 30
    for line, (source, translation) in zip(lines, sides, strict=True):
        for link in line.split():
            s, t = map(int, link.split("-"))
            assert s < len(source.split())
            assert t < len(translation.split())


def test_words_of_a_chinese_trace_are_its_pieces(tmp_path):
    pairs = made_up_pairs("zh", count=60)
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{p.source}\t{p.target}\n" for p in pairs), encoding="utf-8")
    model = tmp_path / "models" / "x"
    command = [
        "train",
        "--arch",
        "attention",
        "--languages",
        "zh-en",
        "--swap",
        "--out",
        str(model),
    ]
    assert main([*command, "--train", str(path), "--dev", str(path), *TINY]) == 0
    explorer = Explorer(models=model.parent, device="cpu")
    trace = explorer.translate(model="x", sentence=pairs[0].target, beam=1)
    assert len(trace.source_words) > 3
    assert "".join(word.text for word in trace.source_words[:-1]) == pairs[0].target
