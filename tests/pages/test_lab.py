"""The Lab page without a browser: changes from the address, buttons, undo, and bad addresses."""

import html
import json
import re
import shutil

import numpy as np
import pytest

from attention_core.explorer import Explorer
from attention_core.interventions import (
    ForceWord,
    FreezeContext,
    MaskWords,
    ScaleEnergies,
    SetAlpha,
    parse_changes,
    write_changes,
)
from attention_core.probe.findings import find_words
from attention_core.probe.folder import read_probe
from pages.sections.lab.alpha_editor import moved_by_one
from pages.sections.lab.word_labels import distinct
from pages.shared.controls.examples import GROWING_SENTENCES
from tests.helpers.app import SENTENCE, plots_on, translate, widget, words_on
from tests.helpers.probes import add_probes

PAGE = "pages/lab.py"
MASK = write_changes([MaskWords(words=(1, 2))])


@pytest.fixture
def lab(open_app):
    return lambda **query: open_app(page=PAGE, **{"sentence": SENTENCE, **query})


@pytest.fixture
def explore(models):
    explorer = Explorer(models=models)

    def translated(*changes, kind="attention"):
        return explorer.translate(model=f"tiny-{kind}", sentence=SENTENCE, changes=changes)

    return translated


def shown(app):
    """The translations outside the drawings, without marks."""
    found = (re.search(r'class="hindi"[^>]*>(.*?)</p>', block.value) for block in app.html)
    return [html.unescape(re.sub("</?mark>", "", match[1])) for match in found if match]


def press(app, label):
    (button,) = (b for b in app.button if b.label == label)
    button.click().run()
    assert not app.exception
    return app


def test_without_changes_there_is_the_original_alone(lab, explore):
    app = lab()
    assert shown(app) == [explore().translation]
    assert "Change something: what becomes of it" in words_on(app)
    assert "changes" not in app.query_params


def test_changes_in_the_address_are_made(lab, explore):
    app = lab(changes=MASK)
    own, changed = explore(), explore(*parse_changes(MASK))
    assert shown(app) == [own.translation, changed.translation]
    text = words_on(app)
    assert "Edited · 1 change" in text
    assert "1. α never sees" in text
    delta = float(changed.logprob.sum(dtype=np.float64) - own.logprob.sum(dtype=np.float64))
    assert f"= {delta:.2f}".replace("-", "−") in text
    assert "α = 0 on masked words" in text


def test_undoing_the_only_change_brings_back_the_original(lab, explore):
    app = press(lab(changes=MASK), "Undo 1")
    assert shown(app) == [explore().translation]
    assert "changes" not in app.query_params


def test_each_change_of_several_can_be_undone(lab):
    changes = (
        MaskWords(words=(1,)),
        FreezeContext(context="first"),
        ScaleEnergies(factor=0.5),
    )
    app = press(lab(changes=write_changes(changes)), "Undo 2")
    assert parse_changes(app.query_params["changes"]) == (changes[0], changes[2])
    app = press(app, "Undo all")
    assert "changes" not in app.query_params


@pytest.mark.parametrize(
    ("label", "weights"),
    [
        ("Uniform", lambda trace: [1.0] * len(trace.source_words)),
        ("The row above", lambda trace: by_words(trace)[0]),
        ("Moved by one", lambda trace: moved_by_one(by_words(trace)[1])),
    ],
)
def test_presets(lab, explore, label, weights):
    app = press(lab(step="2"), label)
    (change,) = parse_changes(app.query_params["changes"])
    assert isinstance(change, SetAlpha)
    assert change.step == 2
    assert [w for _, w in change.weights] == pytest.approx(weights(explore()), abs=1e-6)


def by_words(trace):
    starts = [word.start for word in trace.source_words]
    return np.add.reduceat(trace.alpha.astype(float), starts, axis=1).tolist()


def test_moving_by_one_goes_round():
    assert moved_by_one([0.5, 0.3, 0.2]) == [0.2, 0.5, 0.3]


def test_a_second_preset_of_a_step_takes_the_place_of_the_first(lab):
    app = press(press(lab(step="2"), "Uniform"), "Moved by one")
    assert len(parse_changes(app.query_params["changes"])) == 1


def test_a_typed_word_is_forced(lab, explore):
    app = lab(**{"try": "word", "step": "1"})
    widget(app, "text_input", "Or type a Hindi word").set_value("दीवार").run()
    assert parse_changes(app.query_params["changes"]) == (ForceWord(step=1, text="दीवार"),)
    assert shown(app)[-1] == explore(ForceWord(step=1, text="दीवार")).translation


