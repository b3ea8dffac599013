"""A sentence without a model as a document: letters, end marks, and the names of files."""

import numpy as np

from attention_core.figures.sentence_document import sentence_document
from tests.helpers.corpora import some_sentence


def spelt(text):
    return text.upper(), f"<{text}>"


def test_target_words_are_written_in_the_chosen_letters():
    sentence = some_sentence(np.random.default_rng(3))
    document = sentence_document(sentence, spell=spelt)
    *words, end = document["target"]["words"]
    assert [(w["text"], w["below"]) for w in words] == [
        spelt(word.text) for word in sentence.linkable_targets
    ]
    assert [w["text"] for w in document["source"]["words"][:-1]] == sentence.source.split()
    assert (end["text"], end["below"], end["mark"]) == ("(end)", "", True)
    assert not any(word["mark"] for word in words)


def test_a_sentence_without_end_marks_has_none():
    document = sentence_document(some_sentence(np.random.default_rng(3), end=False))
    sides = (document["source"]["words"], document["target"]["words"])
    assert not any(word["mark"] for words in sides for word in words)


def test_files_are_named_as_asked_and_safely():
    sentence = some_sentence(np.random.default_rng(3))
    assert sentence_document(sentence, stem="a/b c-7")["file"]["stem"] == "a-b-c-7"
    assert "made-by-a-test" in sentence_document(sentence)["file"]["stem"]
