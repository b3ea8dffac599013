"""The Length page without a browser: figures from the cards, and of a file of one's own."""

import json
from urllib.parse import parse_qs

import pytest
import streamlit as st

from attention_core.cli.parser import main
from attention_core.config import MODELS_FOLDER
from attention_core.data.pairs import Pair, read_pairs
from attention_core.decoding.translate import translate_all
from attention_core.evaluation import job as evaluation
from attention_core.evaluation.by_length import measure_translations
from attention_core.evaluation.job import MAX_PAIRS, EvaluationJob
from attention_core.evaluation.measurement import Span
from attention_core.explorer import Explorer
from pages.sections.length.own_progress import duration
from tests.helpers import tiny
from tests.helpers.app import hindi_on, plots_on, widget, words_on
from tests.helpers.measurements import record
from tests.helpers.pair_files import pair_files

PAGE = "pages/length.py"
NAMES = ("tiny-attention", "tiny-vanilla")


@pytest.fixture
def recorded(home):
    """Cards of both models say how good they are on two sets."""
    digests = {info.name: info.digest for info in Explorer(models=home).models()}
    rows = {}
    for k, name in enumerate(NAMES):
        short = record(model=name, test="tatoeba.tsv", best=60.0 - k, buckets=[(1, 10, 40)])
        long = record(model=name, test="bible_udb.tsv", best=50.0 - 30 * k)
        rows[name] = [short | {"digest": digests[name]}, long | {"digest": digests[name]}]
        write_tests(home, name, rows[name])
    return rows


def write_tests(home, name, rows):
    path = home / name / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"test": rows}))


def figure(app, at=0):
    return json.loads(plots_on(app)[at].proto.spec)


def lines(app, at=0):
    return {t["name"]: t for t in figure(app, at)["data"] if t["mode"] == "lines+markers"}


