"""The words that a probe looks for, counted on words and not on pieces."""

from attention_core.data.pairs import Pair
from attention_core.probe.words import frequent_words, probed_sentences, spoken_words


def test_words_are_without_case_signs_and_end_mark(english):
    text = english.encode("The Red bird, the bird!")
    assert spoken_words(text) == ["the", "red", "bird", "the", "bird"]


def test_the_most_frequent_come_first_and_equal_ones_by_spelling(english):
    texts = [english.encode(t) for t in ("the bird the wall.", "a bird the", "wall")]
    assert frequent_words(texts) == ("the", "bird", "wall", "a")
    assert frequent_words(texts, count=2) == ("the", "bird")


def test_a_word_of_several_pieces_is_one_word(english):
    text = english.encode("the mangoes")
    assert len(text.pieces) > 3
    assert frequent_words([text]) == ("mangoes", "the")


def test_places_are_thirds_of_the_first_occurrence(english):
    texts = ["the bird saw the wall.", "?!"]
    (only,) = probed_sentences(texts, tokenizer=english, vocabulary=("wall", "the", "saw", "moon"))
    assert only.thirds == {1: 0, 2: 1, 0: 2}
    assert only.ids == english.encode(texts[0]).ids


def test_length_is_counted_between_spaces_as_in_the_names_of_models(english):
    (only,) = probed_sentences(["the bird – the wall !"], tokenizer=english, vocabulary=("the",))
    assert only.length == Pair(source="the bird – the wall !", target="").words == 6
