"""import and corpus from the terminal, as a stranger uses them."""

import json

import pytest

from attention_core.cli.parser import main
from tests.helpers import attention_files
from tests.helpers.command_line import align_arguments, fails


@pytest.fixture
def folder(tmp_path, capsys):
    """A corpus of three sentences with references and gold links."""
    written = attention_files.attention_text(tmp_path)
    reference, gold = tmp_path / "reference.txt", tmp_path / "gold.txt"
    reference.write_text("लाल दीया\nबारिश\n\n", encoding="utf-8")
    gold.write_text("\n".join(attention_files.GOLD) + "\n", encoding="utf-8")
    out = tmp_path / "corpus"
    arguments = ["import", *map(str, written.files), "--out", str(out), "--json"]
    assert main([*arguments, "--reference", str(reference), "--gold", str(gold)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["sentences"], report["bad"], report["warned"]) == (3, [], 0)
    assert report["reading"]["source_marks"] == "@@"
    return out


def run(capsys, *arguments):
    assert main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out


def test_stats(folder, capsys):
    data = json.loads(run(capsys, "corpus", "stats", folder, "--json"))
    assert (data["sentences"], data["complete"], data["left_out"]) == (3, True, [])
    assert data["columns"]["source_words"]["maximum"] == 4
    assert 0 <= data["aer"] <= 1
    text = run(capsys, "corpus", "stats", folder)
    assert text.startswith("sentences: 3\n")
    assert "coverage" in text


def test_show(folder, capsys):
    alphas = attention_files.alphas()
    for k, alpha in enumerate(alphas):
        row = json.loads(run(capsys, "corpus", "show", folder, k, "--json"))
        assert len(row["target_tokens"]) == len(row["alpha"]) == len(alpha)
        assert len(row["source_tokens"]) == len(row["alpha"][0])
        assert row["alpha"] == pytest.approx(alpha, abs=5e-4)
        assert row["sentence_id"] == str(k)  # whatever else the file says
        assert row["coverage"] <= 0
    assert "the ← " not in run(capsys, "corpus", "show", folder, 0)
    assert "लाल ← " in run(capsys, "corpus", "show", folder, 0)
    assert "no sentence 3" in fails(capsys, "corpus", "show", folder, 3)


def test_query(folder, capsys):
    lines = run(capsys, "corpus", "query", folder, "source_words > 2", "--json").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [0, 2]
    arguments = ["--sort", "source_words", "--descending", "--limit", 1]
    text = run(capsys, "corpus", "query", folder, "", *arguments)
    assert text.startswith("3 sentences, 1 shown\n2: where is it ?\n")
    assert "column" in fails(capsys, "corpus", "query", folder, "x < 1")
    assert "no column" in fails(capsys, "corpus", "query", folder, "", "--sort", "alpha")


def test_export_and_import_again(folder, capsys, tmp_path):
    path = tmp_path / "out.jsonl"
    run(capsys, "corpus", "export", folder, "--output", path)
    run(capsys, "import", path, "--out", tmp_path / "again")
    assert run(capsys, "corpus", "export", tmp_path / "again") == path.read_text(encoding="utf-8")
    text = run(capsys, "corpus", "export", folder, "--format", "csv", "--where", "id = 1")
    assert text.count("\n") == 2


def test_trace_json_is_imported(models, capsys, tmp_path):
    """What `translate --json` prints is a line of the documented form."""
    name = ["--models", models, "--model", "tiny-attention", "--device", "cpu"]
    trace = run(capsys, "translate", *name, "--json", "the red bird sits.")
    path = tmp_path / "trace.jsonl"
    path.write_text(trace, encoding="utf-8")
    run(capsys, "import", path, "--out", tmp_path / "corpus")
    row = json.loads(run(capsys, "corpus", "show", tmp_path / "corpus", 0, "--json"))
    data = json.loads(trace)
    assert row["source_tokens"] == data["source_pieces"]
    assert row["source_words"] == data["source_words"]
    assert row["alpha"] == [pytest.approx(weights, abs=5e-4) for weights in data["alpha"]]
    assert row["logprob"] == data["logprob"]


def test_a_reading_is_corrected(tmp_path, capsys):
    written = attention_files.attention_text(tmp_path)
    line = fails(capsys, "import", *written.files, "--out", tmp_path / "c", "--transposed")
    assert "2 of 3 blocks cannot be used: line 1: the matrix has 5 rows" in line
    text = run(
        *(capsys, "import", *written.files, "--out", tmp_path / "c", "--source-marks", "none"),
        *("--target-end", "present"),
    )
    assert "source_marks none" in text
    row = json.loads(run(capsys, "corpus", "show", tmp_path / "c", 0, "--json"))
    assert row["source_words"] == ["the", "r@@", "ed", "lamp", "</s>"]


def test_align_writes_a_corpus(models, pairs, tmp_path, capsys):
    folder = tmp_path / "made"
    main(align_arguments(models, pairs, "--format", "parquet", "--output", folder))
    assert capsys.readouterr().out.startswith("20 sentences in ")
    data = json.loads(run(capsys, "corpus", "stats", folder, "--json"))
    assert data["sentences"] == data["columns"]["logprob"]["present"] == 20
    again = align_arguments(models, pairs, "--format", "parquet", "--output", folder)
    assert "--resume" in fails(capsys, *again)
    assert "--output" in fails(capsys, *align_arguments(models, pairs, "--format", "parquet"))
    more = align_arguments(models, pairs, "--format", "parquet", "--output", folder)
    assert "--rule goes with" in fails(capsys, *more, "--rule", "argmax")


def test_references_and_gold_links_become_columns(models, pairs, tmp_path, capsys):
    references, gold = tmp_path / "references.txt", tmp_path / "gold.txt"
    targets = [line.split("\t")[1] for line in pairs.read_text(encoding="utf-8").splitlines()]
    references.write_text("\n".join(targets) + "\n", encoding="utf-8")
    gold.write_text("0-0\n" * len(targets), encoding="utf-8")
    beside = ("--references", references, "--gold", gold)
    made, taken = tmp_path / "made", tmp_path / "taken"
    main(align_arguments(models, pairs, "--format", "parquet", "--output", made, *beside))
    capsys.readouterr()
    (tmp_path / "rows.jsonl").write_text(run(capsys, "corpus", "export", made), encoding="utf-8")
    run(capsys, "import", tmp_path / "rows.jsonl", "--out", taken, *beside)
    for folder in (made, taken):
        columns = json.loads(run(capsys, "corpus", "stats", folder, "--json"))["columns"]
        assert columns["chrf"]["minimum"] == pytest.approx(100)
        assert columns["aer"]["present"] == columns["bleu"]["present"] == len(targets)
    assert "go with --format parquet" in fails(capsys, *align_arguments(models, pairs, *beside))
