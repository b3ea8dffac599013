"""Cards are read again when they have changed, and only then."""

import json

import pytest

from attention_core.model import known_cards
from attention_core.model.checkpoint import CARD, CheckpointError
from attention_core.model.known_cards import KnownCards
from attention_core.utils.files import write_atomically


def test_a_card_is_read_once_for_each_change(folder, monkeypatch):
    reads, read = [], known_cards.read_card
    monkeypatch.setattr(known_cards, "read_card", lambda path: reads.append(path) or read(path))
    cards, path = KnownCards(), folder / CARD
    for number, words in enumerate((50, 7, 123), start=1):
        card = {**json.loads(path.read_text("utf-8")), "max_words": words}
        write_atomically(path=path, data=json.dumps(card).encode())
        for _ in range(3):
            assert cards.read(folder)[0].max_words == words
        assert len(reads) == number
    assert cards.read(folder) == read(folder)


def test_a_card_that_vanishes_or_breaks_is_said(folder):
    cards = KnownCards()
    cards.read(folder)
    (folder / CARD).write_text("{", encoding="utf-8")
    with pytest.raises(CheckpointError, match="not JSON"):
        cards.read(folder)
    (folder / CARD).unlink()
    with pytest.raises(CheckpointError, match="missing"):
        cards.read(folder)
