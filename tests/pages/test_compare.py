"""The Compare page without a browser: its numbers are the Traces'; nothing is decoded twice."""

import html
import itertools
import re
import shutil

import numpy as np
import pandas as pd
import pytest
import sacrebleu

from attention_core.analysis.comparison import decoding_rows
from attention_core.explorer import Explorer
from pages.sections.compare.growing_sentence import growth_step
from pages.sections.compare.lockstep import difference_text
from pages.sections.compare.next_piece import next_piece
from pages.sections.compare.two_sentences import as_clause
from pages.shared.controls.examples import CLAUSES, EXAMPLES
from pages.shared.controls.examples import GROWING_SENTENCES as SENTENCES
from pages.shared.state.view import View
from tests.helpers import tiny
from tests.helpers.app import SENTENCE, drawings_on, widget, words_on
from tests.helpers.traces import make_trace

KINDS = ("attention", "vanilla")
OTHER = "the dog sleeps, the cat does not."
PAGE = "pages/compare.py"


@pytest.fixture
def compare(open_app):
    def open_at(comparison="lockstep", /, *, sentence=SENTENCE, letters="devanagari", **query):
        return open_app(page=PAGE, sentence=sentence, compare=comparison, letters=letters, **query)

    return open_at


@pytest.fixture
def traces(home):
    explorer = Explorer(models=home)

    def of(sentence):
        return {kind: explorer.translate(model=f"tiny-{kind}", sentence=sentence) for kind in KINDS}

    return of


@pytest.fixture
def calls(monkeypatch):
    """Every decoding from now on: method, model, and text."""
    decodings = []
    for name in ("translate", "force", "hypotheses"):
        original = getattr(Explorer, name)

        def counted(self, *, _original=original, _name=name, **arguments):
            decodings.append(
                (_name, arguments["model"], arguments.get("target", arguments["sentence"]))
            )
            return _original(self, **arguments)

        monkeypatch.setattr(Explorer, name, counted)
    return decodings


def button(app, label):
    (match,) = (b for b in app.button if b.label == label)
    return match


def press(app, label):
    button(app, label).click().run()
    assert not app.exception
    return app


def hindi_html(app):
    matches = (re.search(r'class="hindi"[^>]*>(.*?)</p>', block.value) for block in app.html)
    return [match[1] for match in matches if match]


def text_of(markup):
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def unmarked(markup):
    """Words outside of marks, white space apart."""
    return text_of(re.sub(r"<mark>.*?</mark>", " ", markup)).split()


