"""The Length page without a browser: figures from the cards, and of a file of one's own."""

import json

import pytest
import test_pages
from test_lengths import record
from test_pages import control, plots_on, words_on

from attention_core.explorer import Explorer

PAGE = "pages/length.py"
NAMES = ("tiny-attention", "tiny-vanilla")

_fresh_caches, home, open_app = test_pages._fresh_caches, test_pages.home, test_pages.open_app


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
        assert control(app, "selectbox", "Test set").value == "bible_udb.tsv"

    def test_metric_and_set_can_be_chosen(self, open_app, recorded):
        app = open_app(page=PAGE)
        control(app, "segmented_control", "Measure").set_value("chrf").run()
        for name, (_, long) in recorded.items():
            assert lines(app)[name]["y"] == [part["chrf"] for part in long["by_length"][1:]]
        assert figure(app)["layout"]["yaxis"]["title"]["text"] == "chrF++"
        control(app, "selectbox", "Test set").set_value("tatoeba.tsv").run()
        assert not app.exception
        for name, (short, _) in recorded.items():
            assert lines(app)[name]["y"] == [short["by_length"][0]["chrf"]]
        text = words_on(app)
        assert "tatoeba.tsv: everyday sentences from Tatoeba, 40 sentences" in text
        assert "None of these sentences has more than 30 words." in text

    def test_what_the_lines_show_is_worked_out(self, open_app, recorded):
        text = words_on(open_app(page=PAGE))
        for name, (_, long) in recorded.items():
            parts = long["by_length"]
            best = parts[1]["bleu"]
            mean = sum(p["n"] * p["bleu"] for p in parts[3:]) / sum(p["n"] for p in parts[3:])
            assert f"{name} is best at 11–20 words, BLEU {best:.1f}" in text
            assert f"it has {mean:.1f} on average, {mean / best:.0%} of its best" in text
        assert "Hollow, and not joined to a line: 1–10 words" in text

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
        note = "The figures of tiny-vanilla were measured on other weights"
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
        assert "No model here has figures by sentence length" in words_on(app)
        assert not plots_on(app)

    def test_no_model_at_all(self, open_app, tmp_path):
        app = open_app(page=PAGE, models=tmp_path / "nowhere")
        assert "There is no model to translate with" in words_on(app)

    def test_a_strange_name_of_a_file_is_text(self, open_app, home):
        write_tests(home, "tiny-vanilla", [record(test="<b>$x$</b>.tsv")])
        app = open_app(page=PAGE)
        assert "<b>$x$</b>.tsv: " in words_on(app)
        assert not [block for block in app.html if "<b>" in block.value]
