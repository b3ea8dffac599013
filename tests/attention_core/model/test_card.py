"""The models that come with the project are what their cards say."""

import json
from pathlib import Path

import pytest

from attention_core.config import MODELS_FOLDER
from attention_core.explorer import Explorer

CARDS = {
    path.parent.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(MODELS_FOLDER.glob("*/card.json"))
}
SENTENCES = (Path(MODELS_FOLDER).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()

pytestmark = pytest.mark.skipif(not CARDS, reason="no models came with this checkout")


@pytest.fixture(scope="module")
def explorer():
    return Explorer(models=MODELS_FOLDER, device="cpu")


@pytest.mark.parametrize("name", CARDS)
def test_samples_are_what_the_model_writes(name, explorer):
    """All of our sentences, as they come out: none is left out and none is touched up."""
    samples = CARDS[name]["samples"]
    assert [row["source"] for row in samples] == SENTENCES
    for row in samples:
        trace = explorer.translate(model=name, sentence=row["source"], beam=row["beam"])
        assert trace.translation == row["translation"]


def test_our_sentences_are_ten_everyday_ones_and_ten_long_ones():
    words = [len(sentence.split()) for sentence in SENTENCES]
    assert len(SENTENCES) == len(set(SENTENCES)) == 20
    assert max(words[:10]) < 12
    assert min(words[10:]) > 25


def test_all_had_the_same_recipe_and_budget():
    """They differ in kind and in the longest training sentence, and in nothing else."""
    recipes, budgets = [], []
    for name, card in CARDS.items():
        config = card["training"]["config"]
        assert name == f"{card['kind']}-{config['max_words']}"
        runs = [row["config"] for row in card["training"].get("earlier", [])]
        mix = {file["file"]: (file["sha256"], file["weight"]) for file in card["data"]["files"]}
        asked = [{**run, "max_words": None, "updates": None} for run in (*runs, config)]
        recipes.append((asked, mix))
        budgets.append([updates for _, updates in card["training"]["budgets"]])
    assert all(recipe == recipes[0] for recipe in recipes)
    # A card tells of the budgets up to the update whose weights were kept.
    longest = max(budgets, key=len)
    assert all(begun == longest[: len(begun)] for begun in budgets)


def test_together_they_are_small():
    assert sum(path.stat().st_size for path in MODELS_FOLDER.rglob("*") if path.is_file()) < 60e6