class TestLockstep:
    @pytest.mark.parametrize("grain", ["words", "pieces"])
    def test_every_number_is_the_traces(self, compare, traces, grain):
        app = compare(view=grain)
        table = app.dataframe[-1].value
        both = traces(SENTENCE)
        longest = 0
        for kind, trace in both.items():
            words = [(w.text, w.start, w.stop) for w in trace.target_words]
            if grain == "pieces":
                words = [(piece, k, k + 1) for k, piece in enumerate(trace.target_pieces)]
            longest = max(longest, len(words))
            shown = table[kind].dropna().tolist()
            expected = [t.replace("▁", "_").replace("</s>", "(end)") for t, _, _ in words]
            assert shown == expected
            probability = table[f"{kind} p"].dropna()
            naive = [np.exp(sum(float(x) for x in trace.logprob[a:b])) for _, a, b in words]
            assert probability.tolist() == pytest.approx(naive, rel=1e-9)
            entropy = table[f"{kind} entropy, bits"].dropna().tolist()
            assert entropy == [float(trace.entropy[a]) for _, a, _ in words]
            assert table[kind].isna().tolist() == [k >= len(words) for k in range(len(table))]
        assert len(table) == longest
        assert table.index.tolist() == list(range(1, longest + 1))
        weights = both["attention"].word_alpha if grain == "words" else both["attention"].alpha
        largest = table["largest α"].dropna().tolist()
        assert largest == [float(row.max()) for row in weights]
        places = [int(text.split()[0]) for text in table["looks at"].dropna()]
        assert places == [int(row.argmax()) + 1 for row in weights]

    def test_the_two_have_different_lengths_here(self, traces):
        lengths = {len(trace.target_words) for trace in traces(SENTENCE).values()}
        assert len(lengths) == 2  # a precondition of the test above

    def test_the_first_difference_is_marked_and_named(self, compare, traces):
        app = compare()
        table = app.dataframe[-1].value
        first, second = ([w.text for w in t.target_words] for t in traces(SENTENCE).values())
        place = next(k for k, (a, b) in enumerate(itertools.zip_longest(first, second)) if a != b)
        signs = table["same?"].tolist()
        assert signs[:place] == ["="] * place
        assert signs[place] == "≠ first"
        for k, (a, b) in enumerate(itertools.zip_longest(first, second)):
            assert k == place or signs[k] == ("=" if a == b else "≠")
        assert f"They first differ at word {place + 1}: attention writes" in words_on(app)
        assert "; vanilla writes" in words_on(app)

    def test_agreement_to_the_end_is_said(self, traces):
        same = decoding_rows(trace=traces(SENTENCE)["attention"], grain="words")
        rows = {"attention": same, "vanilla": same}
        assert difference_text(rows, view=View()) == (
            f"They are the same to the end: all {len(same)} words, the end mark included."
        )

    def test_a_model_that_was_cut_first_is_named(self, traces):
        long = decoding_rows(trace=traces(SENTENCE)["attention"], grain="pieces")
        rows = {"attention": long[:2], "vanilla": long}
        text = difference_text(rows, view=View(grain="pieces"))
        assert text.startswith(
            "They first differ at piece 3: attention was cut before it; vanilla writes"
        )

    def test_what_is_not_marked_is_the_same_on_both_sides(self, compare, traces):
        app = compare()
        both = hindi_html(app)
        assert [text_of(markup) for markup in both] == [
            trace.translation for trace in traces(SENTENCE).values()
        ]
        first, second = ("".join(unmarked(markup)) for markup in both)
        assert first == second
        assert all("<mark>" in markup for markup in both)

    def test_latin_letters_are_marked_too(self, compare):
        app = compare(letters="latin")
        latin = [b.value for b in app.html if 'class="latin alone"' in b.value]
        assert len(latin) == 2
        assert all("<mark>" in markup for markup in latin)

    def test_nothing_is_decoded_to_redraw(self, compare, calls):
        app = compare()
        assert [name for name, _, _ in calls] == ["translate", "translate"]
        widget(app, "segmented_control", "Rows and columns").set_value("pieces").run()
        widget(app, "segmented_control", "Letters").set_value("latin").run()
        widget(app, "text_area", "Hindi reference").set_value("वह घर है।")
        press(app, "Score")
        widget(app, "segmented_control", "What to compare").set_value("sentences").run()
        widget(app, "segmented_control", "What to compare").set_value("lockstep").run()
        assert not app.exception
        assert len(calls) == 2

    @pytest.mark.parametrize("present", KINDS)
    def test_one_model_alone_is_shown_and_said(self, compare, home, traces, present):
        absent = next(kind for kind in KINDS if kind != present)
        expected = traces(SENTENCE)[present]
        shutil.rmtree(home / f"tiny-{absent}")
        app = compare()
        assert f"There is no {absent} model for English → Hindi" in words_on(app)
        assert "nothing to compare it with" in words_on(app)
        table = app.dataframe[-1].value
        assert [c for c in table.columns if absent in c] == []
        assert "same?" not in table
        assert len(table) == len(expected.target_words)
        assert [text_of(markup) for markup in hindi_html(app)] == [expected.translation]

    def test_a_broken_model_is_named(self, compare, home):
        with (home / "tiny-vanilla" / "weights.safetensors").open("ab") as file:
            file.write(b"x")
        app = compare()
        assert "weights.safetensors is not the file its card describes" in words_on(app)
        assert "nothing to compare it with" in words_on(app)

    @pytest.mark.parametrize("view", ["lockstep", "prefix", "sentences"])
    def test_nothing_typed_is_a_hint(self, compare, view):
        app = compare(view, sentence="")
        assert "Type a sentence in English" in words_on(app)
        assert not len(app.dataframe)

    @pytest.mark.parametrize("view", ["lockstep", "prefix", "sentences", "longer"])
    def test_no_model_at_all(self, open_app, tmp_path, view):
        app = open_app(models=tmp_path / "no", page=PAGE, sentence=SENTENCE, compare=view)
        assert "There is no model to translate with" in words_on(app)
        assert not len(app.dataframe)