class TestShipped:
    def test_the_set_with_the_longest_sentences_comes_first(self, open_app, recorded):
        app = open_app(page=PAGE)
        drawn = lines(app)
        assert set(drawn) == set(NAMES)
        for name, (_, long) in recorded.items():
            assert drawn[name]["y"] == [part["bleu"] for part in long["by_length"][1:]]
        assert widget(app, "selectbox", "Test set").value == "bible_udb.tsv"

    def test_metric_and_set_can_be_chosen(self, open_app, recorded):
        app = open_app(page=PAGE)
        widget(app, "segmented_control", "Measure").set_value("chrf").run()
        for name, (_, long) in recorded.items():
            assert lines(app)[name]["y"] == [part["chrf"] for part in long["by_length"][1:]]
        assert figure(app)["layout"]["yaxis"]["title"]["text"] == "chrF++"
        widget(app, "selectbox", "Test set").set_value("tatoeba.tsv").run()
        assert not app.exception
        for name, (short, _) in recorded.items():
            assert lines(app)[name]["y"] == [short["by_length"][0]["chrf"]]
        text = words_on(app)
        assert "tatoeba.tsv: everyday sentences from Tatoeba, 40 sentences" in text
        assert "None of these sentences has more than 30 words." in text

    def test_what_was_chosen_is_in_the_address_and_opens_again(self, open_app, recorded):
        app = open_app(page=PAGE, measure="chrf", test="tatoeba.tsv")
        for name, (short, _) in recorded.items():
            assert lines(app)[name]["y"] == [short["by_length"][0]["chrf"]]
        widget(app, "segmented_control", "Measure").set_value("bleu").run()
        assert app.query_params["test"] == "tatoeba.tsv"
        assert "measure" not in app.query_params  # as usual
        lost = open_app(page=PAGE, test="nowhere.tsv")
        assert widget(lost, "selectbox", "Test set").value == "bible_udb.tsv"
        assert "No card has figures of “nowhere.tsv”" in words_on(lost)

    def test_what_the_lines_show_is_worked_out(self, open_app, recorded):
        text = words_on(open_app(page=PAGE))
        for name, (_, long) in recorded.items():
            parts = long["by_length"]
            best = parts[1]["bleu"]
            count = sum(p["n"] for p in parts[3:])
            mean = sum(p["n"] * p["bleu"] for p in parts[3:]) / count
            assert f"{name} is best at 11–20 words, BLEU {best:.1f}" in text
            assert f"({count} sentences) it has {mean:.1f}, {mean / best:.0%} of that." in text
        assert "Hollow, and not joined to a line: 1–10 words" in text

    def test_how_sure_that_is_is_said_where_it_was_recorded(self, open_app, home, recorded):
        assert "95% interval" not in words_on(open_app(page=PAGE, measure="chrf"))
        kept = {"bleu": {"low": 0.6, "high": 1.02}, "chrf": {"low": 0.78, "high": 0.97}}
        rows = [row | {"kept": kept} for row in recorded[NAMES[0]]]
        write_tests(home, NAMES[0], rows)
        text = words_on(open_app(page=PAGE, measure="chrf"))
        assert text.count("of that (95% interval 78% to 97%).") == 1
        assert "of that." in text  # of the other model nothing was recorded

    def test_the_caption_says_what_was_measured_and_how(self, open_app, recorded):
        text = words_on(open_app(page=PAGE))
        assert "bible_udb.tsv: Bible verses in plain modern English, 177 sentences" in text
        assert "beam 5. Signature: nrefs:1|tok:13a." in text
        assert "Measured when the models were made" in text
        assert "not part of this project" in text

    def test_the_table_has_the_same_numbers(self, open_app, recorded):
        shown = open_app(page=PAGE).dataframe[0].value
        parts = [p for rows in recorded.values() for p in rows[1]["by_length"]]
        assert shown["BLEU"].tolist() == [p["bleu"] for p in parts]
        assert shown["chrF++ 95% low"].tolist() == [p["chrf_low"] for p in parts]
        assert shown["sentences"].tolist() == [p["n"] for p in parts]

    def test_figures_of_other_weights_are_named(self, open_app, recorded, home):
        note = "The figures of tiny-vanilla are those of other weights"
        assert note not in words_on(open_app(page=PAGE))
        write_tests(
            home, "tiny-vanilla", [row | {"digest": "0" * 12} for row in recorded["tiny-vanilla"]]
        )
        assert note in words_on(open_app(page=PAGE))

    def test_a_model_without_figures_is_left_out_and_changes_no_colour(
        self,
        open_app,
        recorded,
        home,
    ):
        before = lines(open_app(page=PAGE))["tiny-vanilla"]["line"]
        write_tests(
            home, "tiny-attention", [{"test": "bible_udb.tsv", "by_length": [{"min": "x"}]}]
        )
        after = lines(open_app(page=PAGE))
        assert set(after) == {"tiny-vanilla"}
        assert after["tiny-vanilla"]["line"] == before

    def test_cards_without_figures_get_a_hint(self, open_app):
        app = open_app(page=PAGE)
        assert "No model for English → Hindi has figures by sentence length" in words_on(app)
        assert not plots_on(app)

    def test_no_model_at_all(self, open_app, tmp_path):
        app = open_app(page=PAGE, models=tmp_path / "nowhere")
        assert "There is no model to translate with" in words_on(app)

    def test_a_strange_name_of_a_file_is_text(self, open_app, home):
        write_tests(home, "tiny-vanilla", [record(test="<b>$x$</b>.tsv")])
        app = open_app(page=PAGE)
        assert "<b>$x$</b>.tsv: " in words_on(app)
        assert not [block for block in app.html if "<b>" in block.value]


LONG = tiny.PAIRS + tuple(
    Pair(source=f"{one.source} {two.source}", target=f"{one.target} {two.target}")
    for one, two in zip(tiny.PAIRS[:8], tiny.PAIRS[8:16], strict=True)
)
PATIENCE = 120  # seconds


def lines_of(pairs):
    return "".join(f"{pair.source}\t{pair.target}\n" for pair in pairs)


def give(app, text, name="mine.tsv"):
    """Choose "Your own file" and upload it."""
    widget(app, "segmented_control", "Sentences").set_value("own").run()
    data = text if isinstance(text, bytes) else text.encode()
    app.file_uploader[0].set_value((name, data, "text/plain")).run()
    assert not app.exception
    return app


def button(app, begin):
    (found,) = (b for b in app.button if b.label.startswith(begin))
    return found


def measured(app, text, **settings):
    """Upload, measure, and see what came of it."""
    give(app, text, **settings)
    button(app, "Measure").click().run()
    assert app.session_state["length.run"].wait(PATIENCE)
    app.run()
    assert not app.exception
    return app


def listed(app, span):
    choice = widget(app, "segmented_control", "Words in the English sentence")
    (number,) = (k for k, label in enumerate(choice.options) if label.startswith(f"{span} ("))
    choice.set_value(number).run()
    assert not app.exception
    return app


