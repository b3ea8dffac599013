"""translate: one line out for each line in, and what goes to standard error."""

import io
import json

import pytest

from attention_core.cli.parser import main
from attention_core.cli.translate import translate_sentences
from attention_core.explorer import Explorer, SentenceError
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