def test_a_word_that_cannot_be_written_is_said_and_can_be_undone(lab, explore):
    app = lab(**{"try": "word"})
    widget(app, "text_input", "Or type a Hindi word").set_value("xyzzy🐦").run()
    assert "change 1: unknown word: “xyzzy🐦”" in words_on(app)
    assert shown(app) == []  # nothing is half applied
    assert shown(press(app, "Undo 1")) == [explore().translation]


def test_a_word_is_found_by_its_latin_letters(lab):
    app = lab(**{"try": "word", "step": "1"})
    box = widget(app, "selectbox", "Or find one by its Latin letters")
    assert "yah · यह" in box.options
    box.set_value("▁यह").run()
    assert parse_changes(app.query_params["changes"]) == (ForceWord(step=1, pieces=("▁यह",)),)


def test_the_slider_scales_the_energies_and_takes_itself_back(lab):
    app = lab(**{"try": "freeze"})
    app.slider[-1].set_value(0.5).run()
    assert parse_changes(app.query_params["changes"]) == (ScaleEnergies(factor=0.5),)
    app.slider[-1].set_value(1.0).run()
    assert "changes" not in app.query_params


def test_a_vanilla_model_has_no_alpha_to_change_but_words(lab, explore):
    app = lab(change="vanilla")
    assert "A vanilla model has no α" in words_on(app)
    app = lab(change="vanilla", **{"try": "word"})
    widget(app, "text_input", "Or type a Hindi word").set_value("दीवार").run()
    assert not app.exception
    assert shown(app)[-1] == explore(ForceWord(step=1, text="दीवार"), kind="vanilla").translation


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("[", "The address has changes that cannot be read: changes are not JSON"),
        ('[{"kind":"mask","words":[-1]}]', "cannot be read: change 1: -1"),
        ('[{"kind":"mask","words":[99]}]', "cannot be made together: change 1: there is no source"),
        (
            '[{"kind":"alpha","step":900,"weights":{"0":1}}]',
            "cannot be made together: change 1: step 900 is beyond the end",
        ),
    ],
)
def test_a_bad_address_is_said(lab, changes, said):
    app = lab(changes=changes)
    assert said in words_on(app)
    press(app, "Remove them" if "read" in said else "Undo 1")
    assert said not in words_on(app)


def test_a_step_beyond_the_end_is_said(lab, explore):
    app = lab(step="999")
    last = len(explore().target_pieces)
    assert widget(app, "selectbox", "Step").value == last
    assert "has no step 999: the last one is shown." in words_on(app)


def test_another_sentence_has_no_changes(lab):
    app = translate(lab(changes=MASK), "who baked this bread?")
    assert "changes" not in app.query_params


def test_sessions_do_not_see_each_other_s_changes(lab, open_app, explore):
    lab(changes=MASK)
    other = open_app(page=PAGE, sentence=SENTENCE)
    assert shown(other) == [explore().translation]


def test_the_downloads_of_an_edited_translation_have_its_changes(lab):
    labels = [button.label for button in lab(changes=MASK).get("download_button")]
    assert {"Download the edited Trace as JSON", "Download the changes as JSON"} <= set(labels)