class TestScores:
    REFERENCE = "लाल चिड़िया स्कूल के पास बैठी है।"

    def test_they_are_sacrebleu_s_for_both(self, compare, traces):
        app = compare(reference="")
        widget(app, "text_area", "Hindi reference").set_value(self.REFERENCE)
        press(app, "Score")
        table = app.dataframe[-1].value
        for kind, trace in traces(SENTENCE).items():
            hypothesis, reference = (
                text.replace("।", " । ") for text in (trace.translation, self.REFERENCE)
            )
            bleu = sacrebleu.sentence_bleu(hypothesis, [reference], use_effective_order=True)
            chrf = sacrebleu.sentence_chrf(hypothesis, [reference], word_order=2)
            row = table.loc[f"tiny-{kind}"]
            assert row["sentence BLEU"] == pytest.approx(bleu.score)
            assert row["chrF++"] == pytest.approx(chrf.score)
        assert "eff:yes|tok:13a" in words_on(app)
        assert "nw:2" in words_on(app)
        assert app.query_params["reference"] == self.REFERENCE

    def test_without_a_reference_there_are_none(self, compare):
        app = compare()
        assert len(app.dataframe) == 1
        press(app, "Score")
        assert len(app.dataframe) == 1
        assert "Signatures" not in words_on(app)

    def test_what_is_typed_is_text(self, compare):
        typed = "<img src=x onerror=alert(1)> **क** $x$"
        app = compare(reference=typed, letters="both")
        assert typed in words_on(app)
        assert not [b.value for b in app.html if "<img" in b.value]
        assert not [m.value for m in app.markdown if "onerror" in m.value]