def sources_on(app):
    """Which pairs are listed, by their number in the file, from 1."""
    words = words_on(app).splitlines()
    return [int(line.split()[1]) for line in words if line.startswith("Pair ")]


class TestOwnFile:
    def test_the_figure_is_what_measuring_it_gives(self, open_app, home):
        app = measured(open_app(page=PAGE), lines_of(LONG))
        explorer = Explorer(models=home)
        drawn = {name: [] for name in NAMES}
        for trace in figure(app)["data"]:
            if trace["mode"] != "lines":
                drawn[trace["name"]] += zip(trace["x"], trace["y"], strict=True)
        for name in NAMES:
            checkpoint = explorer.load(name)
            written = translate_all(
                model=checkpoint.model,
                source=checkpoint.source,
                target=checkpoint.target,
                sentences=[pair.source for pair in LONG],
                beam=5,
            )
            buckets = measure_translations(pairs=LONG, hypotheses=written).buckets
            assert len(buckets) == 2
            assert drawn[name] == [(str(b.span), b.scores["bleu"].value) for b in buckets]
        text = words_on(app)
        assert f"“mine.tsv”: {len(LONG)} pairs, beam 5." in text
        assert "Danda split off" in text
        whole = app.dataframe[1].value
        rows = [r.measurement.to_json() for r in app.session_state["length.run"].results]
        assert whole["BLEU"].tolist() == [row["bleu"] for row in rows]
        assert whole["chrF++ 95% high"].tolist() == [row["chrf_high"] for row in rows]

    def test_metric_models_and_beam_can_be_chosen(self, open_app):
        app = give(open_app(page=PAGE), lines_of(tiny.PAIRS))
        widget(app, "multiselect", "Models").set_value(["tiny-vanilla"]).run()
        widget(app, "slider", "Beam width").set_value(2).run()
        button(app, "Measure").click().run()
        run = app.session_state["length.run"]
        assert run.wait(PATIENCE)
        assert (run.models, run.beam) == (("tiny-vanilla",), 2)
        widget(app, "segmented_control", "Measure").set_value("chrf").run()
        assert not app.exception
        (found,) = run.results
        assert lines(app)["tiny-vanilla"]["y"] == [
            found.measurement.buckets[0].scores["chrf"].value
        ]

    def test_a_model_looks_the_same_as_in_the_other_figure(self, open_app, recorded):
        app = open_app(page=PAGE)
        before = lines(app)["tiny-vanilla"]["line"]
        give(app, lines_of(tiny.PAIRS))
        widget(app, "multiselect", "Models").set_value(["tiny-vanilla"]).run()
        button(app, "Measure").click().run()
        assert app.session_state["length.run"].wait(PATIENCE)
        assert lines(app.run())["tiny-vanilla"]["line"] == before

    def test_no_model_chosen_is_a_hint(self, open_app):
        app = give(open_app(page=PAGE), lines_of(tiny.PAIRS))
        widget(app, "multiselect", "Models").set_value([]).run()
        assert "Choose at least one model" in words_on(app)
        assert not [b for b in app.button if b.label.startswith("Measure")]

    def test_what_was_measured_is_still_there_after_another_page(self, open_app):
        app = listed(measured(open_app(page=PAGE), lines_of(LONG)), "11–20")
        before = sources_on(app)
        app.switch_page("pages/models.py").run()
        app.switch_page(PAGE).run()
        assert not app.exception
        assert len(plots_on(app)) == 1
        assert sources_on(app) == before != []

    def test_what_can_be_taken_home(self, open_app):
        app = measured(open_app(page=PAGE), lines_of(tiny.PAIRS), name="my <b>file</b>.tsv")
        labels = [button.label for button in app.download_button]
        own = {"Scores by length (CSV)", "All figures (JSON)", "Translations (TSV)"}
        assert own <= set(labels) <= own | {"Save as CSV"}  # of tables


OURS = MODELS_FOLDER.parent / "everyday_words_test.tsv"
MEASURE = "Measure it here"


