"""evaluate: what is printed, and what is recorded in the card."""

import json

import pytest

from attention_core.alignment.aligner import GivenPair, occlude_pair
from attention_core.alignment.both_directions import BothDirections, weights_of_words
from attention_core.alignment.extraction import argmax_links
from attention_core.alignment.gold import link_quality, read_gold
from attention_core.alignment.links import parse_pharaoh
from attention_core.cli.parser import main
from attention_core.evaluation import bootstrap
from attention_core.evaluation.correctness import correctness, total_correctness
from attention_core.explorer import Explorer
from attention_core.interventions import parse_changes
from attention_core.model.checkpoint import read_card
from tests.helpers import tiny
from tests.helpers.command_line import align_arguments, fails


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
    assert list(card.tests) == [result]
    assert after == digest  # measuring a model does not make it another


def test_a_new_result_takes_the_place_of_the_old_one_in_the_card(pairs, tmp_path, capsys):
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
    assert card.document["samples"] == [
        {"source": "the red bird.", "translation": written[2], "beam": 2},
        {"source": "a cold wall.", "translation": written[1], "beam": 2},
    ]
    assert card.document["gold"] == [result]
    assert [row["test"] for row in card.tests] == [pairs.name]


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


def test_the_output_has_a_line_for_each_line(models, tmp_path, capsys):
    path, output = tmp_path / "gaps.tsv", tmp_path / "translations"
    path.write_text("\na bird\tचिड़िया\n \n\nthe red bird .\tलाल चिड़िया ।\n\t\n", "utf-8")
    arguments = ["--models", str(models), "--model", "tiny-attention", "--beam", "1"]
    arguments += ["--test", str(path), "--output", str(output), "--json"]
    assert main(["evaluate", *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 2
    lines = output.read_text("utf-8").split("\n")
    assert [bool(line) for line in lines] == [False, True, False, False, True, False, False]


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


def test_evaluate_gold_judges_the_links_that_align_finds(models, tmp_path, capsys):
    lines = [
        "the \u200b red bird .\tलाल \u200e चिड़िया ।\t2-0 3-2 4?3",
        "a bird\tचिड़िया\t1-0",
    ]
    path = tmp_path / "gold.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rule = ("--rule", "threshold", "--threshold", "0.15")
    assert main(align_arguments(models, path, "--tokenized", *rule)) == 0
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
    assert main(align_arguments(models, path, "--tokenized", "--weights", "posterior")) == 0
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


def test_mistakes_about_gold_and_test_files(models, pairs, tmp_path, capsys):
    vanilla = ["--models", models, "--model", "tiny-vanilla"]
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
    evaluate = ["evaluate", "--models", models, "--model", "tiny-attention"]
    assert "--test" in fails(capsys, *evaluate)
    test = [*evaluate, "--test", pairs]
    assert "--rule goes with --gold" in fails(capsys, *test, "--rule", "argmax")
    assert "same model" in fails(capsys, *test, "--against", "tiny-attention")
    assert "not allowed with" in fails(capsys, *test, "--gold", gold)
    broken = tmp_path / "broken.tsv"
    broken.write_text("a bird\tचिड़िया\nno tab here\n", encoding="utf-8")
    assert "nowhere.tsv" in fails(capsys, *evaluate, "--test", tmp_path / "nowhere.tsv")
    assert "broken.tsv, line 2" in fails(capsys, *evaluate, "--test", broken)


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
    heading, *rows = told.splitlines()[1:]
    assert [row[:23].split() for row in rows[:2]] == [["alpha", "1+"], ["alpha", "1-10"]]
    assert len(heading) == len(rows[0])
    assert "--beam goes with --test" in fails(capsys, *judge, "--beam", "2")
    assert "--rule goes with --gold" in fails(capsys, *judge, "--rule", "argmax")
    vanilla = ["evaluate", "--models", models, "--model", "tiny-vanilla", "--links", path]
    assert "no α" in fails(capsys, *vanilla)


def test_evaluate_links_of_both_directions_judges_their_mean(other_languages, tmp_path, capsys):
    path = tmp_path / "links.tsv"
    path.write_text("Ba do\tباب دار\t0-1 1-0\nki lu me\tنور قمر بحر\t1-1\n", encoding="utf-8")
    names = ("en-ar-attention", "ar-en-attention")
    judge = ["evaluate", "--models", str(other_languages), "--model", names[0]]
    judge += ["--links", str(path), "--both"]
    assert main([*judge, names[1], "--json"]) == 0
    both = json.loads(capsys.readouterr().out)["both"]
    explorer = Explorer(models=other_languages)
    forward, backward = (explorer.load(name) for name in names)
    for weights in ("alpha", "posterior"):
        counts = []
        for pair in read_gold(path):
            there = weights_of_words(
                checkpoint=forward, source=pair.source, target=pair.target, weights=weights
            )
            again = weights_of_words(
                checkpoint=backward, source=pair.target, target=pair.source, weights=weights
            )
            mean = BothDirections(forward=there, backward=again).mean
            counts.append(correctness(pair=pair, weights=mean))
        total = total_correctness(counts).to_json()
        assert {key: both[weights][key] for key in total} == total
    assert main([*judge, names[1]]) == 0
    assert f"of those of {names[1]}, turned round:" in capsys.readouterr().out
    assert "the other direction of en-ar-attention is" in fails(capsys, *judge, names[0])
    assert "no α" in fails(capsys, *judge, "ar-en-vanilla")
    gold = [word.replace("--links", "--gold") for word in judge]
    assert "--both goes with --links" in fails(capsys, *gold, names[1])


def test_evaluate_translates_under_changes(models, pairs, tmp_path, capsys, monkeypatch):
    """The translations are those of `translate --change`, and the model itself can be compared."""
    monkeypatch.setattr(bootstrap, "SAMPLES", 40)
    change = '[{"kind":"freeze","context":"mean"},{"kind":"sharpen","factor":0.5}]'
    output = tmp_path / "written.txt"
    name = ["--models", str(models), "--model", "tiny-attention", "--beam", "2"]
    arguments = ["evaluate", *name, "--test", str(pairs), "--json", "--output", str(output)]
    assert main([*arguments, "--change", change, "--against", "tiny-attention"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["changes"] == json.loads(change)
    assert result["against"]["chrf"] != result["chrf"]
    explorer = Explorer(models=models)
    assert output.read_text("utf-8").splitlines() == [
        explorer.translate(
            model="tiny-attention", sentence=pair.source, beam=2, changes=parse_changes(change)
        ).translation
        for pair in tiny.PAIRS
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--change", '[{"kind":"mask","words":[0]}]'], "change 1: mask is of one sentence"),
        (["--change", '[{"kind":"word","step":1,"text":"a"}]'], "word is of one sentence"),
        (["--change", "[{]"], "not JSON"),
        (["--change", "[]", "--record"], "--record goes without --change"),
        (
            ["--model", "tiny-vanilla", "--change", '[{"kind":"sharpen","factor":0.5}]'],
            "a vanilla model has no α",
        ),
    ],
)
def test_changes_that_cannot_be_made_in_every_sentence(models, pairs, capsys, arguments, said):
    name = ["--models", models, "--model", "tiny-attention", "--test", pairs]
    assert said in fails(capsys, "evaluate", *name, *arguments)


def test_changes_go_with_a_test(models, pairs, capsys):
    name = ["--models", models, "--model", "tiny-attention", "--gold", pairs]
    assert "--change goes with --test" in fails(capsys, "evaluate", *name, "--change", "[]")
