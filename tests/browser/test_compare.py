"""The Compare page as a person uses it."""

import re
from urllib.parse import urlencode

import numpy as np
import pytest
import sacrebleu
from playwright.sync_api import expect

from attention_core.explorer import Explorer
from pages.shared.controls.examples import GROWING_SENTENCES as SENTENCES
from tests.helpers.alignment_view import settled as drawn
from tests.helpers.alignment_view import shares
from tests.helpers.axe import faults
from tests.helpers.looks import each_look

SENTENCE = "The king gave bread to the hungry children."
REFERENCE = "राजा ने भूखे बच्चों को रोटी दी।"
KINDS = ("attention", "vanilla")


def address(compare="lockstep", *, sentence=SENTENCE, letters="devanagari", **settings):
    query = {"sentence": sentence, "compare": compare, "letters": letters, **settings}
    return "/compare?" + urlencode(query)


def settled(page):
    """The script of the page has ended."""
    expect(page.get_by_text("What to compare")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def table(page, number=0):
    """A table as a screen reader reads it: its columns, with every digit."""
    frame = page.get_by_test_id("stDataFrame").nth(number)
    frame.scroll_into_view_if_needed()
    frame.locator("canvas + table, canvas table").first.wait_for(state="attached")
    heads = frame.locator("th").all_text_contents()
    match = [row.locator("td").all_text_contents() for row in frame.locator("tbody tr").all()]
    return {head: [row[k] for row in match] for k, head in enumerate(heads)}


def numbers(cells):
    return [float(cell) for cell in cells if cell not in ("", "None")]


def hindi(page):
    return page.locator(".hindi")


def choose(page, name):
    page.get_by_role("radio", name=name, exact=True).click()


class TestLockstep:
    def test_the_table_is_the_traces(self, open_page, translated):
        page = open_page(address())
        expect(hindi(page)).to_have_count(2)
        settled(page)
        shown = table(page)
        for kind, trace in translated(SENTENCE).items():
            words = [word.text for word in trace.target_words[:-1]]
            assert [cell for cell in shown[kind] if cell] == [*words, "(end)"]
            products = [
                np.exp(trace.logprob[word.start : word.stop].sum(dtype=float))
                for word in trace.target_words
            ]
            np.testing.assert_allclose(numbers(shown[f"{kind} p"]), products, rtol=1e-4)
            first = [trace.entropy[word.start] for word in trace.target_words]
            np.testing.assert_allclose(numbers(shown[f"{kind} entropy, bits"]), first, rtol=1e-4)
            if kind == "attention":
                largest = trace.word_alpha.max(axis=1)
                np.testing.assert_allclose(numbers(shown["largest α"]), largest, rtol=1e-4)

    def test_the_first_difference_is_marked_and_named(self, open_page, translated):
        page = open_page(address())
        expect(hindi(page)).to_have_count(2)
        settled(page)
        first, second = ([w.text for w in t.target_words] for t in translated(SENTENCE).values())
        place = next(k for k, (a, b) in enumerate(zip(first, second, strict=False)) if a != b)
        sentence = f"They first differ at word {place + 1}: attention writes “{first[place]}”"
        expect(page.get_by_text(sentence)).to_be_visible()
        signs = table(page)["same?"]
        assert signs[: place + 1] == ["="] * place + ["≠ first"]

    def test_what_is_unmarked_is_the_same_on_both_sides(self, open_page, translated):
        page = open_page(address())
        expect(hindi(page)).to_have_text([t.translation for t in translated(SENTENCE).values()])
        first, second = (
            words.evaluate(
                "p => [...p.childNodes].filter(n => n.nodeName !== 'MARK')"
                ".map(n => n.textContent).join(' ').split(/\\s+/).filter(Boolean)"
            )
            for words in hindi(page).all()
        )
        assert "".join(first) == "".join(second) != ""
        mark = page.locator(".hindi mark").first
        assert "underline" in mark.evaluate("m => getComputedStyle(m).textDecorationLine")

    def test_pieces_instead_of_words(self, open_page, translated):
        page = open_page(address())
        expect(hindi(page)).to_have_count(2)
        choose(page, "Pieces")
        page.wait_for_url(re.compile("view=pieces"))
        expect(page.get_by_text("They first differ at piece")).to_be_visible()
        settled(page)
        trace = translated(SENTENCE)["attention"]
        np.testing.assert_allclose(
            numbers(table(page)["attention p"]), np.exp(trace.logprob), rtol=1e-4
        )

    def test_a_reference_scores_both(self, open_page, translated):
        page = open_page(address())
        settled(page)
        page.get_by_text("Score both against a Hindi translation of yours").click()
        page.get_by_label("Hindi reference", exact=True).fill(REFERENCE)
        page.get_by_role("button", name="Score", exact=True).click()
        expect(page.get_by_text("Signatures: sentence BLEU")).to_be_visible()
        settled(page)
        shown = table(page, 1)
        apart = REFERENCE.replace("।", " ।")
        for trace, bleu, chrf in zip(
            translated(SENTENCE).values(),
            numbers(shown["sentence BLEU"]),
            numbers(shown["chrF++"]),
            strict=True,
        ):
            text = trace.translation.replace("।", " ।")
            expected = sacrebleu.sentence_bleu(text, [apart], use_effective_order=True).score
            assert bleu == pytest.approx(expected, rel=1e-6)
            expected = sacrebleu.sentence_chrf(text, [apart], word_order=2).score
            assert chrf == pytest.approx(expected, rel=1e-6)

    def test_html_is_text_here_too(self, open_page):
        typed = "<img src=x onerror=alert(1)> <b>king</b>"
        page = open_page(address(sentence=typed, reference=typed, letters="both"))
        page.on("dialog", lambda dialog: pytest.fail("what was typed was run"))
        expect(page.get_by_text("They first differ at word")).to_be_visible()
        expect(page.locator(".hindi", has_text="<b>king</b>")).to_have_count(1)
        assert page.locator("img[src=x]").count() == 0


class TestPrefix:
    def test_both_say_what_force_says(self, open_page, translated, served_models):
        traces = translated(SENTENCE)
        page = open_page(address("prefix", prefix=1))
        slider = page.get_by_role("slider", name="Words to begin with")
        slider.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_url(re.compile("prefix=2"))
        text = " ".join(word.text for word in traces["attention"].target_words[:2])
        expect(hindi(page)).to_have_text(f"{text} …")
        settled(page)
        explorer = Explorer(models=served_models, device="cpu")
        for number, kind in enumerate(KINDS):
            forced = explorer.force(model=traces[kind].model, sentence=SENTENCE, target=text)
            expected = forced.candidates[-1]
            likeliest = f"{expected[0].probability:.3f}"
            # A table on screen changes cell by cell: wait for the last answer's first cell.
            for _ in range(100):
                shown = table(page, number)
                if f"{numbers(shown['probability'])[0]:.3f}" == likeliest:
                    break
                page.wait_for_timeout(100)
            page.wait_for_timeout(300)
            shown = table(page, number)
            np.testing.assert_allclose(
                numbers(shown["probability"]), [c.probability for c in expected], rtol=1e-4
            )
            assert shown["next piece"] == [
                c.piece.replace("▁", "_").replace("</s>", "(end)") for c in expected
            ]
            bits = f"entropy of the next piece {forced.entropy[-1]:.2f} bits"
            expect(page.get_by_text(bits)).to_be_visible()

    def test_it_can_begin_as_the_vanilla_model_did(self, open_page, translated):
        page = open_page(address("prefix", prefix=3))
        expect(hindi(page)).to_have_count(1)
        choose(page, "Vanilla")
        words = translated(SENTENCE)["vanilla"].target_words[:3]
        expect(hindi(page)).to_have_text(" ".join(word.text for word in words) + " …")
        expect(page.get_by_text("The translation by vanilla goes on with")).to_be_visible()


class TestTwoSentences:
    ADDED = "Yesterday my father said that the king gave bread to the hungry children."

    def boxes(self, page):
        """The place of both heatmaps, and the width and height of a cell of each."""
        return page.locator(".alignment-view").evaluate_all(
            """all => all.map(view => {
                const cell = view.querySelector('.weight-row .cell');
                const size = ['width', 'height'].map(side => +cell.getAttribute(side));
                return {size, box: view.querySelector('.middle').getBoundingClientRect().toJSON()};
            })"""
        )

    def test_a_clause_more_in_one_click(self, open_page, translated):
        page = open_page(address("sentences"))
        page.get_by_role("button", name="Yesterday my father said that …").click()
        box = page.get_by_label("Second sentence", exact=True)
        expect(box).to_have_value(self.ADDED)
        expected = [translated(text)["attention"] for text in (SENTENCE, self.ADDED)]
        expect(hindi(page)).to_have_text([trace.translation for trace in expected])
        drawn(page, drawings=2)
        for index, trace in enumerate(expected):
            np.testing.assert_allclose(shares(page, index=index), trace.word_alpha, atol=1e-5)
        first, second = self.boxes(page)
        assert len({*first["size"], *second["size"]}) == 1
        assert second["box"]["x"] > first["box"]["x"] + 300  # beside each other

    def test_a_second_sentence_typed_and_sent(self, open_page, translated):
        page = open_page(address("sentences"))
        second = "The king gave water to the old man."
        page.get_by_label("Second sentence", exact=True).fill(second)
        page.get_by_role("button", name="Compare", exact=True).click()
        expected = [translated(text)["attention"].translation for text in (SENTENCE, second)]
        expect(hindi(page)).to_have_text(expected)
        page.wait_for_url(re.compile("other=The"))
        expect(hindi(open_page(page.url))).to_have_text(expected)

    def test_one_below_the_other_on_a_phone(self, open_page):
        page = open_page(address("sentences", other=self.ADDED), width=390)
        first, second = self.boxes(drawn(page, drawings=2))
        assert second["box"]["y"] > first["box"]["y"] + first["box"]["height"]
        assert first["size"] == second["size"]


class TestLonger:
    def test_five_clicks_reach_the_top(self, open_page, translated):
        page = open_page(address("longer"))
        longer = page.get_by_role("button", name="Make it longer")
        for number in range(1, len(SENTENCES) + 1):
            expect(page.locator(".growing-sentence[role=status]")).to_have_text(
                SENTENCES[number - 1]
            )
            expect(hindi(page)).to_have_count(2 * number)
            settled(page)
            if number < len(SENTENCES):
                longer.click()
        expect(longer).to_be_disabled()
        newest_first = [
            trace.translation
            for sentence in reversed(SENTENCES)
            for trace in translated(sentence).values()
        ]
        expect(hindi(page)).to_have_text(newest_first)
        page.wait_for_url(re.compile("rung=6"))
        expect(hindi(open_page(page.url))).to_have_text(newest_first)
        page.get_by_role("button", name="Start again").click()
        expect(hindi(page)).to_have_count(2)
        choose(page, "In lock-step")
        expect(page.get_by_label("English sentence", exact=True)).to_have_value(SENTENCE)

    def test_what_changed_is_said_in_numbers(self, open_page, translated):
        page = open_page(address("longer", rung=2))
        scores = [
            f"{kind} from {translated(SENTENCES[0])[kind].score:.2f} "
            f"to {translated(SENTENCES[1])[kind].score:.2f}".replace("-", "−")
            for kind in KINDS
        ]
        expect(page.get_by_text("; ".join(scores))).to_be_visible()


@pytest.mark.parametrize(
    "settings",
    [
        {"compare": "lockstep", "reference": REFERENCE},
        {"compare": "prefix", "prefix": 2},
        {"compare": "sentences", "other": TestTwoSentences.ADDED},
        {"compare": "longer", "rung": 4},
    ],
    ids=lambda settings: settings["compare"],
)
def test_nothing_breaks_the_page(open_page, settings):
    page = open_page(address(**settings, letters="both"))
    expect(hindi(page).first).to_be_visible()
    for look in each_look(page):
        settled(page)
        assert faults(page) == [], look
        whole, seen = page.evaluate(
            "(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])"
            "(document.querySelector('.stMain'))"
        )
        assert whole <= seen, look
        for node in page.locator(".hindi, .latin, .message").all():
            box = node.bounding_box()
            assert box is None or box["x"] + box["width"] <= page.viewport_size["width"], look