class TestASetThatComesWithTheProject:
    @pytest.fixture
    def on_ours(self, open_app, home):
        write_tests(home, NAMES[1], [record(model=NAMES[1], test=OURS.name)])
        return open_app(page=PAGE)

    def test_it_is_measured_at_a_click_and_its_sentences_are_listed(self, on_ours):
        assert "not part of this project" not in words_on(on_ours)
        button(on_ours, MEASURE).click().run()
        run = on_ours.session_state["length.run"]
        assert widget(on_ours, "segmented_control", "Sentences").value == "own"
        assert run.wait(PATIENCE)
        assert (run.models, run.beam, run.pairs) == ((NAMES[1],), 5, read_pairs(OURS))
        app = listed(on_ours.run(), "1–10")
        assert sources_on(app) == list(range(1, 11))
        assert run.pairs[0].source in "".join(block.value for block in app.html)

    def test_the_way_back_reads_it_turned_round(self, open_app, home):
        write_tests(home, NAMES[1], [record(model=NAMES[1], test=OURS.name)])
        path = home / NAMES[1] / "card.json"
        turned = {"source_language": "hi", "target_language": "en"}
        path.write_text(json.dumps(json.loads(path.read_text()) | turned))
        app = open_app(page=PAGE, pair="hi-en")
        button(app, MEASURE).click().run()
        run = app.session_state["length.run"]
        run.stop()
        assert run.pairs == tuple(pair.swapped() for pair in read_pairs(OURS))

    def test_another_set_has_no_such_button(self, open_app, recorded):
        labels = [button.label for button in open_app(page=PAGE).button]
        assert not [label for label in labels if label.startswith(MEASURE)]

    def test_a_model_that_is_known_to_be_faulty_is_not_measured(self, on_ours, home):
        (home / NAMES[1] / "weights.safetensors").write_bytes(b"x")
        st.cache_resource.clear()
        app = give(on_ours, lines_of(tiny.PAIRS))
        assert f"{NAMES[1]}: weights.safetensors is not the file" in words_on(app)
        widget(app, "segmented_control", "Sentences").set_value("held out").run()
        assert not [b for b in app.button if b.label.startswith(MEASURE)]


class TestProgress:
    @pytest.mark.parametrize(
        ("seconds", "said"),
        [(0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.7, "1 min 0 s"), (185, "3 min 5 s")],
    )
    def test_times_are_said_as_people_do(self, seconds, said):
        assert duration(seconds) == said

    def test_it_is_watched_and_stopped(self, open_app, monkeypatch):
        gate = evaluation.threading.Event()
        reached = evaluation.threading.Event()

        def held(**wanted):
            reached.set()
            assert gate.wait(PATIENCE)
            return translate_all(**wanted)

        monkeypatch.setattr(evaluation, "translate_all", held)
        app = give(open_app(page=PAGE), lines_of(LONG))
        button(app, "Measure").click().run()
        assert reached.wait(PATIENCE)
        app.run()
        assert "“mine.tsv”: tiny-attention translates …" in words_on(app)
        assert app.progress[0].text == f"0 of {2 * len(LONG)} sentences"
        assert button(app, "Measure").disabled
        button(app, "Stop").click().run()
        assert "Stopping" in words_on(app)
        gate.set()
        run = app.session_state["length.run"]
        assert run.wait(PATIENCE)
        app.run()
        done = run.progress().done
        assert 0 < done < len(LONG)
        assert f"Stopped after {done} of {2 * len(LONG)} sentences of “mine.tsv”" in words_on(app)
        assert not plots_on(app)
        assert not button(app, "Measure").disabled

    def test_a_model_that_fails_is_named(self, open_app, home):
        app = give(open_app(page=PAGE), lines_of(tiny.PAIRS))
        run = EvaluationJob(
            explorer=Explorer(models=home),
            models=["gone"],
            test="x.tsv",
            pairs=tiny.PAIRS,
            beam=1,
        )
        assert run.wait(PATIENCE)
        app.session_state["length.run"] = run
        app.run()
        assert "“x.tsv” could not be measured: unknown model 'gone'" in words_on(app)