class TestMemory:
    """What c remembers: the words of a sentence by each probe, and the figures of the cards."""

    @pytest.fixture
    def probed(self, home, monkeypatch):
        monkeypatch.setattr("attention_core.probe.linear_probe.EPOCHS", 2)
        add_probes(home)
        return home

    def words(self, app, number=0):
        """(word, p or None, underlined) of each line of words of a sentence."""
        block = [block.value for block in app.html if "probed-words" in block.value][number]
        found = []
        for line in re.findall(r'class="probed-words"[^>]*>(.*?)</p>', block):
            spans = re.findall(r'<span class="(.*?)"(?: style="--p: (.*?)")?>(.*?)</span>', line)
            found.append(
                [
                    (html.unescape(text), float(p) if p else None, kind == "probed found")
                    for kind, p, text in spans
                ]
            )
        return found

    def test_words_are_tinted_by_what_the_probe_finds(self, lab, probed):
        app = lab(**{"try": "memory"})
        explorer = Explorer(models=probed)
        expected = [
            find_words(
                checkpoint=explorer.load(name),
                probe=read_probe(folder=probed / name, reading=reading),
                sentence=SENTENCE,
            )
            for name, reading in (
                ("tiny-vanilla", "fixed"),
                ("tiny-attention", "mean"),
                ("tiny-attention", "states"),
            )
        ]
        lines = self.words(app)
        assert len(lines) == 3
        for line, found in zip(lines, expected, strict=True):
            assert [text for text, *_ in line] == [word.text for word in found.words]
            assert [p for _, p, _ in line] == pytest.approx(
                [word.probability for word in found.words], abs=6e-4
            )
            assert [found for *_, found in line] == [word.found for word in found.words]
        text = words_on(app)
        for found in expected:
            assert f"{found.found} of {found.looked_for} words found" in text
            for word in found.wrong:
                assert word.text in text

    def test_each_rung_of_the_growing_sentence(self, lab, probed):
        app = lab(**{"try": "memory"})
        widget(app, "button_group", "Sentence").set_value("growing").run()
        assert not app.exception
        for number, sentence in enumerate(GROWING_SENTENCES):
            lines = self.words(app, number)
            assert len(lines) == 3
            assert len(lines[0]) == len(sentence.split())

    def test_words_have_the_language_of_the_model(self, open_app, other_languages, tmp_path):
        """The growing sentence is English, and no choice for a model of Arabic."""
        home = shutil.copytree(other_languages, tmp_path / "others")
        add_probes(home)
        for pair, kinds, attributes in (
            ("ar-en", ["own"], 'lang="ar" dir="rtl"'),
            ("en-ar", ["own", "growing"], 'lang="en" dir="ltr"'),
        ):
            app = open_app(
                models=home, page=PAGE, pair=pair, sentence="the bird", **{"try": "memory"}
            )
            names = {"own": "Your sentence", "growing": "A growing sentence"}
            offered = list(widget(app, "button_group", "Sentence").options)
            assert offered == [names[kind] for kind in kinds]
            assert any(f'class="probed-words" {attributes}' in block.value for block in app.html)

    def test_figures_and_summary_are_those_of_the_cards(self, lab, probed):
        app = lab(**{"try": "memory"})
        by_length, by_place = (json.loads(plot.proto.spec) for plot in plots_on(app))
        row = Explorer(models=probed).models()[1].card.probes[0]
        (line,) = (t for t in by_length["data"] if t["name"] == "tiny-vanilla: the fixed c")
        assert line["y"] == [part["recall"] for part in row["by_length"]]
        (line,) = (t for t in by_place["data"] if t["name"] == "tiny-vanilla: the fixed c")
        assert line["y"] == [part["recall"] for part in row["by_place"]]
        assert f"tiny-vanilla, the fixed c: {row['recall']:.0%} of the words" in words_on(app)

    def test_words_that_no_probe_looks_for(self, lab, probed):
        app = lab(sentence="zebra ?!", **{"try": "memory"})
        assert "none of the words is one that the probe looks for" in words_on(app)
        assert self.words(app)[0] == [("zebra", None, False)]

    def test_without_probes_the_command_is_named(self, lab):
        text = words_on(lab(**{"try": "memory"}))
        for model in ("tiny-vanilla", "tiny-attention"):
            assert f"The probes of {model} cannot be used" in text
            assert f"python -m attention_core probe --model {model} --train" in text
        assert "No model here has a measured probe in its card." in text

    def test_an_altered_probe_is_named_and_the_others_are_shown(self, lab, probed):
        path = probed / "tiny-vanilla" / "probe-fixed.safetensors"
        path.write_bytes(path.read_bytes()[:-1] + b"?")
        app = lab(**{"try": "memory"})
        assert "probe-fixed.safetensors is not the file that the card describes" in words_on(app)
        assert len(self.words(app)) == 2

    def test_a_probe_of_other_weights_is_named(self, lab, probed):
        card = json.loads((probed / "tiny-vanilla" / "card.json").read_text("utf-8"))
        card["probes"][0]["digest"] = "0" * 12
        (probed / "tiny-vanilla" / "card.json").write_text(json.dumps(card), encoding="utf-8")
        text = words_on(lab(**{"try": "memory"}))
        assert "the probe of tiny-vanilla is of other weights" in text
        assert "The figures of tiny-vanilla are those of other weights." in text


def test_words_that_occur_twice_can_be_told_apart():
    """Streamlit knows an option by its label, and of two alike it takes the last."""
    names = ["the", "cat", "saw", "the", "dog"]
    labels = distinct(names)
    assert labels == ["the (1)", "cat", "saw", "the (4)", "dog"]
    assert len(set(labels)) == len(names)