class TestPrefix:
    def begun(self, trace, count):
        stop = trace.target_words[count - 1].stop
        return "".join(trace.target_pieces[:stop]).replace("▁", " ").strip()

    def shown(self, app):
        return [frame.value for frame in app.dataframe]

    @pytest.mark.parametrize("leader", KINDS)
    def test_both_say_what_force_says(self, compare, traces, home, leader):
        lead, count = traces(OTHER)[leader], 2
        assert len(lead.target_words) > count
        app = compare("prefix", sentence=OTHER, prefix=str(count))
        widget(app, "segmented_control", "Begin as in the translation of").set_value(leader).run()
        text = self.begun(lead, count)
        assert text_of(hindi_html(app)[0]) == f"{text} …"
        explorer = Explorer(models=home)
        for kind, table in zip(KINDS, self.shown(app), strict=True):
            forced = explorer.force(model=f"tiny-{kind}", sentence=OTHER, target=text)
            assert forced.target_pieces[-1] == "</s>"
            expected = forced.candidates[-1]
            assert table["probability"].tolist() == [c.probability for c in expected]
            assert table["next piece"].tolist() == [
                c.piece.replace("▁", "_").replace("</s>", "(end)") for c in expected
            ]
            assert f"entropy of the next piece {forced.entropy[-1]:.2f} bits" in words_on(app)

    def test_it_is_the_step_after_the_beginning(self, models, monkeypatch):
        """Against a longer forced target with the same prefix: same past, same next piece."""
        monkeypatch.setenv("ATTENTION_MODELS", str(models))
        explorer = Explorer(models=models)
        source, whole = tiny.PAIRS[0].source, tiny.PAIRS[0].target
        for count, kind in itertools.product((1, 2, 3), KINDS):
            begun = " ".join(whole.split()[:count])
            full = explorer.force(model=f"tiny-{kind}", sentence=source, target=whole)
            at = len(explorer.force(model=full.model, sentence=source, target=begun).logprob) - 1
            assert (
                full.target_pieces[:at]
                == next_piece(trace=full, prefix=begun, sentence=source).prefix
            )
            piece = next_piece(trace=full, prefix=begun, sentence=source)
            assert [c.piece for c in piece.candidates] == [c.piece for c in full.candidates[at]]
            assert [c.probability for c in piece.candidates] == pytest.approx(
                [c.probability for c in full.candidates[at]], rel=1e-4
            )
            assert piece.entropy == pytest.approx(float(full.entropy[at]), rel=1e-4)

    def test_no_words_is_the_first_step_of_the_ordinary_trace(self, compare, traces, calls):
        app = compare("prefix", prefix="0")
        assert {name for name, _, _ in calls} == {"translate"}
        for table, trace in zip(self.shown(app), traces(SENTENCE).values(), strict=True):
            assert table["probability"].tolist() == [c.probability for c in trace.candidates[0]]

    def test_the_piece_that_the_leader_wrote_is_marked_and_said(self, compare, traces):
        lead = traces(SENTENCE)["attention"]
        app = compare("prefix", prefix="0")
        wrote = lead.target_pieces[0]
        for table in self.shown(app):
            marked = table["next piece"][table["goes on"] == "◀"].tolist()
            assert marked in ([], [wrote.replace("▁", "_")])
        shares = [c.probability for c in lead.candidates[0] if c.piece == wrote]
        expected = f"{shares[0]:.2f} to attention" if shares else "not among the ten of attention"
        assert f"goes on with “{wrote.replace('▁', '_')}”" in words_on(app)
        assert expected in words_on(app)

    def test_moving_the_slider_is_in_the_address_and_forces_once_a_model(self, compare, calls):
        app = compare("prefix", sentence=OTHER, prefix="1")
        before = len(calls)
        widget(app, "slider", "Words to begin with").set_value(3).run()
        assert not app.exception
        assert app.query_params["prefix"] == "3"
        assert [name for name, _, _ in calls[before:]] == ["force", "force"]
        widget(app, "segmented_control", "Letters").set_value("latin").run()
        widget(app, "slider", "Words to begin with").set_value(1).run()
        assert len(calls) == before + 2

    def test_more_words_than_there_are_is_all_of_them(self, compare, traces):
        most = len(traces(SENTENCE)["attention"].target_words) - 1
        app = compare("prefix", prefix="1999")
        assert widget(app, "slider", "Words to begin with").value == most
        assert f"has {most} words; it cannot begin with 1999" in words_on(app)

    def test_one_model_alone(self, compare, home):
        shutil.rmtree(home / "tiny-attention")
        app = compare("prefix", prefix="1")
        assert "only one model here" in words_on(app)
        assert len(self.shown(app)) == 1