class TestFilesAsPeopleHaveThem:
    def test_unicode_text_of_a_spreadsheet_is_read(self, open_app):
        rows = "".join(f'"{p.source}"\t"{p.target}"\r\n' for p in tiny.PAIRS[:4])
        data = f"English\tHindi\r\n{rows}".encode("utf-16")
        app = give(open_app(page=PAGE), data, name="export.txt")
        said = words_on(app)
        assert "read as UTF-16" in said
        assert "fields in quotes" in said
        assert "line 1 is a header and left out" in said
        assert button(app, "Measure 4 pairs")

    @pytest.mark.parametrize(
        ("line", "answer"),
        [
            ("10\t{source}\t20\t{target}\n", "Use columns 2 and 4"),
            ("{target}\t{source}\n", "Exchange the columns"),
        ],
    )
    def test_other_columns_are_asked_about(self, open_app, line, answer):
        text = "".join(line.format(source=p.source, target=p.target) for p in tiny.PAIRS[:3])
        app = give(open_app(page=PAGE), text)
        assert "Which columns are the pair?" in words_on(app)
        assert not [b for b in app.button if b.label.startswith("Measure")]
        button(app, answer).click().run()
        button(app, "Measure 3 pairs").click().run()
        run = app.session_state["length.run"]
        assert run.pairs == tiny.PAIRS[:3]
        assert run.wait(PATIENCE)

    def test_a_person_may_insist_on_the_first_two(self, open_app):
        text = "".join(f"{p.target}\t{p.source}\n" for p in tiny.PAIRS[:3])
        app = give(open_app(page=PAGE), text)
        button(app, "Use columns 1 and 2").click().run()
        assert button(app, "Measure 3 pairs")

    def test_what_is_no_text_is_refused_in_one_line(self, open_app):
        app = give(open_app(page=PAGE), lines_of(tiny.PAIRS).encode("utf-16-le"))
        assert "“mine.tsv” cannot be read: no text in UTF-8" in words_on(app)
        assert not [b for b in app.button if "good line" in b.label]


def test_a_file_has_the_same_pairs_on_the_page_and_in_the_terminal(
    open_app, models, tmp_path, capsys
):
    """However it was written; and the same is said about how it was read."""
    pairs = (*tiny.PAIRS[:4], Pair(source="the bird, red.", target="चिड़िया, लाल।"))
    command = ["evaluate", "--models", str(models), "--model", "tiny-attention", "--beam", "1"]
    app = open_app(page=PAGE)
    for name, (ending, data) in pair_files(pairs).items():
        path = tmp_path / f"mine.{ending}"
        path.write_bytes(data)
        assert main([*command, "--test", str(path), "--json"]) == 0
        terminal = capsys.readouterr()
        assert json.loads(terminal.out)["n"] == len(pairs), name
        notes = [
            line.removeprefix(f"{path}: ")
            for line in terminal.err.splitlines()
            if line.startswith(f"{path}: ")
        ]
        give(app, data, name=path.name)
        button(app, f"Measure {len(pairs)} pairs")
        said = [line for line in words_on(app).splitlines() if line.startswith(f"“{path.name}”")]
        assert said == ([f"“{path.name}”: {'; '.join(notes)}."] if notes else []), name


