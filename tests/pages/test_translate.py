"""The Translate page without a browser: typing, choosing, and faulty models."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from attention_core.explorer import Explorer
from attention_core.model.card import ModelCard
from attention_core.text.romanization import romanize, romanize_plain
from pages.shared.controls.examples import EXAMPLES
from tests.helpers import tiny
from tests.helpers.app import (
    SENTENCE,
    drawings_on,
    hindi_on,
    labels_in,
    translate,
    widget,
    words_on,
)


def test_a_translation_leaves_the_processor_to_others(open_app, monkeypatch):
    """The app limits the threads, not a setting of the tests."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(before + 2)
        translate(open_app(), SENTENCE)
        with ThreadPoolExecutor(1) as pool:  # pages run in threads of their own
            assert pool.submit(torch.get_num_threads).result() == 1
    finally:
        torch.set_num_threads(before)


class TestTranslate:
    def test_shows_what_both_models_write(self, open_app, home):
        app = translate(open_app(), SENTENCE)
        explorer = Explorer(models=home)
        expected = [
            explorer.translate(model=f"tiny-{kind}", sentence=SENTENCE).translation
            for kind in ("attention", "vanilla")
        ]
        assert hindi_on(app) == expected
        assert expected[0] != expected[1]
        assert len(drawings_on(app)) == 1
        assert romanize(expected[1]) in words_on(app)
        assert "one fixed c at every step" in words_on(app)

    def test_the_figure_is_the_trace(self, open_app, home):
        app = translate(open_app(), SENTENCE)
        trace = Explorer(models=home).translate(model="tiny-attention", sentence=SENTENCE)
        assert drawings_on(app)[0]["matrices"][0]["values"] == trace.word_alpha.tolist()
        widget(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        assert drawings_on(app)[0]["matrices"][0]["values"] == trace.alpha.tolist()
        assert drawings_on(app)[0]["energies"] == trace.energies.tolist()

    def test_says_what_to_look_at_and_how_many_weights(self, open_app, home):
        trace = Explorer(models=home).translate(model="tiny-attention", sentence=SENTENCE)
        i, j = trace.alpha.shape
        text = words_on(translate(open_app(), SENTENCE))
        assert f"I × J = {i} × {j} = {i * j} weights" in text
        assert "Look at row" in text

    def test_a_picked_example_is_translated(self, open_app):
        app = open_app()
        app.menu_button[0].click(EXAMPLES[0]).run()
        assert not app.exception
        assert app.text_area[0].value == EXAMPLES[0]
        assert len(hindi_on(app)) == 2

    @pytest.mark.parametrize("sentence", ["", "   ", "\n\t "])
    def test_nothing_typed_is_a_hint(self, open_app, sentence):
        app = translate(open_app(), sentence)
        assert "pick an example" in words_on(app)
        assert not hindi_on(app)
        assert not drawings_on(app)

    def test_only_invisible_characters_is_a_hint_too(self, open_app):
        app = translate(open_app(), "\u202e\u200b")
        assert "is empty: type a few words" in words_on(app)

    def test_too_long_says_how_long_and_what_to_do(self, open_app):
        text = words_on(translate(open_app(), "bird " * 700))
        assert re.search(r"has \d+ pieces and the limit is 600: shorten it", text)

    def test_unknown_words_are_marked(self, open_app):
        app = translate(open_app(), "the 🦜 bird")
        assert "Not in its vocabulary, marked (?): 🦜" in words_on(app)
        assert "🦜 (?)" in labels_in(drawings_on(app)[0], "source")

    def test_a_cut_translation_says_so(self, open_app, home):
        (home / "tiny-attention" / "card.json").unlink()
        source, target = tiny.tokenizers()
        config = tiny.model_config("attention", source=len(source), target=len(target))
        tiny.write_model(
            folder=home / "tiny-attention",
            model=tiny.tiny_model(config, end=-50.0),
            source=source,
            target=target,
            card=ModelCard.from_json({"kind": "attention"}),
        )
        assert "there was still no end mark" in words_on(translate(open_app(), SENTENCE))

    @pytest.mark.parametrize(
        "typed",
        ["यह हिन्दी है और अंग्रेज़ी नहीं", "<b>🦜</b> $x$", "xqzvb wrtpl kjhgf", "Привет мир", "🦜 🦜"],
    )
    def test_what_is_not_english_is_said_above_its_translation(self, open_app, typed):
        note = "This is not English that the models have read: tiny-attention lacks"
        app = translate(open_app(), typed)
        text = words_on(app)
        assert text.index(note) < text.index("one fixed c")
        assert len(hindi_on(app)) == 2

    @pytest.mark.parametrize(
        "typed", ["<b>bird</b> <script>x</script>", "# bird", "$bird$ :bird: **x**", "a\u202eb"]
    )
    def test_what_is_typed_is_never_markup(self, open_app, typed):
        app = translate(open_app(), typed)
        assert app.text_area[0].value == typed
        for block in app.html:
            assert "<script" not in block.value
            assert "<b>" not in block.value
            assert "\u202e" not in block.value
        assert not [m.value for m in app.markdown if "bird" in m.value]

    @pytest.mark.parametrize("letters", ["both", "latin", "devanagari"])
    @pytest.mark.parametrize("spelling", ["academic", "plain"])
    def test_letters(self, open_app, home, letters, spelling):
        app = open_app(sentence=SENTENCE, letters=letters, spelling=spelling)
        trace = Explorer(models=home).translate(model="tiny-attention", sentence=SENTENCE)
        read = {"academic": romanize, "plain": romanize_plain}
        assert (trace.translation in words_on(app)) == (letters != "latin")
        words = [word.text for word in trace.target_words[:-1]]
        labels = labels_in(drawings_on(app)[0], "target")
        for name, spell in read.items():
            seen = all(spell(w) in label for w, label in zip(words, labels, strict=False))
            assert seen == (letters != "devanagari" and name == spelling)
        label = labels_in(drawings_on(app)[0], "target")[0]
        word = trace.target_words[0].text
        assert (word in label) == (letters != "latin")
        assert (read[spelling](word) in label) == (letters != "devanagari")

    def test_asking_again_decodes_nothing(self, open_app, monkeypatch):
        calls = []
        original = Explorer.translate

        def counted(self, **arguments):
            calls.append(arguments)
            return original(self, **arguments)

        monkeypatch.setattr(Explorer, "translate", counted)
        app = translate(open_app(sentence=""), SENTENCE)
        assert len(calls) == 2  # one a model
        widget(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        widget(app, "segmented_control", "Letters").set_value("latin").run()
        translate(app, SENTENCE)
        open_app(sentence=SENTENCE)  # another person
        assert len(calls) == 2
        widget(app, "slider", "Beam width").set_value(3).run()
        assert [call["beam"] for call in calls] == [5, 5, 3, 3]

    def test_the_record_can_be_taken_home(self, open_app):
        app = translate(open_app(), SENTENCE)
        labels = [b.label for b in app.download_button]
        assert labels.count("Download everything as JSON") == 1

    def test_the_numbers_are_there_as_a_table(self, open_app, home):
        app = translate(open_app(), "the bird saw the bird.")
        trace = Explorer(models=home).translate(
            model="tiny-attention", sentence="the bird saw the bird."
        )
        table = app.dataframe[0].value
        assert (table.to_numpy() == trace.word_alpha).all()
        assert [c for c in table.columns if "bird" in c] == ["2  bird", "5  bird"]


class TestFaults:
    def test_an_altered_model_is_named_and_the_other_works(self, open_app, home):
        with (home / "tiny-attention" / "weights.safetensors").open("ab") as file:
            file.write(b"x")
        app = translate(open_app(), SENTENCE)
        text = words_on(app)
        assert "tiny-attention: weights.safetensors is not the file its card describes" in text
        assert "copy the folder again" in text
        assert len(hindi_on(app)) == 1
        assert "tiny-vanilla · beam 5" in text

    def test_a_half_written_model_is_named_and_the_other_works(self, open_app, home):
        (home / "tiny-vanilla" / "card.json").unlink()
        app = translate(open_app(), SENTENCE)
        assert "tiny-vanilla: card.json is missing" in words_on(app)
        assert len(hindi_on(app)) == 1
        assert len(drawings_on(app)) == 1

    def test_no_model_at_all(self, open_app, tmp_path):
        app = open_app(models=tmp_path / "nowhere")
        assert "There is no model to translate with" in words_on(app)
        translate(app, SENTENCE)
        assert "There is no model to translate with" in words_on(app)
        assert not hindi_on(app)

    def test_a_model_that_comes_later_is_found(self, open_app, home, tmp_path):
        late = tmp_path / "late"
        late.mkdir()
        app = open_app(models=late)
        shutil.copytree(home / "tiny-attention", late / "tiny-attention")
        assert len(hindi_on(translate(app, SENTENCE))) == 1
