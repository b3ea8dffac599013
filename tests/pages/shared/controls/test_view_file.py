"""A view as a file: what it holds comes back, what is no view is refused in one sentence."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.explorer import Explorer
from pages.shared.controls.view_file import ViewFileError, read_view, write_view
from pages.shared.state.address import LONGEST, too_long, write_address
from pages.shared.state.view import View
from tests.helpers.any_text import ANYTHING
from tests.helpers.app import SENTENCE, words_on

LONG = "लाल चिड़िया " * 200


def as_written(text):
    return text.encode("utf-8", errors="replace").decode("utf-8")


@given(st.fixed_dictionaries(dict.fromkeys(("sentence", "reference", "gold"), ANYTHING)))
def test_any_text_comes_back(fields):
    view = dataclasses.replace(View(), beam=3, letters="latin", rank=0, **fields)
    back, notes = read_view(write_view(view, models=()).encode("utf-8", "replace"), models=())
    expected = {name: as_written(text) for name, text in fields.items()}
    assert back == dataclasses.replace(view, **expected)
    assert notes == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no view"),
        (b'{"sentence": "a bird"}', "no view"),
        (b'{"kind": "other", "sentence": "a bird"}', "no view"),
    ],
)
def test_what_is_no_view_is_refused(data, message):
    with pytest.raises(ViewFileError, match=message):
        read_view(data, models=())


def test_values_of_other_kinds_are_corrected_or_left_out():
    document = {"kind": "attention-explorer-view", "sentence": ["a"], "beam": 99, "draw": "x"}
    view, notes = read_view(json.dumps(document).encode(), models=())
    assert (view.sentence, view.beam) == (View().sentence, 16)
    assert view.drawing == "heatmap"
    assert [note.split(";")[0] for note in notes] == [
        "The address asks for beam “99”",
        "The address says draw “x”",
    ]


def test_every_text_is_in_the_address_or_named(models):
    infos = Explorer(models=models).models()
    view = View(sentence="x" * (LONGEST - 9), reference="अआइ", gold="0-0")
    assert too_long(view) == ("reference",)
    address = write_address(view, models=infos)
    assert address["gold"] == "0-0"
    assert "reference" not in address
    assert too_long(View(sentence="\ud800")) == ()


class TestOnAPage:
    def test_the_page_says_what_the_address_does_not_hold(self, open_app):
        app = open_app(page="pages/alignment.py", sentence=SENTENCE)
        assert "The address is too short" not in words_on(app)
        (box,) = (box for box in app.text_area if box.label == "Hindi reference")
        box.set_value(LONG)
        next(button for button in app.button if button.label == "Force").click().run()
        assert "too short for the reference: whoever opens it" in words_on(app)
        assert [b.label for b in app.download_button].count("Download this view") == 2

    def test_a_file_opens_the_same_view(self, open_app):
        app = open_app(sentence="my brother")
        view = View(sentence=SENTENCE, reference="लाल " * 9, beam=2, rank=0)
        data = write_view(view, models=()).encode()
        self.upload(app).upload("view.json", data).run()
        assert not app.exception
        assert app.text_area[0].value == SENTENCE
        assert app.query_params["beam"] == "2"
        assert app.query_params["reference"] == view.reference
        assert app.query_params["rank"] == "0"

    def test_another_file_changes_nothing(self, open_app):
        app = open_app(sentence=SENTENCE)
        before = dict(app.query_params)
        self.upload(app).upload("a<b>.json", b"{}").run()
        assert not app.exception
        assert "“a<b>.json” cannot be opened: it is no view" in words_on(app)
        assert app.query_params == before

    @staticmethod
    def upload(app):
        (upload,) = (upload for upload in app.file_uploader if upload.label == "Open a view")
        return upload
