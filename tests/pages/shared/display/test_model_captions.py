"""What captions call the files that the models learnt from."""

import json

import pytest

from attention_core.config import MODELS_FOLDER
from pages.shared.display.model_captions import kind_of_text

CARDS = sorted(MODELS_FOLDER.glob("*/card.json"))
OURS = MODELS_FOLDER.parent.glob("everyday_words*.tsv")


@pytest.mark.skipif(not CARDS, reason="no models came with this checkout")
def test_every_training_file_of_the_models_is_described_and_none_by_its_name():
    cards = [json.loads(path.read_text(encoding="utf-8")) for path in CARDS]
    files = {row["file"] for card in cards for row in card["data"]["files"]}
    files |= {path.name for path in OURS}
    assert not [file for file in files if kind_of_text(file) == file.removesuffix(".tsv")]


def test_a_file_that_is_not_known_goes_by_its_name():
    assert kind_of_text("mine.tsv") == "mine"
