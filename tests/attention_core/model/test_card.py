"""The models that come with the project are what their cards say."""

import json
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from attention_core.config import MODELS_FOLDER
from attention_core.evaluation.measurement import Measurement
from attention_core.explorer import Explorer
from attention_core.model.card import ModelCard
from attention_core.utils.files import json_bytes

CARDS = {
    path.parent.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(MODELS_FOLDER.glob("*/card.json"))
}
BACK = "attention-hi-en"
SENTENCES, HINDI_SENTENCES = (
    (Path(MODELS_FOLDER).parent / name).read_text(encoding="utf-8").splitlines()
    for name in ("sentences.txt", "sentences-hi.txt")
)

pytestmark = pytest.mark.skipif(not CARDS, reason="no models came with this checkout")


@pytest.fixture(scope="module")
def explorer():
    return Explorer(models=MODELS_FOLDER, device="cpu")


@pytest.mark.parametrize("name", CARDS)
def test_samples_are_what_the_model_writes(name, explorer):
    """All of our sentences, as they come out: none is left out and none is touched up."""
    samples = CARDS[name]["samples"]
    assert [row["source"] for row in samples] == (HINDI_SENTENCES if name == BACK else SENTENCES)
    for row in samples:
        trace = explorer.translate(model=name, sentence=row["source"], beam=row["beam"])
        assert trace.translation == row["translation"]


def test_our_sentences_are_ten_everyday_ones_and_ten_long_ones():
    words = [len(sentence.split()) for sentence in SENTENCES]
    assert len(SENTENCES) == len(set(SENTENCES)) == 20
    assert max(words[:10]) < 12
    assert min(words[10:]) > 25


def test_all_had_the_same_recipe_in_three_stages():
    """They differ in kind, direction and longest sentence, and in the loss that only α can have.

    The updates of the first stage are as many as fitted into the same minutes.
    """
    differing = dict.fromkeys(("updates", "evaluate_every", "max_words", "lexical_loss"))
    recipes = []
    for name, card in CARDS.items():
        training, files = card["training"], card["data"]["files"]
        mix = {file["file"]: file["weight"] for file in files}
        runs = [*training["earlier"], {"config": training["config"], "mix": mix}]
        first = runs[0]["config"]
        assert name == (BACK if name == BACK else f"{card['kind']}-{first['max_words']}")
        made = [run["config"]["updates"] - before["until"] for before, run in pairwise(runs)]
        assert made == [3000 if name == BACK else 4700, 2000]
        for number, run in enumerate(runs):
            rewarded = card["kind"] == "attention" and (number > 0 or name != BACK)
            assert (run["config"]["lexical_loss"] > 0) == rewarded
        digests = {file["file"]: file["sha256"] for file in files}
        recipes.append(([({**run["config"], **differing}, run["mix"]) for run in runs], digests))
    assert all(recipe == recipes[0] for recipe in recipes)
    mixes = [mix for _, mix in recipes[0][0]]
    assert mixes[1].keys() - mixes[0].keys() == {"taught_everyday.tsv", "taught_again.tsv"}
    assert mixes[2] == mixes[1] | {"everyday_words.tsv": 15}


def test_our_own_pairs_are_those_that_were_learnt():
    digest = sha256((MODELS_FOLDER.parent / "everyday_words.tsv").read_bytes()).hexdigest()
    learnt = [
        file["sha256"]
        for card in CARDS.values()
        for file in card["data"]["files"]
        if file["file"] == "everyday_words.tsv"
    ]
    assert learnt == [digest] * len(CARDS)


def test_together_they_are_small():
    assert sum(path.stat().st_size for path in MODELS_FOLDER.rglob("*") if path.is_file()) < 85e6


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_written_back_byte_for_byte(name):
    data = (MODELS_FOLDER / name / "card.json").read_bytes()
    card = ModelCard.from_json(json.loads(data))
    assert json_bytes(card.to_json()) == data
    assert json_bytes(card.with_hashes(card.hashes).to_json()) == data
    # Its typed parts say the same as the file.
    document = CARDS[name]
    assert card.training.to_json() == document["training"]
    assert [file.file for file in card.files] == [
        file["file"] for file in document["data"]["files"]
    ]
    assert [row.bleu for row in card.scores] == [
        document["dev"]["bleu"],
        *(row["bleu"] for row in document["test"]),
    ]
    assert len(card.samples) == len(HINDI_SENTENCES if name == BACK else SENTENCES)


@pytest.mark.parametrize("name", CARDS)
def test_a_recorded_measurement_is_written_back_as_it_was(name):
    """The best bucket and the share of long sentences are computed again, to the last digit."""
    for row in CARDS[name]["test"]:
        measurement = Measurement.from_json(row)
        alone = {key: value for key, value in row.items() if key != "against"}
        assert json_bytes(measurement.to_json()) == json_bytes(alone)


@pytest.mark.parametrize(
    "odd", [None, 3, True, "x", [], [1], {}, {"a": [2]}, 10**400, float("nan")]
)
@pytest.mark.parametrize(
    "key", ["kind", "max_words", "parameters", "data", "training", "dev", "test", "gold", "samples"]
)
def test_a_card_that_a_person_has_edited_is_read_and_kept(key, odd):
    card = ModelCard.from_json({"note": "mine", key: odd})
    for part in (
        "kind",
        "max_words",
        "parameters",
        "files",
        "training",
        "scores",
        "gold",
        "samples",
    ):
        getattr(card, part)
    recorded = card.with_rows(part="test", rows=[{"test": "t.tsv", "bleu": 3.0}], key="test")
    assert recorded.document["note"] == "mine"
    assert [row.bleu for row in recorded.scores if row.test == "t.tsv"] == [3.0]
    if key != "test":
        assert recorded.document[key] is odd