class TestTwoSentences:
    def test_both_heatmaps_are_the_traces_at_one_scale(self, compare, traces):
        app = compare("sentences", other=OTHER)
        expected = [traces(sentence)["attention"] for sentence in (SENTENCE, OTHER)]
        assert expected[0].word_alpha.shape != expected[1].word_alpha.shape
        for drawn, trace in zip(drawings_on(app), expected, strict=True):
            alpha, posterior = drawn["matrices"]
            assert alpha["values"] == trace.word_alpha.tolist()
            assert posterior["values"] is None
            assert (alpha["low"], alpha["high"]) == (0, 1)
        for frame, trace in zip(app.dataframe, expected, strict=True):
            assert (frame.value.to_numpy() == trace.word_alpha).all()

    def test_cells_are_of_one_size_when_lengths_differ_much(self, compare):
        app = compare("sentences", other=" ".join([OTHER] * 4))
        first, second = drawings_on(app)
        assert first["options"]["cell"] == second["options"]["cell"] == 21
        again, _ = drawings_on(compare("sentences", other=OTHER))
        assert again["options"]["cell"] > 30

    def test_typing_a_second_sentence(self, compare, traces, calls):
        app = compare("sentences")
        assert "Type a second sentence" in words_on(app)
        assert not drawings_on(app)
        before = len(calls)
        widget(app, "text_area", "Second sentence").set_value(OTHER)
        press(app, "Compare")
        assert calls[before:] == [("translate", "tiny-attention", OTHER)]
        assert app.query_params["other"] == OTHER
        assert [text_of(markup) for markup in hindi_html(app)] == [
            traces(sentence)["attention"].translation for sentence in (SENTENCE, OTHER)
        ]
        assert widget(app, "text_area", "English sentence").value == SENTENCE

    @pytest.mark.parametrize(
        ("label", "expected"),
        [
            ("Yesterday my father said that …", "Yesterday my father said that the bird sits."),
            ("After the old man had gone, …", "After the old man had gone, the bird sits."),
            ("…, and then everybody went home.", "The bird sits, and then everybody went home."),
        ],
    )
    def test_a_clause_can_be_added_in_one_click(self, compare, label, expected):
        app = press(compare("sentences", sentence="The bird sits."), label)
        assert widget(app, "text_area", "Second sentence").value == expected
        assert len(drawings_on(app)) == 2

    def test_only_common_words_lose_their_capital(self):
        assert as_clause("The king sat.") == "the king sat."
        assert as_clause("I sat.") == "I sat."
        assert as_clause("Ruth sat.") == "Ruth sat."
        assert as_clause("") == ""

    def test_the_same_translation_has_no_marks(self, compare, traces):
        same = "my brother drinks cold water.", "who baked this bread?"
        first, second = (traces(sentence)["attention"].translation for sentence in same)
        app = compare("sentences", sentence=same[0], other=same[1])
        assert first == second  # a precondition of this test
        assert [text_of(markup) for markup in hindi_html(app)] == [first, first]
        assert not any("<mark>" in markup for markup in hindi_html(app))

    def test_only_what_is_common_is_unmarked(self, compare, home, traces):
        """Without the attention model, since the tiny vanilla one repeats a word here."""
        first_trace, second_trace = (traces(sentence)["vanilla"] for sentence in (SENTENCE, OTHER))
        texts = [
            [w.text for w in t.target_words if w.text != "</s>"]
            for t in (first_trace, second_trace)
        ]
        shutil.rmtree(home / "tiny-attention")
        app = compare("sentences", other=OTHER)
        count = longest(*texts)
        assert 0 < count < min(map(len, texts))
        for markup, words in zip(hindi_html(app), texts, strict=True):
            assert len(unmarked(markup)) == count
            assert markup.count("<mark>") == len(words) - count
        left, right = map(unmarked, hindi_html(app))
        assert left == right

    def test_one_that_is_too_long_says_so(self, compare):
        app = compare("sentences", other="bird " * 700)
        assert "The second sentence cannot be translated: the sentence has" in words_on(app)
        assert not drawings_on(app)

    def test_a_vanilla_model_alone_has_words_and_no_heatmaps(self, compare, home):
        shutil.rmtree(home / "tiny-attention")
        app = compare("sentences", other=OTHER)
        assert len(hindi_html(app)) == 2
        assert "is a vanilla model and has no α" in words_on(app)
        assert not drawings_on(app)

    def test_what_is_typed_is_text(self, compare):
        typed = "<b>bird</b> <img src=x onerror=alert(1)> $x$"
        app = compare("sentences", other=typed)
        assert typed in words_on(app)
        assert not [b.value for b in app.html if "<img" in b.value or "<b>" in b.value]


