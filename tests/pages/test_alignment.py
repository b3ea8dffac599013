"""The Alignment page without a browser: its numbers are the Traces'; nothing is decoded twice.

tests/browser/test_alignment_view.py tests the drawing itself.
"""

import json
import math
import re

import numpy as np
import pytest

from attention_core.alignment.extraction import argmax_links, threshold_links, undo_shift
from attention_core.alignment.gold import link_quality
from attention_core.alignment.links import parse_pharaoh
from attention_core.analysis.diagnostics import (
    context_cosines,
    context_shares,
    coverage,
    row_entropy,
)
from attention_core.cli.parser import main
from attention_core.decoding.ranked_translation import RankedTranslation
from attention_core.explorer import Explorer
from attention_core.model.card import ModelCard
from attention_core.text.words import merge_to_words
from pages.sections.alignment.link_upload import UploadError, lines_of
from tests.helpers import tiny
from tests.helpers.app import drawings_on, labels_in, plots_on, translate, widget, words_on
from tests.helpers.traces import decoded

PAGE = "pages/alignment.py"
SENTENCE = "my brother drinks cold water."  # the tiny model looks at two of its words
REFERENCE = tiny.PAIRS[3].target
WORDS = 6  # of SENTENCE, the end mark not counted
STEP = "Step i, and the piece it writes"

# Buttons of tables, of the page's head, and of the drawing.
EVERYWHERE = ("Save as CSV", "Download this view", "HTML of the drawing")


def links_upload(app):
    (upload,) = (upload for upload in app.file_uploader if "aligner" in upload.label)
    return upload


@pytest.fixture
def align(open_app):
    def open_at(**query):
        return open_app(page=PAGE, **{"sentence": SENTENCE, "letters": "devanagari"} | query)

    return open_at


@pytest.fixture
def ranked(home):
    """The hypotheses of the search, best first; the best is the Trace of the other pages."""
    explorer, query = Explorer(models=home), {"model": "tiny-attention", "sentence": SENTENCE}
    found = explorer.hypotheses(**query)
    return [explorer.translate(**query, rank=one.rank) for one in found]


@pytest.fixture
def forced(home):
    return Explorer(models=home).force(model="tiny-attention", sentence=SENTENCE, target=REFERENCE)


@pytest.fixture
def calls(monkeypatch):
    """Every decoding from now on, by the name of its method."""
    names = []
    for name in ("translate", "hypotheses", "force"):
        original = getattr(Explorer, name)

        def counted(self, _original=original, _name=name, **arguments):
            names.append(_name)
            return _original(self, **arguments)

        monkeypatch.setattr(Explorer, name, counted)
    return names


def press(app, label):
    widget(app, "button", label).click().run()
    assert not app.exception
    return app


def fill(app, label, text, button):
    widget(app, "text_area", label).set_value(text)
    return press(app, button)


def drawing(app):
    """The document of the drawing above the details."""
    return drawings_on(app)[0]


def table(app, column):
    """The first table with a column of this name."""
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)


def figures(app):
    return [json.loads(plot.proto.spec) for plot in plots_on(app)]


def detail(app, name):
    widget(app, "segmented_control", "Detail").set_value(name).run()
    assert not app.exception
    return app