def test_columns_are_the_same_on_the_page_and_in_the_terminal(open_app, models, tmp_path, capsys):
    text = "".join(f"{k}\t{p.source}\t{k}\t{p.target}\n" for k, p in enumerate(tiny.PAIRS[:3]))
    path = tmp_path / "export.tsv"
    path.write_text(text, encoding="utf-8")
    command = ["evaluate", "--models", str(models), "--model", "tiny-attention", "--beam", "1"]
    command += ["--test", str(path), "--json"]
    assert main(command) == 2
    assert "add --columns 2,4" in capsys.readouterr().err
    assert main([*command, "--columns", "2,4"]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 3
    app = give(open_app(page=PAGE), text)
    button(app, "Use columns 2 and 4").click().run()
    assert button(app, "Measure 3 pairs")


class TestBrokenFiles:
    def test_the_good_lines_are_used_only_when_the_person_agrees(self, open_app):
        text = lines_of(tiny.PAIRS[:3]) + "no tab\n\tनहीं\n" + lines_of(tiny.PAIRS[3:5])
        app = give(open_app(page=PAGE), text)
        said = words_on(app)
        assert "2 of 7 lines cannot be used. Line 4: no tab" in said
        assert "; line 5: the source side is empty." in said
        assert not [b for b in app.button if b.label.startswith("Measure")]
        button(app, "Use the 5 good lines").click().run()
        button(app, "Measure 5 pairs").click().run()
        run = app.session_state["length.run"]
        assert run.pairs == tiny.PAIRS[:5]
        assert run.wait(PATIENCE)

    def test_agreeing_to_one_file_is_not_agreeing_to_the_next(self, open_app):
        app = give(open_app(page=PAGE), lines_of(tiny.PAIRS) + "no tab\n")
        button(app, "Use the").click().run()
        assert button(app, "Measure")
        give(app, lines_of(tiny.PAIRS) + "no tab either\n")
        assert not [b for b in app.button if b.label.startswith("Measure")]

    def test_many_broken_lines_are_all_listed(self, open_app):
        app = give(open_app(page=PAGE), "no tab\n" * 40 + lines_of(tiny.PAIRS))
        assert "and 30 more, in the table below" in words_on(app)
        (table,) = (f.value for f in app.dataframe if "why" in f.value)
        assert table["line"].tolist() == list(range(1, 41))

    @pytest.mark.parametrize("text", ["", "\n\n", "only English\n", b"\xff\xfe\x00\x01"])
    def test_no_pair_at_all(self, open_app, text):
        app = give(open_app(page=PAGE), text)
        assert "There is no sentence pair in “mine.tsv”" in words_on(app)
        assert not app.button

    def test_more_than_the_limit(self, open_app):
        app = give(open_app(page=PAGE), "bird\tचिड़िया\n" * (MAX_PAIRS + 1))
        assert "has 5,001 pairs and the limit is 5,000: split it" in words_on(app)
        assert not app.button

    def test_a_model_that_cannot_be_read_is_named(self, open_app, home):
        app = open_app(page=PAGE)
        (home / "tiny-vanilla" / "weights.safetensors").write_bytes(b"x")
        st.cache_resource.clear()  # as if nobody had opened another page before
        give(app, lines_of(tiny.PAIRS))
        assert "tiny-vanilla: weights.safetensors is not the file" in words_on(app)
        assert not app.button
        app.run()  # it is known to be faulty now, and no longer among those to choose from
        assert widget(app, "multiselect", "Models").options == ["tiny-attention"]
        assert button(app, "Measure 20 pairs")


class TestSentences:
    def test_a_length_lists_its_pairs_ten_at_a_time(self, open_app):
        app = listed(measured(open_app(page=PAGE), lines_of(LONG)), "1–10")
        short = [k for k, p in enumerate(LONG, 1) if p.words in Span(min=1, max=10)]
        assert sources_on(app) == short[:10]
        app.pagination[0].set_value(2).run()
        assert sources_on(app) == short[10:20]
        listed(app, "11–20")
        long = [k for k, p in enumerate(LONG, 1) if p.words in Span(min=11, max=20)]
        assert sources_on(app) == long[:10]  # from its first page on

    def test_each_has_its_reference_and_what_every_model_wrote(self, open_app):
        app = listed(measured(open_app(page=PAGE), lines_of(LONG)), "11–20")
        run = app.session_state["length.run"]
        hindi = hindi_on(app)
        expected = []
        for k in (number - 1 for number in sources_on(app)):
            expected += [run.pairs[k].target, *(found.hypotheses[k] for found in run.results)]
            assert run.pairs[k].source in words_on(app)
        assert hindi == expected

    def test_links_open_the_sentence_as_it_was_measured(self, open_app):
        app = give(open_app(page=PAGE), lines_of(tiny.PAIRS[:2]))
        widget(app, "slider", "Beam width").set_value(2).run()
        button(app, "Measure").click().run()
        assert app.session_state["length.run"].wait(PATIENCE)
        listed(app.run(), "1–10")
        links = app.get("page_link")
        assert [link.proto.label for link in links][:4] == [
            "Translate",
            "Step by step",
            "Alignment",
            "Compare",
        ]
        assert len(links) == 8
        query = {name: value for name, (value,) in parse_qs(links[4].proto.query_string).items()}
        assert query["sentence"] == tiny.PAIRS[1].source
        assert query["reference"] == tiny.PAIRS[1].target
        assert query["beam"] == "2"
        there = open_app(**query)
        run = app.session_state["length.run"]
        assert hindi_on(there) == [found.hypotheses[1] for found in run.results]

    def test_another_file_begins_without_a_list(self, open_app):
        app = listed(measured(open_app(page=PAGE), lines_of(LONG)), "11–20")
        measured(app, lines_of(tiny.PAIRS))
        assert sources_on(app) == []
        assert widget(app, "segmented_control", "Words in the English sentence").value is None

    def test_what_is_in_a_file_is_never_markup(self, open_app):
        odd = "<b>bird</b> $x$ **y**\t<i>चिड़िया</i>\n"
        app = listed(measured(open_app(page=PAGE), odd, name="<u>f</u>.tsv"), "1–10")
        assert "<b>bird</b> $x$ **y**" in words_on(app)
        assert "“<u>f</u>.tsv”" in words_on(app)
        for block in app.html:
            assert not [tag for tag in ("<b>", "<i>", "<u>") if tag in block.value]
        assert not [m.value for m in app.markdown if "bird" in m.value or "<u>" in m.value]