class TestLonger:
    def test_each_sentence_is_the_one_before_and_a_clause(self):
        assert len(SENTENCES) == 6
        for shorter, longer in itertools.pairwise(SENTENCES):
            assert longer.startswith(shorter.removesuffix("."))
        counts = [len(sentence.split()) for sentence in SENTENCES]
        assert counts[0] <= 8
        assert 55 <= counts[-1] <= 65
        assert all(a + 4 < b for a, b in itertools.pairwise(counts))
        assert not set(SENTENCES) & set(EXAMPLES)

    def test_every_step_has_an_address_and_no_other(self, compare):
        assert "Sentence 6 of 6" in words_on(compare("longer", rung=str(len(SENTENCES))))
        app = compare("longer", rung="7")
        assert "it can be 1 to 6: this page uses 6" in words_on(app)

    def test_five_clicks_reach_the_longest(self, compare, traces, calls):
        app = compare("longer")
        for clicks in range(1, 6):
            sentences = [text for _, _, text in calls if text != SENTENCE]
            assert set(sentences) == set(SENTENCES[:clicks])  # nothing that is not on the page
            assert len(sentences) == 2 * clicks  # and nothing twice
            assert not button(app, "Make it longer").disabled
            press(app, "Make it longer")
            assert app.query_params.get("rung", "1") == str(clicks + 1)
        assert button(app, "Make it longer").disabled
        newest_first = [
            trace.translation
            for sentence in reversed(SENTENCES)
            for trace in traces(sentence).values()
        ]
        assert [text_of(markup) for markup in hindi_html(app)] == newest_first
        assert app.query_params["sentence"] == SENTENCE  # the person's own is not lost
        press(app, "Start again")
        assert len(hindi_html(app)) == 2
        assert button(app, "Start again").disabled
        widget(app, "segmented_control", "What to compare").set_value("lockstep").run()
        assert app.text_area[0].value == SENTENCE

    def test_numbers_are_the_traces(self, compare, traces):
        app = compare("longer", rung="3")
        table = app.dataframe[0].value
        assert len(table) == 6
        expected = [traces(sentence) for sentence in SENTENCES[:3]]
        for number, kind in itertools.product(range(3), KINDS):
            trace = expected[number][kind]
            row = table[(table["sentence"] == number + 1) & (table["model"] == f"tiny-{kind}")]
            assert row["mean log p a piece, nats"].tolist() == [trace.score]
            assert row["translation"].tolist() == [trace.translation]
            assert row["English words"].tolist() == [len(SENTENCES[number].split())]
            assert row["cut"].tolist() == [trace.truncated]
            if number == 0:
                assert pd.isna(row["overlap"]).all()
            else:
                before, after = (
                    [w.text for w in t.target_words if w.text != "</s>"]
                    for t in (expected[number - 1][kind], trace)
                )
                assert row["overlap"].tolist() == [longest(before, after) / len(before)]
                assert f"overlap with the one before {row['overlap'].item():.0%}" in words_on(app)

    def test_marks_are_what_the_shorter_translation_lacks(self, compare):
        markups = hindi_html(compare("longer", rung="2"))
        newest, oldest = markups[:2], markups[2:]
        assert not any("<mark>" in markup for markup in oldest)
        for new, old in zip(newest, oldest, strict=True):
            old_text = "".join(text_of(old).split())
            rest = iter(old_text)
            assert all(c in rest for c in "".join(unmarked(new)))

    def test_overlap_and_common_words(self):
        old = make_trace(alpha=None, target=(("▁वह", "▁दीया", "।", "</s>"), (1, 1, 1, 1)))
        new = make_trace(
            alpha=None, target=(("▁और", "▁वह", "▁घर", "।", "▁वह", "</s>"), (1, 1, 1, 1, 1, 1))
        )
        first = growth_step(1, traces={"vanilla": old}, before=None)
        assert first.common == {"vanilla": frozenset({0, 1, 2})}  # there is no sentence before
        assert first.overlap == {}
        second = growth_step(2, traces={"vanilla": new}, before=first)
        assert second.common == {"vanilla": frozenset({1, 3})}
        assert second.overlap == {"vanilla": 2 / 3}

    def test_one_model_alone(self, compare, home):
        shutil.rmtree(home / "tiny-attention")
        app = compare("longer", rung="2")
        assert "There is no attention model to show here" in words_on(app)
        assert len(hindi_html(app)) == 2
        assert len(app.dataframe[0].value) == 2

    def test_the_clauses_are_told_apart(self, compare):
        app = compare("longer", rung="2")
        assert any(f"<mark>{html.escape(CLAUSES[1])}</mark>" in b.value for b in app.html)


def longest(first, second):
    """Length of a longest common subsequence, by recursion on prefixes, in a table."""
    table = np.zeros((len(first) + 1, len(second) + 1), dtype=int)
    for a, b in itertools.product(range(len(first)), range(len(second))):
        table[a + 1, b + 1] = (
            table[a, b] + 1 if first[a] == second[b] else max(table[a, b + 1], table[a + 1, b])
        )
    return int(table[-1, -1])