class TestWhatIsAligned:
    def test_its_own_translation_at_first(self, align, ranked):
        app = align()
        assert drawing(app)["matrices"][0]["values"] == ranked[0].word_alpha.tolist()
        assert (app.dataframe[0].value.to_numpy() == ranked[0].word_alpha).all()
        assert ranked[0].translation in words_on(app)
        i, j = ranked[0].alpha.shape
        assert f"I × J = {i} × {j} = {i * j} weights" in words_on(app)
        assert "summed" in words_on(app)
        assert "averaged" in words_on(app)

    def test_pieces_are_the_tensor(self, align, ranked):
        assert drawing(align(view="pieces"))["matrices"][0]["values"] == ranked[0].alpha.tolist()

    def test_every_hypothesis_of_the_beam_can_be_picked(self, align, ranked):
        app = align()
        menu = widget(app, "selectbox", "What it wrote")
        assert len(menu.options) == len(ranked) + 1
        for trace, line in zip(ranked, menu.options, strict=False):
            assert line.startswith(f"{trace.rank} · log p {trace.score:.2f}".replace("-", "−"))
            assert trace.translation.split()[-1] in line
        menu.set_value(3).run()
        assert app.query_params["rank"] == "3"
        assert drawing(app)["matrices"][0]["values"] == ranked[2].word_alpha.tolist()
        assert ranked[2].translation in words_on(app)
        assert ranked[0].translation in words_on(app)  # beside it, what it wrote by itself

    def test_a_line_of_the_menu_begins_where_it_departs(self, align, ranked, monkeypatch):
        same = " ".join(f"शब्द{n}" for n in range(9))
        texts = [f"{same} एक", f"{same} दो"]
        monkeypatch.setattr(
            "pages.sections.alignment.target_choice.hypotheses",
            lambda **_: tuple(
                RankedTranslation(rank=trace.rank, text=text, score=trace.score)
                for trace, text in zip(ranked, texts, strict=False)
            ),
        )
        first, second, _ = widget(align(), "selectbox", "What it wrote").options
        assert first.endswith(f"{same} एक")
        assert second.endswith("… शब्द8 दो")

    def test_a_rank_beyond_the_beam_is_the_nearest(self, align, ranked):
        app = align(rank="9")
        assert (
            f"There is no translation number 9: with a beam of 5 the search found {len(ranked)}"
            in (words_on(app))
        )
        assert drawing(app)["matrices"][0]["values"] == ranked[-1].word_alpha.tolist()

    def test_another_sentence_begins_with_the_best_again(self, align):
        app = align(rank="2", gold="0-0")
        translate(app, "who baked this bread?")
        assert "rank" not in app.query_params
        assert "gold" not in app.query_params

    def test_without_the_attention_model_it_says_so(self, align, home):
        (home / "tiny-attention" / "card.json").unlink()
        app = align()
        assert "There is no α to align with" in words_on(app)
        assert "tiny-attention: card.json is missing" in words_on(app)
        assert not drawings_on(app)

    def test_nothing_typed_is_a_hint(self, align):
        assert "Type a sentence in English" in words_on(align(sentence=""))

    def test_only_what_is_drawn_is_decoded_and_never_twice(self, align, calls):
        app = align()
        first = len(calls)
        assert sorted(calls) == ["hypotheses", "translate", "translate"]
        for name in ("diagnostics", "evidence", "gold", "files", "context"):
            detail(app, name)
        widget(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        widget(app, "segmented_control", "Letters").set_value("both").run()
        widget(app, "selectbox", "What it wrote").set_value(2).run()
        widget(app, "selectbox", STEP).set_value(2).run()
        assert calls[first:] == ["translate"]  # the second, when it is picked
        fill(app, "Hindi reference", REFERENCE, "Force")
        detail(app, "gold")
        widget(app, "segmented_control", "Rule").set_value("threshold").run()
        align(reference=REFERENCE, rank="0")  # another person
        assert calls[first + 1 :] == ["force"]


def write_model(folder, *, end):
    """An attention model with a given bias of the end mark."""
    (folder / "card.json").unlink()
    source, target = tiny.tokenizers()
    config = tiny.model_config("attention", source=len(source), target=len(target))
    tiny.write_model(
        folder=folder,
        model=tiny.tiny_model(config, end=end),
        source=source,
        target=target,
        card=ModelCard.from_json({"kind": "attention"}),
    )


class TestOddTranslations:
    @pytest.mark.parametrize("name", ["context", "diagnostics", "evidence", "gold", "files"])
    def test_a_model_that_writes_nothing_is_shown_all_the_same(self, align, home, name):
        write_model(home / "tiny-attention", end=50.0)
        app = align(detail=name, beam="1")
        assert len(drawing(app)["matrices"][0]["values"]) == 1
        if name == "context":
            assert "There is one step only" in words_on(app)
        if name == "gold":
            assert "α makes 0 links here" in words_on(app)

    def test_a_cut_translation_says_so_and_has_no_end_mark_to_leave_out(self, align, home):
        write_model(home / "tiny-attention", end=-50.0)
        app = align(detail="gold", gold="0-0")
        assert "there was still no end mark" in words_on(app)
        assert drawing(app)["target"]["words"][-1]["text"] != "(end)"
        assert app.metric

    def test_unknown_words_are_marked(self, align):
        app = align(sentence="my 🦜 brother")
        assert "Not in its vocabulary, marked (?): 🦜" in words_on(app)
        assert "🦜 (?)" in labels_in(drawing(app), "source")


class TestForcing:
    def test_the_drawing_is_of_the_reference(self, align, forced):
        app = fill(align(), "Hindi reference", REFERENCE, "Force")
        assert app.query_params["rank"] == "0"
        assert app.query_params["reference"] == REFERENCE
        assert drawing(app)["matrices"][0]["values"] == forced.word_alpha.tolist()
        assert "What it was forced to write" in words_on(app)

    def test_each_word_has_its_log_p_beside_the_models_choice(self, align, forced):
        shown = table(align(reference=REFERENCE, rank="0"), "log p of the word")
        words = forced.target_words
        assert shown["word"].tolist() == [*(word.text for word in words[:-1]), "(end)"]
        for row, word in zip(shown.itertuples(index=False), words, strict=True):
            assert row[1] == pytest.approx(float(forced.logprob[word.start : word.stop].sum()))
            assert row[3] == pytest.approx(math.exp(float(forced.logprob[word.start])))
        total = f"{float(forced.logprob.sum()):.2f}".replace("-", "−")
        text = words_on(align(reference=REFERENCE, rank="0"))
        assert f"all of them sum to {total}" in text
        assert re.search(rf"\d+ of {len(words)} words begin with that piece", text)

    def test_what_is_forced_has_latin_letters_too(self, align):
        app = align(reference="पानी", rank="0", letters="both")
        assert "pānī" in words_on(app)

    def test_the_way_back(self, align, ranked):
        app = align(reference=REFERENCE, rank="0")
        press(app, "Back to its own translation")
        assert drawing(app)["matrices"][0]["values"] == ranked[0].word_alpha.tolist()
        assert widget(app, "text_area", "Hindi reference").value == REFERENCE

    @pytest.mark.parametrize("typed", ["", "  \n"])
    def test_an_empty_reference_is_a_hint(self, align, typed):
        app = fill(align(), "Hindi reference", typed, "Force")
        assert "Type or paste a Hindi translation" in words_on(app)
        assert not drawings_on(app)

    def test_only_invisible_characters_too(self, align):
        app = fill(align(), "Hindi reference", "\u202e\u200b", "Force")
        assert "This cannot be forced: the translation is empty" in words_on(app)

    def test_a_reference_that_is_too_long_says_how_long(self, align):
        app = fill(align(), "Hindi reference", "पानी " * 700, "Force")
        assert re.search(
            r"cannot be forced: the translation has \d+ pieces and the limit is 600", words_on(app)
        )
        assert not drawings_on(app)

    def test_one_without_devanagari_is_forced_with_a_note(self, align):
        note = "no Devanagari in this translation"
        app = fill(align(), "Hindi reference", "pani <b>lao</b>", "Force")
        assert note in words_on(app)
        assert drawing(app)["matrices"][0]["values"]
        assert not any("<b>" in block.value for block in app.html)
        assert note not in words_on(fill(align(), "Hindi reference", REFERENCE, "Force"))


class TestContexts:
    def test_figures_and_table_are_of_the_trace(self, align, ranked):
        app = align(step="3")
        trace = ranked[0]
        shares = context_shares(alpha=trace.alpha, memory=trace.memory, contexts=trace.contexts)
        cosines = context_cosines(memory=trace.memory, contexts=trace.contexts)
        np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
        chosen, composed, moves = figures(app)
        bars, points, below = (decoded(part["y"]) for part in chosen["data"])
        assert bars.tolist() == shares[2].tolist()
        assert points.tolist() == trace.alpha[2].tolist()
        assert below.tolist() == cosines[2].tolist()
        assert decoded(composed["data"][0]["x"]).tolist() == shares.max(axis=1).tolist()
        naive = np.linalg.norm(trace.contexts[1:] - trace.contexts[:-1], axis=1)
        np.testing.assert_allclose(decoded(moves["data"][0]["y"]), naive, rtol=1e-4)
        shown = table(app, "share")
        assert shown["share"].tolist() == shares[2].tolist()
        assert shown["α"].tolist() == trace.alpha[2].tolist()

    def test_another_step_is_in_the_address(self, align, ranked):
        app = align()
        widget(app, "selectbox", STEP).set_value(2).run()
        assert app.query_params["step"] == "2"
        assert table(app, "share")["α"].tolist() == ranked[0].alpha[1].tolist()

    def test_a_step_too_far_is_the_last(self, align, ranked):
        app = align(step="1999")
        last = len(ranked[0].target_pieces)
        assert f"There is no step 1999: this translation has {last}" in words_on(app)
        assert table(app, "share")["α"].tolist() == ranked[0].alpha[-1].tolist()

    def test_it_is_in_pieces_even_when_the_drawing_is_not(self, align, ranked):
        assert len(table(align(view="words"), "share")) == len(ranked[0].source_pieces)


class TestPartsOfCharts:
    """A browser takes some 20 s for a chart of a thousand labels, so that a part is drawn."""

    @pytest.fixture(autouse=True)
    def few_bars(self, monkeypatch):
        monkeypatch.setattr("pages.sections.alignment.charts.MOST_BARS", 2)

    def bars(self, chart):
        values = chart["data"][0]["x" if chart["data"][0].get("orientation") == "h" else "y"]
        return decoded(values).tolist()

    def test_the_chosen_step_is_in_the_part_and_another_can_be_chosen(self, align, ranked):
        app = align(step="4")
        trace = ranked[0]
        shares = context_shares(alpha=trace.alpha, memory=trace.memory, contexts=trace.contexts)
        largest = shares.max(axis=1).tolist()
        label = f"Steps drawn, of {len(largest)}"
        assert self.bars(figures(app)[1]) == largest[2:4]
        widget(app, "selectbox", STEP).set_value(1).run()
        assert self.bars(figures(app)[1]) == largest[:2]
        widget(app, "selectbox", STEP).set_value(4).run()
        assert self.bars(figures(app)[1]) == largest[2:4]
        menu, _ = (box for box in app.selectbox if box.label == label)
        menu.set_value(range(1, 3)).run()
        assert self.bars(figures(app)[1]) == largest[:2]
        assert self.bars(figures(app)[2])[0] == pytest.approx(
            np.linalg.norm(trace.contexts[2] - trace.contexts[1]), rel=1e-4
        )  # each chart has its own part

    def test_of_one_context_the_part_with_the_largest_share_comes_first(self, align, ranked):
        app = align(step="2")
        trace = ranked[0]
        shares = context_shares(alpha=trace.alpha, memory=trace.memory, contexts=trace.contexts)[1]
        first = int(shares.argmax()) // 2 * 2
        assert self.bars(figures(app)[0]) == shares[first : first + 2].tolist()

    @pytest.mark.parametrize("detail", ["contexts", "diagnostics"])
    def test_no_chart_has_more_bars_than_a_browser_draws_at_once(self, align, detail):
        app = align(detail=detail, view="pieces")
        drawn = plots_on(app)
        for plot in drawn:
            axes = json.loads(plot.proto.spec)["layout"]
            ticks = [axes[name].get("ticktext", []) for name in axes if "axis" in name]
            assert 0 < max(map(len, ticks)) <= 2
            assert re.search(r" Drawn: \d+ to \d+\.$", plot.proto.alt)


class TestDiagnostics:
    @pytest.mark.parametrize("grain", ["words", "pieces"])
    def test_figures_are_of_the_trace(self, align, ranked, grain):
        app = align(detail="diagnostics", view=grain)
        alpha = ranked[0].alpha if grain == "pieces" else ranked[0].word_alpha
        cover, rows, columns = figures(app)
        assert decoded(cover["data"][0]["y"]).tolist() == coverage(alpha).tolist()
        assert decoded(rows["data"][0]["x"]).tolist() == row_entropy(alpha).tolist()
        assert len(decoded(columns["data"][0]["y"])) == alpha.shape[1]
        penalty = -sum(math.log(1 + (1 - float(s)) ** 2) for s in alpha.sum(axis=0))
        shown = f"{penalty / alpha.shape[1]:.4f}".replace("-", "−")
        text = words_on(app)
        assert f"−(1/J) Σj ln(1 + (1 − Σi αij)²) = {shown}" in text
        assert "not a confidence" in text
        assert f"at most log₂ J = {math.log2(alpha.shape[1]):.2f}" in text

    def test_each_move_has_its_distance_and_with_gold_its_aer(self, align, forced):
        gold = "1-1 2?0 1-2"
        app = align(detail="diagnostics", gold=gold, rank="0", reference=REFERENCE)
        shown = table(app, "α moved").set_index("α moved")
        targets = len(forced.target_words) - 1
        alpha = forced.word_alpha
        down = np.zeros((targets, alpha.shape[1]))
        down[1:] = alpha[: targets - 1]
        moves = {
            "as it is": alpha[:targets],
            "one row down": down,
            "one column to the left": undo_shift(alpha, columns=1)[:targets],
        }
        for name, moved in moves.items():
            used = [t for t in range(targets) if moved[t].any()]
            naive = np.mean(
                [
                    sum(
                        moved[t, s] * abs((t + 1) / targets - (s + 1) / WORDS) for s in range(WORDS)
                    )
                    / moved[t, :WORDS].sum()
                    for t in used
                ]
            )
            assert shown.loc[name, "distance from the diagonal"] == pytest.approx(naive, rel=1e-5)
            links = {(int(moved[t].argmax()), t) for t in used if moved[t].argmax() < WORDS}
            expected = link_quality(pairs=[(frozenset(links), parse_pharaoh(gold))]).aer
            assert shown.loc[name, "AER"] == pytest.approx(expected)
        text = words_on(app)
        assert f"Nearest to the diagonal: {shown.iloc[:, 0].idxmin()}." in text
        assert f"Least AER against your gold links, by argmax: {shown['AER'].idxmin()}." in text

    def test_without_gold_there_is_no_aer(self, align):
        app = align(detail="diagnostics")
        assert "AER" not in table(app, "α moved").columns
        assert "Give gold links" in words_on(app)


class TestPosterior:
    @pytest.mark.parametrize("grain", ["words", "pieces"])
    def test_it_is_what_is_known_of_j_once_the_word_is_there(self, align, home, forced, grain):
        app = align(detail="evidence", rank="0", reference=REFERENCE, view=grain)
        weights, alpha = Explorer(models=home).posterior(forced), forced.alpha
        if grain == "words":
            weights = merge_to_words(
                alpha=weights,
                source_words=forced.source_words,
                target_words=forced.target_words,
            )
            alpha = forced.word_alpha
        (drawn,) = drawings_on(app)[1]["matrices"]
        np.testing.assert_allclose(drawn["values"], weights, atol=1e-5)
        assert (drawn["low"], drawn["high"]) == (0, 1)
        same = int((weights.argmax(axis=1) == alpha.argmax(axis=1)).sum())
        assert 0 < same < len(alpha)  # the two do differ here, so mixing them up would show
        text = words_on(app)
        assert f"In {same} of {len(alpha)} rows both are largest in the same column" in text
        assert "They differ most in row" in text

    def test_the_drawing_is_still_of_alpha(self, align, ranked):
        app = align(detail="evidence", view="pieces")
        assert drawing(app)["matrices"][0]["values"] == ranked[0].alpha.tolist()

    def test_links_can_be_made_from_it(self, align, home, forced):
        query = {"detail": "gold", "rank": "0", "reference": REFERENCE, "gold": "0-0 1-1"}
        app = align(**query)
        assert drawing(app)["matrices"][1]["values"] is None  # costs a pass, and is not asked for
        app = align(**query, weights="posterior")
        assert drawing(app)["options"]["weights"] == "posterior"
        words = merge_to_words(
            alpha=Explorer(models=home).posterior(forced),
            source_words=forced.source_words,
            target_words=forced.target_words,
        )[:-1]
        links = argmax_links(words)
        assert links != argmax_links(forced.word_alpha[:-1])
        expected = link_quality(pairs=[(links, parse_pharaoh("0-0 1-1"))])
        assert {metric.label: metric.value for metric in app.metric}["AER"] == f"{expected.aer:.3f}"
        assert f"The posterior makes |A| = {len(links)} links" in words_on(app)
        drawn = drawing(app)
        np.testing.assert_allclose(drawn["matrices"][1]["values"][:-1], words, atol=1e-5)
        np.testing.assert_allclose(app.dataframe[0].value.to_numpy()[:-1], words, atol=1e-5)
        assert "Heatmap of the posterior" in drawn["description"]
        assert sorted(map(tuple, drawn["links"]["predicted"])) == sorted(links)
        shown = table(app, "made by posterior").set_index("link")
        s, t = min(links)
        assert shown.loc[f"{s}-{t}", "posterior"] == pytest.approx(words[t, s])
        labels = [button.label for button in app.download_button]
        assert "Save the links of the posterior as Pharaoh" in labels


class TestOcclusion:
    @pytest.mark.parametrize("letters", ["devanagari", "latin"])
    def test_it_is_what_hiding_each_word_costs(self, align, home, forced, letters):
        app = align(
            detail="evidence", evidence="occlusion", rank="0", reference=REFERENCE, letters=letters
        )
        drops = Explorer(models=home).occlusion(forced)
        (drawn,) = drawings_on(app)[1]["matrices"]
        np.testing.assert_allclose(drawn["values"], drops, atol=1e-5)
        most = float(np.abs(drops).max())
        assert (drawn["low"], drawn["high"]) == pytest.approx((-most, most), abs=1e-4)
        assert "Heatmap of the Occlusion" in drawings_on(app)[1]["description"]
        shown = next(f.value for f in app.dataframe if "(end)" in str(f.value.columns[-1]))
        assert shown.shape[1] == len(forced.source_words)
        alpha = np.asarray(forced.word_alpha)[:, :-1]
        rows = [i for i, row in enumerate(drops[:, :-1]) if row.max() > 0]
        same = sum(alpha[i].argmax() == drops[i, :-1].argmax() for i in rows)
        assert f"Of {len(rows)} rows, {same} have their largest α" in words_on(app)

    def test_it_is_worked_out_once(self, align, monkeypatch):
        traces = []
        original = Explorer.occlusion

        def counted(self, trace):
            traces.append(trace)
            return original(self, trace)

        monkeypatch.setattr(Explorer, "occlusion", counted)
        app = align(detail="evidence", evidence="occlusion")
        detail(app, "files")
        detail(app, "evidence")
        assert len(traces) == 1


class TestGold:
    """Gold links of a forced translation, which has enough words."""

    LINE = "0-0 1-1 3?2"  # as `format_pharaoh` writes it

    @pytest.fixture
    def gold(self, align):
        return lambda **query: align(
            **{"detail": "gold", "rank": "0", "reference": REFERENCE} | query
        )

    def measured(self, app):
        return {metric.label: metric.value for metric in app.metric}

    @pytest.mark.parametrize("rule", ["argmax", "threshold"])
    def test_agreement_is_that_of_the_links(self, gold, forced, rule):
        app = fill(gold(), "Gold links, as a Pharaoh line", self.LINE, "Use these links")
        widget(app, "segmented_control", "Rule").set_value(rule).run()
        if rule == "threshold":
            widget(app, "slider", "Least weight of a link").set_value(0.15).run()
        words = forced.target_words[:-1]
        alpha = forced.word_alpha[: len(words)]
        links = (
            argmax_links(alpha)
            if rule == "argmax"
            else threshold_links(word_alpha=alpha, threshold=0.15)
        )
        assert links
        expected = link_quality(pairs=[(links, parse_pharaoh(self.LINE))])
        assert 0 < expected.aer < 1
        assert self.measured(app) == {
            "Precision": f"{expected.precision:.3f}",
            "Recall": f"{expected.recall:.3f}",
            "AER": f"{expected.aer:.3f}",
        }
        assert f"|A| = {len(links)} links; gold has |S| = 2 sure ones and |P| = 3" in words_on(app)
        drawn = drawing(app)
        assert sorted(map(tuple, drawn["links"]["predicted"])) == sorted(links)
        shown = table(app, "made by α")
        assert set(shown["link"]) == {f"{s}-{t}" for s, t in links | {(0, 0), (1, 1), (3, 2)}}
        by_link = shown.set_index("link")
        assert by_link.loc["3-2", "gold"] == "possible"
        assert by_link.loc["1-1", "gold"] == "sure"
        assert by_link.loc["3-2", "source word"] == "cold"
        assert by_link.loc["3-2", "target word"] == words[2].text
        assert by_link.loc["3-2", "α"] == alpha[2, 3]

    def test_it_is_in_the_address_and_elsewhere_only_when_asked_for(self, gold):
        app = gold(gold=self.LINE)
        assert drawing(app)["links"]["gold"] == self.LINE
        assert app.query_params["gold"] == self.LINE
        app = detail(app, "files")
        assert not drawing(app)["links"]["predicted"]
        assert not drawing(app)["links"]["gold"]
        press(detail(app, "gold"), "Clear gold links")
        assert "gold" not in app.query_params
        assert not self.measured(app)

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("0-0 x", "'x' is not a link: write 0-0"),
            ("<b>0-0</b>", "'<b>0-0</b>' is not a link"),
            ("0-0 99-0", "99-0 is outside the sentences: source words are 0 to 5"),
            ("0-99", "0-99 is outside the sentences"),
        ],
    )
    def test_links_that_cannot_be_are_named(self, gold, line, message):
        app = fill(gold(), "Gold links, as a Pharaoh line", line, "Use these links")
        assert f"These links cannot be used: {message}" in words_on(app)
        assert not self.measured(app)
        assert widget(app, "text_area", "Gold links, as a Pharaoh line").value == line
        assert not any("<b>" in block.value for block in app.html)

    def test_the_numbers_to_type_stand_beside_the_box(self, gold):
        """They are those of the links, which the drawing's i and j exceed by one."""
        said = words_on(gold())
        assert "Source: 0 my · 1 brother · 2 drinks · 3 cold · 4 water · 5 ." in said
        assert "0 हमने · 1 नदी" in said
        assert "the drawing's i and j count from 1" in said

    def test_links_that_count_between_spaces_are_renumbered_when_they_are_used(self, gold):
        app = gold(reference="लाल, चिड़िया - नदी।")
        widget(app, "checkbox", "These links count what stands between spaces").check().run()
        app = fill(app, "Gold links, as a Pharaoh line", "0-0 1?1 4-3", "Use these links")
        assert app.query_params["gold"] == "0-0 1?2 4-4"

    def test_the_line_that_align_prints_agrees_with_what_is_shown(
        self, gold, models, tmp_path, capsys
    ):
        reference = "हाँ, मेरा भाई ठंडा पानी पीता है।"
        path = tmp_path / "pairs.tsv"
        path.write_text(f"{SENTENCE}\t{reference}\n", encoding="utf-8")
        name = ["--models", str(models), "--model", "tiny-attention", "--pairs", str(path)]
        assert main(["align", *name, "--rule", "threshold", "--threshold", "0.3"]) == 0
        line = capsys.readouterr().out.strip()
        assert line
        app = fill(
            gold(reference=reference, rule="threshold", threshold="0.3"),
            "Gold links, as a Pharaoh line",
            line,
            "Use these links",
        )
        assert self.measured(app)["AER"] == "0.000"

    def test_without_any_there_is_a_hint(self, gold):
        assert "There are no gold links yet" in words_on(gold())

    def test_of_several_lines_one_is_chosen(self, gold):
        app = fill(
            gold(),
            "Gold links, as a Pharaoh line",
            "\n0-0 1-1\n\n2-2\n",
            "Use these links",
        )
        assert app.query_params["gold"] == "0-0 1-1"
        assert "You gave 4 lines" in words_on(app)
        number = widget(app, "number_input", "Line")
        assert number.value == 2
        number.set_value(4).run()
        press(app, "Use this line")
        assert app.query_params["gold"] == "2-2"
        assert widget(app, "text_area", "Gold links, as a Pharaoh line").value == "2-2"
        translate(app, "who baked this bread?")  # the lines stay for the next sentence
        assert "gold" not in app.query_params
        assert widget(app, "number_input", "Line")

    def test_a_file_can_be_given(self, gold):
        app = gold()
        links_upload(app).upload("links.pharaoh", b"\xef\xbb\xbf0-0 2p1\r\n").run()
        assert not app.exception
        assert app.query_params["gold"] == "0-0 2p1"
        assert self.measured(app)
        assert not [n for n in app.number_input if n.label == "Line"]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"0-0\xff", "“links.txt”: not UTF-8 at byte 4 of line 1"),
            (b" \n\n", "“links.txt”: it is empty"),
            (b"", "“links.txt”: it is empty"),
            (b"a bird", "“links.txt”: it is in no known format of links. What can be read: GIZA++"),
            (b"1 1 1\n1 1 2\n1 x", "“links.txt”: line 3: '1 x' is not a link: write 0001 1 1 S"),
        ],
    )
    def test_a_file_that_cannot_be_read_says_why(self, gold, content, message):
        app = gold(gold="0-0")
        links_upload(app).upload("links.txt", content).run()
        assert not app.exception
        assert f"This file cannot be used: {message}" in words_on(app)
        assert app.query_params["gold"] == "0-0"

    @pytest.mark.parametrize(
        ("name", "content", "line"),
        [
            ("a.fwd", b"0-0 1-1", "0-0 1-1"),
            ("a.gdfa", "0-0\r1-1".encode("utf-16"), "0-0"),
            ("links.itermax", b"0-0:0.98 (1-1)", "0-0:0.98 (1-1)"),
            ("test.wa", b"0001 1 1 S\n0001 2 1 P\n", "0-0 1?0"),
            ("a.A3.final", "# Sentence pair (1) …\nx y\nNULL ({ }) a ({ 2 })".encode(), "0-1"),
        ],
    )
    def test_an_aligner_s_file_is_read_whatever_its_ending(self, gold, name, content, line):
        app = gold()
        links_upload(app).upload(name, content).run()
        assert not app.exception
        assert app.query_params["gold"] == line
        assert self.measured(app)

    def test_lines_of_other_formats_can_be_pasted(self, gold):
        app = gold()
        widget(app, "text_area", "Gold links, as a Pharaoh line").set_value("1 1 1\n1 2 1 P")
        press(app, "Use these links")
        assert app.query_params["gold"] == "0-0 1?0"

    def test_cells_are_for_clicking_only_when_wanted(self, gold):
        app = gold()
        assert drawing(app)["options"]["editing"] is False
        widget(app, "toggle", "Click cells to set gold links").set_value(True).run()
        assert drawing(app)["options"]["editing"] is True
        widget(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        assert drawing(app)["options"]["editing"] is False
        assert widget(app, "toggle", "Click cells to set gold links").disabled
        assert "when its rows and columns are whole words" in words_on(app)

    def test_both_sets_of_links_can_be_saved(self, gold):
        def buttons(**query):
            labels = [button.label for button in gold(**query).download_button]
            return [label for label in labels if label not in EVERYWHERE]

        assert buttons(gold="0-0") == [
            "Save gold links as Pharaoh",
            "Save the links of α as Pharaoh",
        ]
        assert buttons() == ["Save the links of α as Pharaoh"]


class TestFiles:
    def test_three_to_take_along(self, align):
        app = align(detail="files")
        labels = [button.label for button in app.download_button]
        assert [label for label in labels if label not in EVERYWHERE] == [
            "CSV of α",
            "JSON of the whole Trace",
            "Save the links of α as Pharaoh",
        ]
        assert "SVG and PNG are made by the buttons of the drawing" in words_on(app)


class TestLinesOf:
    class File:
        name = "a<b>.txt"

        def __init__(self, content):
            self.content = content

        def getvalue(self):
            return self.content

    def test_empty_lines_count(self):
        assert lines_of(self.File(b"\n0-0\n\n1-1")) == ("", "0-0", "", "1-1")

    def test_other_bytes_are_refused_by_name(self):
        with pytest.raises(UploadError, match=r"a<b>\.txt.*UTF-8"):
            lines_of(self.File(b"0-0\xff"))


def test_only_the_model_that_is_aligned_translates(align, monkeypatch):
    app, asked, original = align(), [], Explorer.translate

    def recording(self, **arguments):
        asked.append(arguments["model"])
        return original(self, **arguments)

    monkeypatch.setattr(Explorer, "translate", recording)
    translate(app, "seven boats and an old bridge near the school.")
    assert asked == ["tiny-attention"]
