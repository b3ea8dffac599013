"""What was typed is said of a word that cleaning has changed, and of no other."""

import pytest
from hypothesis import given

from attention_core.figures.typed_words import typed_note
from attention_core.text.characters import JOINERS
from attention_core.text.cleaning import clean
from attention_core.text.words import Word
from tests.helpers import tiny
from tests.helpers.any_text import TEXT


def notes_of(sentence, **options):
    source, _ = tiny.tokenizers()
    words = source.encode(sentence).words[:-1]
    return {word.text: typed_note(word, **options) for word in words}


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("ﬁsh", "fish"),
        ("Ｈｅｌｌｏ", "Hello"),
        ("don\u02bct", "don't"),
        ("well\u2011known", "well-known"),
        ("don&apos;t", "don't"),
        ("𝐛𝐢𝐫𝐝", "bird"),
    ],
)
def test_it_is_said_of_the_changed_word_alone(typed, word):
    notes = notes_of(f"the {typed} river")
    assert notes == {"the": "", word: f"typed “{typed}”", "river": ""}
    pieces = notes_of(f"the {typed} river", grain="pieces")
    assert pieces[word] == f"of a word typed “{typed}”"


@pytest.mark.parametrize("typed", ["cafe\u0301", "wa\u00adit", "wa\u200cit", "\u095b", "the   end"])
def test_nothing_is_said_of_what_looks_the_same(typed):
    assert not any(notes_of(typed).values())


def test_a_joiner_that_is_seen_is_said():
    assert notes_of("बच्\u200dचा") == {"बच्चा": "typed “बच्\u200dचा”"}


def test_letters_from_right_to_left_do_not_turn_the_note_round():
    note = typed_note(Word(text="سلام", start=0, stop=1, typed="ﺳلام"))
    assert note == "typed “\u2068ﺳلام\u2069”"


@given(TEXT)
def test_a_clean_sentence_has_no_notes_and_a_note_is_of_what_was_typed(text):
    clean_text = "".join(c for c in clean(text) if c not in JOINERS)
    assert not any(notes_of(clean_text).values())
    source, _ = tiny.tokenizers()
    for word in source.encode(text).words:
        if typed_note(word):
            assert clean(word.typed) != word.typed or set(word.typed) & set(JOINERS)
