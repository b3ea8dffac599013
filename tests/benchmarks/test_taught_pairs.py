"""Several models as one: their mean probability, by an oracle that forces each model alone."""

import dataclasses
import sys

import pytest
import torch
from taught_pairs import (
    SURE,
    Ensemble,
    TaughtPair,
    agreed_pairs,
    comes_back,
    ensemble_bleu,
    frequent_words,
    main,
    taught_pairs,
)

from attention_core.data.pairs import Pair
from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.forced import force_decode
from attention_core.errors import UserError
from attention_core.model.checkpoint import read_model
from tests.helpers import tiny

SOURCES = tiny.random_ids(lengths=[6, 2, 4, 1], vocabulary=20, seed=3)
SENTENCES = [pair.source for pair in tiny.PAIRS[:6]]


def models(*kinds):
    return [
        tiny.tiny_model(tiny.model_config(kind, lexical_output=k == 1), seed=k)
        for k, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize("kinds", [("attention",) * 3, ("vanilla", "attention"), ("vanilla",) * 2])
@pytest.mark.parametrize("beam", [1, 3])
def test_a_piece_has_the_mean_of_the_models_probabilities(kinds, beam):
    together = models(*kinds)
    found = beam_search(model=Ensemble(together), sources=SOURCES, beam=beam)
    for source, hypotheses in zip(SOURCES, found, strict=True):
        for hypothesis in hypotheses:
            alone = [
                force_decode(model=model, sources=[source], targets=[hypothesis.ids])[0].logprob
                for model in together
            ]
            mean = torch.stack(alone).exp().mean(dim=0)
            torch.testing.assert_close(torch.tensor(hypothesis.logprob).exp(), mean)


def test_a_model_beside_itself_is_itself():
    model = models("attention", "attention")[1]
    alone = beam_search(model=model, sources=SOURCES, beam=4)
    twice = beam_search(model=Ensemble([model, model]), sources=SOURCES, beam=4)
    for expected, actual in zip(alone, twice, strict=True):
        assert [h.ids for h in actual] == [h.ids for h in expected]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    home = tmp_path_factory.mktemp("models")
    for seed in (1, 2):
        tiny.write_tiny(home / str(seed), kind="attention", seed=seed)
    return [home / "1", home / "2"]


def test_pairs_are_whole_translations_of_at_least_the_score(folders):
    checkpoints = [read_model(folder) for folder in folders]
    ensemble = Ensemble([checkpoint.model for checkpoint in checkpoints])
    best = {
        sentence: beam_search(
            model=ensemble, sources=[checkpoints[0].source.encode_ids(sentence)], beam=4
        )[0][0]
        for sentence in SENTENCES
    }
    whole = {sentence: found for sentence, found in best.items() if not found.truncated}
    scores = sorted(found.score for found in whole.values())
    least = sum(scores[len(scores) // 2 - 1 :][:2]) / 2  # no score itself: batches round apart
    taught = taught_pairs(checkpoints=checkpoints, sentences=SENTENCES, beam=4, least=least)
    pairs = {pair.source: pair.target for pair in taught}
    assert 0 < len(pairs) < len(SENTENCES)
    assert pairs == {
        sentence: checkpoints[0].target.decode(found.ids)
        for sentence, found in whole.items()
        if found.score >= least
    }


def test_models_with_other_pieces_are_refused(folders):
    first, second = map(read_model, folders)
    other = dataclasses.replace(second, target=first.source)
    with pytest.raises(UserError, match="2 has other pieces than 1"):
        ensemble_bleu(checkpoints=[first, other], parts={}, beam=1)
    with pytest.raises(UserError, match="2 has other pieces than 1"):
        next(taught_pairs(checkpoints=[first, other], sentences=SENTENCES, beam=1, least=-9.0))


@pytest.mark.parametrize(
    ("sentence", "back", "expected"),
    [
        ("Cut the red wire.", "Cut the red wi-fi.", False),
        ("Cut the red wire.", "The red wires are cut.", True),
        ("She works in the garden.", "She is working in the gardens.", True),
        ("I'm on it.", "He does that.", True),  # nothing but words that say little
        ("Where is the bank?", "Where is the river?", False),
        ("Émile reads.", "EMILE reads.", False),
    ],
)
def test_rarer_words_have_to_come_back(sentence, back, expected):
    frequent = {"the", "in", "where", "she"}
    assert comes_back(sentence=sentence, back=back, frequent=frequent) is expected


def test_frequent_words_are_counted_without_case(monkeypatch):
    monkeypatch.setattr("taught_pairs.FREQUENT", 2)
    assert frequent_words(["The bird and the dog", "A dog", "the end"]) == {"the", "dog"}


def test_agreed_pairs_are_those_that_come_back(folders, monkeypatch):
    back = read_model(folders[0])
    written = {"एक": "Cut the red wi-fi.", "दो": "She likes the garden.", "तीन": "Something else."}
    monkeypatch.setattr(
        "taught_pairs.translate_all", lambda sentences, **_: [written[s] for s in sentences]
    )
    unsure, sure = SURE - 0.1, SURE + 0.1
    cases = [
        ("Cut the red wire.", "एक", unsure, False),  # a rarer word is another one
        ("Cut the red wire.", "एक", sure, True),
        ("She likes gardens.", "दो", unsure, True),
        ("She likes the garden in the evening when nobody is there.", "दो", sure, False),
        ("Where is it?", "तीन", sure, False),  # nothing comes back
    ]
    pairs = [TaughtPair(source=s, target=t, score=score) for s, t, score, _ in cases]
    kept = agreed_pairs(pairs=pairs, back=back, frequent={"cut", "the", "in", "is"})
    assert kept == [pair for pair, case in zip(pairs, cases, strict=True) if case[3]]


def test_the_command_prints_a_pair_a_line(folders, tmp_path, monkeypatch, capsys):
    file = tmp_path / "english.txt"
    file.write_text("\n".join([*SENTENCES, ""]), encoding="utf-8")
    options = ["--models", *map(str, folders), "--least", "-99"]
    monkeypatch.setattr(sys, "argv", ["taught_pairs.py", str(file), *options])
    main()
    pairs = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert pairs
    assert {english for english, _ in pairs} <= set(SENTENCES)


def test_bleu_is_that_of_the_ensemble_s_translations(folders, tmp_path, monkeypatch, capsys):
    """The best hypotheses as references: every part has 100, and one exchanged has less."""
    checkpoints = [read_model(folder) for folder in folders]
    ensemble = Ensemble([checkpoint.model for checkpoint in checkpoints])
    pairs = []
    for sentence in SENTENCES:
        ids = checkpoints[0].source.encode_ids(sentence)
        best = beam_search(model=ensemble, sources=[ids], beam=3)[0][0]
        pairs.append(Pair(source=sentence, target=checkpoints[0].target.decode(best.ids)))
    other = dataclasses.replace(pairs[0], target="कुछ और ही लिखा है।")
    parts = {"own": pairs, "exchanged": [other, *pairs[1:]]}
    found = ensemble_bleu(checkpoints=checkpoints, parts=parts, beam=3)
    assert found["own"] == pytest.approx(100)
    assert found["exchanged"] < 99
    file = tmp_path / "pairs.tsv"
    lines = [f"{pair.source}\t{pair.target}\tbirds\n" for pair in pairs]
    file.write_text("".join(lines), encoding="utf-8")
    options = ["--models", *map(str, folders), "--test", "--beam", "3"]
    monkeypatch.setattr(sys, "argv", ["taught_pairs.py", str(file), *options])
    main()
    assert capsys.readouterr().out == f"birds\t{len(pairs)}\t100.0\n"
