"""An AlignedSentence needs no model: words, weights for links, and what figures take."""

import dataclasses

import numpy as np
import pytest

from attention_core.aligned_sentence import SIDES, AlignedSentence
from attention_core.alignment.extraction import argmax_links
from attention_core.analysis.alpha_csv import alpha_csv
from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.training.snapshots import SentenceSnapshot
from tests.helpers.traces import ALPHA, SOURCE, TARGET, make_trace, words_of


def sentence(*, alpha=ALPHA, source=SOURCE, target=TARGET):
    return AlignedSentence(
        source="the unlit lamp the",
        source_pieces=source[0],
        source_words=words_of(*source),
        target_pieces=target[0],
        target_words=words_of(*target),
        translation="वह दीया",
        alpha=None if alpha is None else np.array(alpha),
        origin="lamps.txt, a test",
    )


def test_a_trace_is_an_aligned_sentence():
    """The same weights have the same words, labels and links with and without a model."""
    trace, alone = make_trace(), sentence()
    assert isinstance(trace, AlignedSentence)
    np.testing.assert_array_equal(trace.word_alpha, alone.word_alpha)
    np.testing.assert_array_equal(trace.link_weights, alone.link_weights)
    for grain in ("words", "pieces"):
        ours = labelled_matrix(trace=trace, grain=grain)
        theirs = labelled_matrix(trace=alone, grain=grain)
        assert (ours.rows, ours.columns) == (theirs.rows, theirs.columns)
        np.testing.assert_array_equal(ours.weights, theirs.weights)


def test_links_are_the_same_with_and_without_an_end_mark():
    whole = sentence()
    source = (SOURCE[0][:-1], SOURCE[1][:-1])
    cut = sentence(alpha=ALPHA[:, :-1], source=source)
    assert whole.source_has_end
    assert not cut.source_has_end
    assert len(whole.linkable_sources) == len(cut.linkable_sources) == 4
    assert whole.link_weights.shape == cut.link_weights.shape == (2, 5)
    assert argmax_links(cut.link_weights) == argmax_links(whole.link_weights) == {(0, 0), (2, 1)}


def test_a_target_without_an_end_mark_links_its_last_row():
    target = (TARGET[0][:-1], TARGET[1][:-1])
    cut = sentence(alpha=ALPHA[:-1], target=target)
    assert not cut.target_has_end
    assert len(cut.linkable_targets) == len(cut.link_weights) == 2


def test_csv_needs_no_model():
    lines = alpha_csv(trace=sentence(), grain="pieces").splitlines()
    assert lines[1] == '"lamps.txt, a test",,,,pieces,1,1,▁वह,▁the,0.5,'
    assert len(lines) == 1 + ALPHA.size


def test_without_weights_there_is_nothing_to_draw():
    empty = sentence(alpha=None)
    assert empty.word_alpha is None
    assert empty.link_weights is None
    with pytest.raises(ValueError, match=r"lamps.txt, a test: there is no α to draw"):
        labelled_matrix(trace=empty, grain="words")
    with pytest.raises(ValueError, match="no α to export"):
        alpha_csv(trace=empty, grain="words")


def test_it_cannot_be_changed():
    made = sentence()
    with pytest.raises(ValueError, match="read-only"):
        made.alpha[0, 0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.source = "x"


def test_parts_must_fit_together():
    with pytest.raises(AssertionError):
        sentence(alpha=ALPHA.T)


def test_languages_have_the_last_word_on_direction():
    sentence = make_trace(languages="ar-en")
    assert [sentence.language(side) for side in SIDES] == ["ar", "en"]
    assert [sentence.direction(side) for side in SIDES] == ["rtl", "ltr"]
    unknown = snapshot_of("باب دار", "door house")
    assert [unknown.language(side) for side in SIDES] == ["", ""]
    assert [unknown.direction(side) for side in SIDES] == ["rtl", "ltr"]


def snapshot_of(source, target):
    pieces = [tuple(f"▁{word}" for word in text.split()) for text in (source, target)]
    return SentenceSnapshot(
        source_pieces=(*pieces[0], "</s>"),
        target_pieces=(*pieces[1], "</s>"),
        translation=target,
        alpha=None,
    ).aligned()
