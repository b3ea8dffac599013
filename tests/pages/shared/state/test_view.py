"""The view: a change resets the fields that depend on it."""

import dataclasses

from pages.shared.state.view import View, changed


def test_what_belongs_to_a_sentence_goes_with_it():
    view = View(sentence="a", step=3, rank=2, reference="क", gold="0-0", prefix=5, grain="pieces")
    same = changed(view, sentence="a", beam=view.beam)
    assert same == view
    another = changed(view, sentence="b")
    assert another == View(sentence="b", grain="pieces")
    assert changed(view, rank=0) == dataclasses.replace(view, rank=0, gold="")
    assert changed(view, sentence="b", step=9).step == 9
