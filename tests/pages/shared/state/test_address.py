"""The address of a view: as text, and of a page that is open."""

import dataclasses
from urllib.parse import urlencode

import pytest

from attention_core.explorer import Explorer, ModelInfo
from attention_core.model.card import ModelCard
from pages.shared.state.address import LONGEST, read_address, write_address
from pages.shared.state.view import View
from tests.helpers import tiny
from tests.helpers.app import SENTENCE, drawings_on, hindi_on, translate, widget, words_on


class TestOfAPage:
    def test_what_is_chosen_is_in_the_address(self, open_app, home):
        app = translate(open_app(), SENTENCE)
        widget(app, "slider", "Beam width").set_value(2).run()
        widget(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        digests = {info.name: info.digest for info in Explorer(models=home).models()}
        assert app.query_params == {
            "sentence": SENTENCE,
            "attention": f"tiny-attention@{digests['tiny-attention']}",
            "vanilla": f"tiny-vanilla@{digests['tiny-vanilla']}",
            "beam": "2",
            "view": "pieces",
            "letters": "both",
            "spelling": "academic",
            "watch": "attention",
            "step": "1",
        }

    def test_a_copied_address_opens_the_same_view(self, open_app):
        app = translate(open_app(), SENTENCE)
        widget(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        widget(app, "slider", "Beam width").set_value(2).run()
        again = open_app(**app.query_params)
        assert words_on(again) == words_on(app)
        assert drawings_on(again) == drawings_on(app)
        assert again.text_area[0].value == SENTENCE
        assert again.query_params == app.query_params

    @pytest.mark.parametrize(
        ("query", "note", "beam"),
        [
            ({"beam": "999"}, "“999”; it can be 1 to 16: this page uses 16", 16),
            ({"beam": "-1"}, "“-1”; it can be 1 to 16: this page uses 1", 1),
            ({"beam": "wide"}, "“wide”; it can be 1 to 16: this page uses 5", 5),
            ({"beam": "9" * 5000}, "this page uses 5", 5),
            ({"attention": "no<b>pe"}, "“no<b>pe”, which is not here", 5),
            ({"vanilla": "tiny-attention"}, "“tiny-attention”, which is not here", 5),
            ({"view": "letters"}, "“letters”; it can be words, pieces", 5),
            ({"letters": "$x$"}, "“$x$”; it can be both, latin, devanagari", 5),
        ],
    )
    def test_nonsense_gives_the_nearest_view_and_a_note(self, open_app, query, note, beam):
        app = open_app(sentence=SENTENCE, **query)
        assert note in words_on(app)
        assert len(hindi_on(app)) == 2
        assert widget(app, "slider", "Beam width").value == beam
        app.run()  # reloading tells the same …
        assert note in words_on(app)
        widget(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        assert note not in words_on(app)  # … until something is chosen
        assert app.query_params["beam"] == str(beam)

    def test_a_changed_model_is_mentioned(self, open_app, home):
        app = translate(open_app(), SENTENCE)
        same = open_app(**app.query_params)
        assert "has changed" not in words_on(same)
        tiny.write_tiny(home / "tiny-attention", kind="attention", seed=9)
        changed = open_app(**app.query_params)
        assert "The model tiny-attention has changed since this address" in words_on(changed)
        assert hindi_on(changed)[0] != hindi_on(app)[0]
        assert hindi_on(changed)[1] == hindi_on(app)[1]

    def test_the_sentence_travels_between_pages(self, open_app):
        app = translate(open_app(), SENTENCE)
        before = dict(app.query_params)
        app.query_params.clear()  # as the browser does
        app.switch_page("pages/models.py").run()
        assert not app.exception
        assert app.query_params == before
        app.query_params.clear()
        app.switch_page("pages/translate.py").run()
        assert app.text_area[0].value == SENTENCE
        assert len(hindi_on(app)) == 2


def own_model(name, *, pair="en-fr", kind="attention", max_words=50):
    source, target = pair.split("-")
    card = {
        "kind": kind,
        "source_language": source,
        "target_language": target,
        "max_words": max_words,
    }
    return ModelInfo(name=name, kind=kind, digest="0a" * 6, card=ModelCard.from_json(card))


SEVERAL = [
    own_model("attention-50", pair="en-hi"),
    own_model("vanilla-50", pair="en-hi", kind="vanilla"),
    own_model("fr", max_words=90),
    own_model("back", pair="fr-en"),
]


class TestLanguages:
    def test_without_a_word_about_them_they_are_the_usual_ones(self):
        view, notes = read_address({}, models=SEVERAL)
        assert (view.pair, view.attention, view.vanilla) == ("en-hi", "attention-50", "vanilla-50")
        assert notes == ()
        assert "pair" not in write_address(view, models=SEVERAL)

    def test_a_pair_has_models_of_its_own(self):
        view, notes = read_address({"pair": "en-fr"}, models=SEVERAL)
        assert (view.pair, view.attention, view.vanilla) == ("en-fr", "fr", "")
        assert view.languages.names == ("English", "French")
        assert notes == ()
        assert read_address(write_address(view, models=SEVERAL), models=SEVERAL) == (view, ())

    def test_an_old_address_of_another_model_has_its_languages(self):
        view, notes = read_address({"attention": "back@0a0a0a0a0a0a"}, models=SEVERAL)
        assert (view.pair, view.attention, view.vanilla) == ("fr-en", "back", "")
        assert notes == ()

    def test_models_of_other_languages_than_the_pair_are_replaced_with_a_note(self):
        query = {"pair": "en-fr", "attention": "attention-50"}
        view, notes = read_address(query, models=SEVERAL)
        assert (view.pair, view.attention) == ("en-fr", "fr")
        assert "“attention-50”, which is not of the languages en-fr: this page uses fr" in notes[0]

    @pytest.mark.parametrize("pair", ["en-tlh", "english", "<b>", "-", "fr"])
    def test_unknown_languages_become_the_usual_ones_with_a_note(self, pair):
        view, notes = read_address({"pair": pair}, models=SEVERAL)
        assert view.pair == "en-hi"
        assert f"“{pair}”, for which no model is here (there are en-hi, en-fr, fr-en)" in notes[0]

    def test_a_view_of_no_models_has_languages_all_the_same(self):
        view, _ = read_address({"pair": "en-fr"}, models=())
        assert view.languages.names == ("English", "Hindi")


class TestAsText:
    def test_every_view_survives_the_address(self):
        models = [own_model("fr-attention"), own_model("fr@home", kind="vanilla")]
        view = View(
            sentence="a & b = c? #1 ünï 🦜",
            pair="en-fr",
            attention="fr-attention",
            vanilla="fr@home",
            beam=16,
            grain="pieces",
            letters="latin",
            spelling="plain",
            shown="both",
            step=7,
            reference="वह घर जाता है।",
            rank=0,
            drawing="links",
            detail="gold",
            evidence="occlusion",
            weights="posterior",
            rule="threshold",
            threshold=0.25,
            directions="union",
            gold="0-0 1?2",
            comparison="prefix",
            prefix_from="vanilla",
            prefix=4,
            second_sentence="c & d",
            growth_step=3,
            changes="freeze:1",
            experiment="mask",
            changed_kind="vanilla",
            metric="chrf",
            test="tatoeba.tsv",
        )
        usual = View()
        for field in dataclasses.fields(View):
            assert getattr(view, field.name) != getattr(usual, field.name), "left as usual"
        assert read_address(write_address(view, models=models), models=models) == (view, ())

    def test_a_sentence_too_long_for_servers_stays_out_of_the_address(self, home):
        models = Explorer(models=home).models()
        address = write_address(View(sentence="x" * (LONGEST + 1)), models=models)
        assert address["sentence"] == ""  # without the key, it would open the first example
        assert "sentence" in write_address(View(sentence="x" * LONGEST), models=models)
        both = View(sentence="x" * (LONGEST - 9), reference="अआइ")
        assert "sentence" in write_address(both, models=models)
        assert "reference" not in write_address(both, models=models)

    @pytest.mark.parametrize(
        ("typed", "read", "note"),
        [
            ("0.25", 0.25, ""),
            ("7", 1.0, "it can be 0.01 to 1.0: this page uses 1.0"),
            ("nan", 0.3, "this page uses 0.3"),
            ("-inf", 0.01, "this page uses 0.01"),
            ("high", 0.3, "“high”"),
        ],
    )
    def test_a_threshold_is_a_share(self, typed, read, note):
        view, notes = read_address({"threshold": typed}, models=())
        assert view.threshold == read
        assert note in " ".join(notes)
        assert bool(notes) == bool(note)

    def test_names_in_the_address_stay_as_they_are(self):
        """Links that people have saved must open, so a new name of a field has no effect here."""
        view = View(
            sentence="a b",
            prefix_from="vanilla",
            prefix=4,
            second_sentence="c",
            growth_step=3,
            grain="pieces",
            shown="both",
            drawing="links",
            comparison="longer",
            metric="chrf",
        )
        assert urlencode(write_address(view, models=())) == (
            "sentence=a+b&other=c&beam=5&step=1&prefix=4&rung=3&view=pieces&letters=both"
            "&spelling=academic&watch=both&draw=links&compare=longer&begin=vanilla&measure=chrf"
        )
