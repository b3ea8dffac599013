"""The pages without a browser: what is on them after typing, choosing, and odd addresses."""

import dataclasses
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from attention_core.explorer import Explorer
from attention_core.text.romanization import romanize, romanize_plain
from pages.shared.controls.examples import EXAMPLES, menu_label
from pages.shared.display.messages import escaped
from pages.shared.state.address import LONGEST, read_address, write_address
from pages.shared.state.view import View, changed
from tests.helpers import tiny
from tests.helpers.app import SENTENCE, control, hindi_on, plots_on, plotted, translate, words_on
from tests.helpers.traces import decoded


def test_a_translation_leaves_the_processor_to_others(open_app, monkeypatch):
    """Not the tests' own setting: the app sees to it."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(before + 2)
        translate(open_app(), SENTENCE)
        with ThreadPoolExecutor(1) as other:  # pages run in threads of their own
            assert other.submit(torch.get_num_threads).result() == 1
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
        assert len(plots_on(app)) == 1
        assert romanize(expected[0]) in words_on(app)
        assert "one fixed c at every step" in words_on(app)

    def test_the_figure_is_the_trace(self, open_app, home):
        app = translate(open_app(), SENTENCE)
        trace = Explorer(models=home).translate(model="tiny-attention", sentence=SENTENCE)
        assert (decoded(plotted(app)["data"][0]["z"]) == trace.word_alpha).all()
        control(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        assert (decoded(plotted(app)["data"][0]["z"]) == trace.alpha).all()

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
        assert not plots_on(app)

    def test_only_invisible_characters_is_a_hint_too(self, open_app):
        app = translate(open_app(), "\u202e\u200b")
        assert "is empty: type a few words" in words_on(app)

    def test_too_long_says_how_long_and_what_to_do(self, open_app):
        text = words_on(translate(open_app(), "bird " * 700))
        assert re.search(r"has \d+ pieces and the limit is 600: shorten it", text)

    def test_unknown_words_are_marked(self, open_app):
        app = translate(open_app(), "the 🦜 bird")
        assert "It does not know" in words_on(app)
        assert any(re.search(r'class="typed lacking"[^>]*>🦜<', b.value) for b in app.html)
        assert "🦜 (?)" in plotted(app)["layout"]["xaxis"]["ticktext"]

    def test_a_cut_translation_says_so(self, open_app, home):
        (home / "tiny-attention" / "card.json").unlink()
        source, target = tiny.tokenizers()
        config = tiny.model_config("attention", source=len(source), target=len(target))
        tiny.write_model(
            folder=home / "tiny-attention",
            model=tiny.tiny_model(config, end=-50.0),
            source=source,
            target=target,
            card={"kind": "attention"},
        )
        assert "there was still no end mark" in words_on(translate(open_app(), SENTENCE))

    def test_a_sentence_that_is_not_english_gets_a_note(self, open_app):
        note = "not in Latin letters"
        assert note in words_on(translate(open_app(), "यह हिन्दी है और अंग्रेज़ी नहीं"))
        assert note not in words_on(translate(open_app(), SENTENCE))

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
        for name, spell in read.items():
            seen = spell(trace.translation) in words_on(app)
            assert seen == (letters != "devanagari" and name == spelling)
        label = plotted(app)["data"][0]["customdata"][0][0][0]
        word = trace.target_words[0].text
        assert (word in label) == (letters != "latin")
        assert (read[spelling](word) in label) == (letters != "devanagari")

    def test_asking_again_decodes_nothing(self, open_app, monkeypatch):
        calls = []
        once = Explorer.translate

        def counted(self, **wanted):
            calls.append(wanted)
            return once(self, **wanted)

        monkeypatch.setattr(Explorer, "translate", counted)
        app = translate(open_app(), SENTENCE)
        assert len(calls) == 2  # one a model
        control(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        control(app, "segmented_control", "Letters").set_value("latin").run()
        translate(app, SENTENCE)
        open_app(sentence=SENTENCE)  # somebody else
        assert len(calls) == 2
        control(app, "slider", "Beam width").set_value(3).run()
        assert [call["beam"] for call in calls] == [5, 5, 3, 3]

    def test_the_record_can_be_taken_home(self, open_app):
        app = translate(open_app(), SENTENCE)
        assert [b.label for b in app.download_button] == ["Download everything as JSON"]

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
        assert len(plots_on(app)) == 1

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


class TestAddress:
    def test_what_is_chosen_is_in_the_address(self, open_app, home):
        app = translate(open_app(), SENTENCE)
        control(app, "slider", "Beam width").set_value(2).run()
        control(app, "segmented_control", "Rows and columns").set_value("pieces").run()
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
        control(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        control(app, "slider", "Beam width").set_value(2).run()
        again = open_app(**app.query_params)
        assert words_on(again) == words_on(app)
        assert plotted(again) == plotted(app)
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
        assert control(app, "slider", "Beam width").value == beam
        app.run()  # reloading tells the same …
        assert note in words_on(app)
        control(app, "segmented_control", "Rows and columns").set_value("pieces").run()
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

    def test_every_view_survives_the_address(self, home):
        models = Explorer(models=home).models()
        view = View(
            sentence="a & b = c? #1 ünï 🦜",
            attention="tiny-attention",
            vanilla="tiny-vanilla",
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
            gold="0-0 1?2",
            comparison="prefix",
            leader="vanilla",
            prefix=4,
            other="c & d",
            rung=3,
            metric="chrf",
            test="tatoeba.tsv",
        )
        usual = View()
        for field in dataclasses.fields(View):
            assert getattr(view, field.name) != getattr(usual, field.name), "left as usual"
        assert read_address(write_address(view, models=models), models=models) == (view, ())

    def test_a_sentence_too_long_for_servers_stays_out_of_the_address(self, home):
        models = Explorer(models=home).models()
        assert "sentence" not in write_address(View(sentence="x" * (LONGEST + 1)), models=models)
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

    def test_what_belongs_to_a_sentence_goes_with_it(self):
        view = View(
            sentence="a", step=3, rank=2, reference="क", gold="0-0", prefix=5, grain="pieces"
        )
        same = changed(view, sentence="a", beam=view.beam)
        assert same == view
        other = changed(view, sentence="b")
        assert other == View(sentence="b", grain="pieces")
        assert changed(view, rank=0) == dataclasses.replace(view, rank=0, gold="")
        assert changed(view, sentence="b", step=9).step == 9


class TestModels:
    def test_facts_of_every_model(self, open_app, home):
        app = open_app(page="pages/models.py")
        assert {s.value for s in app.subheader} == {"tiny-attention", "tiny-vanilla"}
        shown = {t.value for t in app.text}
        assert {info.digest for info in Explorer(models=home).models()} <= shown

    def test_samples_side_by_side(self, open_app, home):
        written = {"tiny-attention": {"a bird": "चिड़िया", "a": "<b>"}, "tiny-vanilla": {"a": "एक"}}
        for name, samples in written.items():
            path = home / name / "card.json"
            rows = [{"source": s, "translation": t, "beam": 5} for s, t in samples.items()]
            path.write_text(json.dumps(json.loads(path.read_text()) | {"samples": rows}))
        (table,) = open_app(page="pages/models.py").table
        shown = table.value
        assert shown.index.tolist() == ["a bird", "a"]
        assert shown["words"].tolist() == ["2", "1"]
        assert shown["tiny-attention"].tolist() == ["चिड़िया", "<b>"]
        assert shown["tiny-vanilla"].tolist() == ["", "एक"]

    def test_curve_quality_and_licences(self, open_app, home):
        path = home / "tiny-attention" / "card.json"
        card = json.loads(path.read_text())
        row = {"minutes": 1, "train_loss": 3.0, "dev_chrf": 20.0}
        row["dev_parts"] = {"talk": {"loss": 2.75, "bleu": None}}
        card |= {
            "training": {
                "hours": 1.5,
                "curve": [
                    {"update": 10, "dev_loss": 4.0, "dev_bleu": 1.0, **row},
                    {"update": 20, "dev_loss": 3.5, "dev_bleu": 2.0, **row},
                ],
            },
            "data": {
                "files": [{"file": "tatoeba.tsv", "pairs": 7, "weight": 4.0, "licence": "CC BY"}]
            },
            "test": [
                {"test": "t.tsv", "n": 9, "bleu": 11.5, "chrf": 30.5, "signatures": {"bleu": "S"}}
            ],
            "gold": [
                {
                    "gold": "g.tsv",
                    "n": 3,
                    "by_rule": [{"method": "argmax", "aer": 0.75, "precision": 0.2, "recall": 0.3}],
                    "posterior": [
                        {"method": "threshold 0.1", "aer": 0.9},
                        {"method": "argmax", "aer": 0.5, "precision": 0.4, "recall": 0.6},
                    ],
                    "occlusion": {"aer": 0.625, "precision": 0.1, "recall": 0.9},
                }
            ],
        }
        path.write_text(json.dumps(card))
        app = open_app(page="pages/models.py")
        aligned = next(f.value for f in app.dataframe if "AER" in f.value).set_index("AER")
        made = {0.75: "α", 0.5: "posterior", 0.625: "occlusion"}
        assert aligned["links made from"].to_dict() == made
        assert aligned.loc[0.5, "recall"] == 0.6
        assert aligned.loc[0.625, ["set", "sentences"]].tolist() == ["g.tsv", 3]
        loss, bleu = (json.loads(plot.proto.spec)["data"] for plot in plots_on(app))
        assert [list(line["y"]) for line in loss] == [[4.0, 3.5]]
        assert [list(line["y"]) for line in bleu] == [[1.0, 2.0]]
        tables = [frame.value for frame in app.dataframe]
        assert any(table.get("dev_parts talk loss", [None])[0] == 2.75 for table in tables)
        assert any("CC BY" in table.to_string() for table in tables)
        assert any("11.5" in table.to_string() for table in tables)
        assert any("S" in table.get("signatures", []).tolist() for table in tables[1:2])
        assert "everyday sentences from Tatoeba" in words_on(open_app())

    @pytest.mark.parametrize(
        ("budgets", "said"),
        [
            ([[0, 10], [10, 15], [1400, 2000]], "Training went on after 10 and 1,400 updates."),
            ([[0, 10], [7, 15]], "Training went on after 7 updates."),
            ([[0, 10], [10, 30], [18, 15]], "Training went on after 10 updates."),
            ([[0, 10], [8, 9]], ""),
            ([[0, 10]], ""),
            ([5, [], ["x", 1], None], ""),  # a person can have edited it
            ("twice", ""),
        ],
    )
    def test_where_a_curve_jumps_it_is_said_why(self, open_app, home, budgets, said):
        path = home / "tiny-attention" / "card.json"
        path.write_text(
            json.dumps(json.loads(path.read_text()) | {"training": {"budgets": budgets}})
        )
        words = words_on(open_app(page="pages/models.py"))
        assert said in words
        assert ("went on after" in words) == bool(said)

    @pytest.mark.parametrize("signatures", [None, "S", ["S"], {"bleu": 7}])
    def test_signatures_that_a_person_has_edited(self, open_app, home, signatures):
        path = home / "tiny-attention" / "card.json"
        row = {"test": "t.tsv", "n": 9, "bleu": 11.5, "chrf": 30.5, "signatures": signatures}
        path.write_text(json.dumps(json.loads(path.read_text()) | {"test": [row]}))
        app = open_app(page="pages/models.py")
        assert any("11.5" in frame.value.to_string() for frame in app.dataframe)

    def test_a_faulty_model_is_named(self, open_app, home):
        (home / "tiny-vanilla" / "card.json").write_text("{")
        assert "card.json: not JSON" in words_on(open_app(page="pages/models.py"))

    def test_no_model_at_all(self, open_app, tmp_path):
        app = open_app(models=tmp_path / "nowhere", page="pages/models.py")
        assert "There is no model folder" in words_on(app)


class TestExamples:
    def test_from_four_words_to_over_sixty(self):
        counts = [len(example.split()) for example in EXAMPLES]
        assert min(counts) == 4
        assert 60 < max(counts) <= 75
        assert all(4 <= count <= 75 for count in counts)
        assert 8 <= len(set(EXAMPLES)) == len(EXAMPLES)

    def test_one_repeats_its_words(self):
        words = [re.findall(r"\w+", example.lower()) for example in EXAMPLES]
        assert any(len(found) - len(set(found)) >= 5 and len(found) < 20 for found in words)

    def test_the_menu_tells_them_apart(self):
        labels = {menu_label(example) for example in EXAMPLES}
        assert len(labels) == len(EXAMPLES)
        assert all(len(label) < 64 for label in labels)


def test_what_cannot_be_seen_is_shown_by_its_number():
    assert escaped("a\u202eb\x00<i>&amp;") == (
        "a<small>[U+202E]</small>b<small>[U+0000]</small>&lt;i&gt;&amp;amp;"
    )


class TestStepByStep:
    """What the page says around the player; the player itself is the browser tests' business."""

    def test_a_step_too_far_is_named_with_the_number_there_are(self, open_app):
        app = open_app(page="pages/step_by_step.py", sentence=SENTENCE, step="1999")
        assert "There is no step 1999: this decoding has" in words_on(app)

    def test_an_impossible_step_is_the_nearest(self, open_app):
        app = open_app(page="pages/step_by_step.py", sentence=SENTENCE, step="-3")
        assert "asks for step “-3”" in words_on(app)

    def test_another_sentence_is_watched_from_its_beginning(self, open_app):
        app = open_app(page="pages/step_by_step.py", sentence=SENTENCE, step="2")
        assert app.query_params["step"] == "2"
        assert translate(app, "who baked this bread?").query_params["step"] == "1"

    def test_the_model_to_watch_is_in_the_address(self, open_app):
        app = open_app(page="pages/step_by_step.py", sentence=SENTENCE)
        control(app, "segmented_control", "Watch").set_value("both").run()
        assert app.query_params["watch"] == "both"

    def test_nothing_typed_is_a_hint(self, open_app):
        assert "Type an English sentence" in words_on(open_app(page="pages/step_by_step.py"))
