"""translate: one line out for each line in, and what goes to standard error."""

import io
import json

import pytest

from attention_core.cli.parser import main
from attention_core.cli.translate import translate_sentences
from attention_core.explorer import Explorer, SentenceError
from attention_core.interventions import read_changes
from tests.helpers.command_line import SENTENCE, fails


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


def test_sentences_are_translated_one_at_a_time(explorer):
    """A sentence is read only after the one before it is translated."""
    read = []

    def sentences():
        for sentence in (SENTENCE, "", SENTENCE):
            read.append(sentence)
            yield sentence

    results = translate_sentences(
        explorer=explorer, model="tiny-attention", sentences=sentences(), beam=2
    )
    trace = explorer.translate(model="tiny-attention", sentence=SENTENCE, beam=2)
    assert next(results).to_json() == trace.to_json()
    assert len(read) == 1
    assert isinstance(next(results), SentenceError)
    assert next(results).translation == trace.translation


CHANGES = [
    {"kind": "alpha", "step": 2, "weights": {"0": 0.7, "2": 0.3}},
    {"kind": "mask", "words": [1]},
]


@pytest.mark.parametrize("as_file", [True, False])
def test_translate_obeys_changes(models, tmp_path, capsys, as_file):
    argument = json.dumps(CHANGES)
    if as_file:
        path = tmp_path / "changes.json"
        path.write_text(argument, encoding="utf-8")
        argument = str(path)
    arguments = ["translate", "--models", str(models), "--model", "tiny-attention", "--json"]
    assert main([*arguments, "--change", argument, SENTENCE]) == 0
    data = json.loads(capsys.readouterr().out)
    trace = Explorer(models=models).translate(
        model="tiny-attention", sentence=SENTENCE, changes=read_changes(CHANGES)
    )
    assert data == trace.to_json()
    assert read_changes(data["changes"]) == read_changes(CHANGES)
    assert "tree" not in data


def test_translate_gives_the_tree_when_asked_for_it(models, capsys):
    arguments = ["translate", "--models", str(models), "--model", "tiny-vanilla", "--json"]
    assert main([*arguments, "--tree", "--beam", "3", SENTENCE]) == 0
    data = json.loads(capsys.readouterr().out)
    nodes, path = data["tree"]["nodes"], []
    at = data["tree"]["best"]
    assert nodes[at]["finished"]
    while at is not None:
        path.append(nodes[at]["piece"])
        at = nodes[at]["parent"]
    assert path[::-1] == data["target_pieces"]


def test_an_impossible_change_of_one_line_keeps_lines_parallel(models, capsys, monkeypatch):
    """The second sentence has no fifth word."""
    lines = f"{SENTENCE}\nhello\n{SENTENCE}\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    arguments = ["translate", "--models", str(models), "--model", "tiny-attention"]
    assert main([*arguments, "--change", '[{"kind":"mask","words":[5]}]']) == 2
    out, err = capsys.readouterr()
    assert [bool(line) for line in out.split("\n")] == [True, False, True, False]
    assert "line 2: change 1: there is no source word 5" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--change", '[{"kind": "mask", "words": [99]}]'], "change 1: there is no source word 99"),
        (
            ["--change", '[{"kind": "alpha", "step": 500, "weights": {"1": 1}}]'],
            "change 1: step 500 is beyond the end",
        ),
        (["--change", '[{"kind": "alpha", "step": 1, "weights": {"1": 0}}]'], "all weights are 0"),
        (["--change", '[{"kind": "word", "step": 1, "text": "🐦"}]'], "unknown word: “🐦”"),
        (["--change", "[{]"], "not JSON"),
        (["--change", "no-such-file.json"], "no-such-file.json: No such file"),
        (["--change", ""], "cannot read the changes"),
        (["--change", "."], "cannot read the changes"),
        (["--tree"], "--tree goes with --json"),
        (["--change", "[]", "--record"], "--record goes without --change"),
    ],
)
def test_impossible_changes(models, capsys, arguments, said):
    name = ["--model", "tiny-attention", "--models", models]
    assert said in fails(capsys, "translate", SENTENCE, *name, *arguments)


def test_a_vanilla_model_has_no_alpha_to_change(models, capsys):
    change = '[{"kind": "freeze", "context": "mean"}]'
    name = ["--model", "tiny-vanilla", "--models", models]
    assert "a vanilla model has no α" in fails(capsys, "translate", "hi", *name, "--change", change)


def test_a_file_of_changes_that_is_no_text(models, tmp_path, capsys):
    path = tmp_path / "changes.json"
    path.write_bytes(b"\xff\xfe[")
    name = ["--model", "tiny-attention", "--models", models]
    assert "not text in UTF-8" in fails(capsys, "translate", "hi", *name, "--change", path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "no-such", "hello"], "no-such"),
        (["--beam", "0", "hello"], "beam is 0"),
        (["--beam", "many", "hello"], "many"),
        (["   "], "empty"),
        (["word " * 700], "limit is 600"),
        (["--device", "abacus", "hello"], "abacus"),
    ],
)
def test_mistakes(models, capsys, arguments, said):
    if "--model" not in arguments:
        arguments = [*arguments, "--model", "tiny-attention"]
    assert said in fails(capsys, "translate", *arguments, "--models", models)


def from_input(monkeypatch, data):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    return ["translate", "--model", "tiny-attention", "--beam", "1"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_any_encoding_are_translated_alike(models, capsys, monkeypatch, codec, end):
    outputs = []
    for data in (f"{SENTENCE}\na bird\n".encode(), f"{SENTENCE}{end}a bird{end}".encode(codec)):
        assert main([*from_input(monkeypatch, data), "--models", str(models)]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert outputs[0].count("\n") == 2


@pytest.mark.parametrize("data", [SENTENCE.encode("utf-16-le"), b"a bird\n\xe9t\xe9\n"])
def test_input_that_is_no_text_is_refused_before_any_of_it_is_translated(
    models, capsys, monkeypatch, data
):
    said = fails(capsys, *from_input(monkeypatch, data), "--models", models)
    assert "standard input: no" in said
    assert "save it as UTF-8" in said


def test_what_cleaning_changed_is_said(models, capsys):
    command = ["translate", "--models", str(models), "--model", "tiny-attention"]
    assert main([*command, "don&apos;t open the wa\u00adll"]) == 0
    said = capsys.readouterr().err
    assert "&apos; as '" in said
    assert "invisible" in said
