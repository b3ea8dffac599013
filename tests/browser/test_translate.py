"""The landing page as a person uses it."""

import html
import itertools
import json
import re
import subprocess
import sys
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import expect

from attention_core.explorer import Explorer
from attention_core.text.words import merge_to_words
from pages.shared.controls.examples import EXAMPLES
from tests.helpers.alignment_view import (
    COUNT_MESSAGES,
    VIEW,
    cell,
    framed,
    labels,
    numbers,
    say,
    sentence,
    settled,
    shares,
    texts,
    tints,
    words,
)
from tests.helpers.axe import faults
from tests.helpers.looks import each_scheme

SENTENCE = "The king gave bread to the hungry children."
KITCHEN = "My mother is cooking rice in the kitchen."
TWICE = "The dog saw the cat, the cat saw the mouse, and the mouse saw the door."
LONG = max(EXAMPLES, key=len)


def translate(page, text):
    box = page.get_by_label("English sentence", exact=True)
    box.fill(text)
    page.get_by_role("button", name="Translate", exact=True).click()


def address(text, **settings):
    return "/?" + urlencode({"sentence": text, **settings})


def chip(page):
    """The button that says what is set, and opens the settings."""
    return page.get_by_role("button", name=re.compile(r"beam \d"))


def other(page):
    """The translation beside the drawing, by the vanilla model."""
    return page.locator(f"{VIEW} .other .text")


@pytest.fixture(scope="session")
def printed(served_models, translated):
    """What `translate --json` prints for a sentence."""
    names = {}

    def trace(text):
        if text not in names:
            model = translated(text)["attention"].model
            command = [sys.executable, "-m", "attention_core", "translate", text, "--json"]
            command += ["--model", model, "--models", str(served_models)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            names[text] = json.loads(done.stdout)
        return names[text]

    return trace


class TestTyping:
    def test_both_translations_and_the_heatmap_appear(self, open_page, translated):
        page = settled(open_page())
        translate(page, SENTENCE)
        attention, vanilla = translated(SENTENCE).values()
        expect(other(page)).to_have_text(vanilla.translation)
        assert texts(settled(page), "target") == sentence(attention)
        np.testing.assert_allclose(shares(page), attention.word_alpha, atol=1e-5)

    def test_enter_translates(self, open_page):
        page = settled(open_page())
        box = page.get_by_label("English sentence", exact=True)
        box.fill(SENTENCE)
        box.press("Enter")
        expect(words(page, "source")).to_have_count(10)

    def test_an_example_can_be_picked(self, open_page):
        page = settled(open_page())
        page.get_by_role("button", name="Examples", exact=True).click()
        page.get_by_text(re.compile("^8 words · The king")).click()
        expect(page.get_by_label("English sentence", exact=True)).to_have_value(SENTENCE)
        expect(words(page, "source")).to_have_count(10)

    def test_html_stays_text(self, open_page):
        typed = "The <b>king</b> & <img src=x onerror=alert(1)> &lt; $x$ *sat* <script>"
        page = settled(open_page())
        page.on("dialog", lambda dialog: pytest.fail("what was typed was run"))
        translate(page, typed)
        expect(words(page, "source").filter(has_text="script").first).to_be_visible()
        settled(page)
        expect(page.get_by_label("English sentence", exact=True)).to_have_value(typed)
        read = html.unescape(typed)  # the model reads an entity as what it stands for
        assert "".join(texts(page, "source")) == re.sub(r"\s", "", read) + "(end)"
        assert page.locator("img[src=x], .katex").count() == 0
        at = next(k for k, text in enumerate(texts(page, "source")) if text[0] == "<")
        words(page, "source").nth(at).hover()
        expect(say(page)).to_contain_text("“<")


# Three places that stand for a target word, and for a source word.
PLACES = {
    "word": (lambda page, i: words(page, "target").nth(i)),
    "label": (lambda page, i: labels(page, "target").nth(i)),
    "cell": (lambda page, i: cell(page, i=i, j=1)),
}


class TestPointing:
    @pytest.mark.parametrize("place", PLACES)
    def test_a_target_word_shows_where_it_came_from(self, same_page, printed, place):
        trace = printed(KITCHEN)
        page = settled(same_page(address(KITCHEN)))
        weights = np.array(trace["word_alpha"])
        for i in (3, 1):
            PLACES[place](page, i).hover(force=True)  # numbers lie on cells
            expect(say(page)).to_contain_text(f"Target word {i + 1} of {len(weights)} “")
            best = trace["source_words"][weights[i].argmax()]
            expect(say(page)).to_contain_text(f"looked at “{best}” {weights[i].max():.2f}, ")
            expect(say(page)).to_contain_text("the row sums to 1.00")
            np.testing.assert_allclose(numbers(page, "source"), weights[i], atol=0.00501)
            np.testing.assert_allclose(tints(page, "source"), weights[i], atol=0.0006)
            assert framed(page) == i

    @pytest.mark.parametrize("place", ["word", "label"])
    def test_a_source_word_shows_the_target_words_that_used_it(self, same_page, printed, place):
        weights = np.array(printed(KITCHEN)["word_alpha"])
        page = settled(same_page(address(KITCHEN)))
        {"word": words, "label": labels}[place](page, "source").nth(3).hover()
        total = weights[:, 3].sum()
        assert abs(total - 1) > 0.1
        expect(say(page)).to_contain_text(f"Σ over the target words = {total:.2f}")
        expect(say(page)).to_contain_text("only rows sum to 1")
        np.testing.assert_allclose(numbers(page, "target"), weights[:, 3], atol=0.00501)
        np.testing.assert_allclose(tints(page, "target"), weights[:, 3], atol=0.0006)

    def test_lines_show_it_too(self, open_page, printed):
        weights = np.array(printed(KITCHEN)["word_alpha"])
        page = settled(open_page(address(KITCHEN, draw="links")))
        labels(page, "target").nth(2).hover()
        np.testing.assert_allclose(numbers(page, "source"), weights[2], atol=0.00501)
        lit = page.locator(f"{VIEW} .line.on").evaluate_all("all => all.map(n => n.dataset.i)")
        assert lit == ["2"] * weights.shape[1]

    def test_words_that_occur_twice_are_kept_apart(self, open_page, printed):
        trace = printed(TWICE)
        weights = np.array(trace["word_alpha"])
        page = settled(open_page(address(TWICE)))
        same = [j for j, word in enumerate(trace["source_words"]) if word == "the"]
        assert len(same) > 2
        for j in same:
            words(page, "source").nth(j).hover()
            expect(say(page)).to_contain_text(f"Source word {j + 1} of ")
            np.testing.assert_allclose(numbers(page, "target"), weights[:, j], atol=0.00501)

    def test_a_click_pins_and_escape_lets_go_without_the_server(self, open_page, printed):
        weights = np.array(printed(KITCHEN)["word_alpha"])
        page = settled(open_page(address(KITCHEN)))
        page.evaluate(COUNT_MESSAGES)
        words(page, "target").nth(2).click()
        words(page, "target").nth(5).hover()  # what is pinned stays
        np.testing.assert_allclose(numbers(page, "source"), weights[2], atol=0.00501)
        expect(words(page, "target").nth(2)).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Escape")
        page.mouse.move(2, 2)
        expect(page.locator(f"{VIEW} button.word.tinted")).to_have_count(0)
        expect(page.locator(f"{VIEW} [aria-pressed=true]")).to_have_count(0)
        cell(page, i=4, j=2).click(force=True)
        np.testing.assert_allclose(numbers(page, "source"), weights[4], atol=0.00501)
        page.wait_for_timeout(500)
        assert page.evaluate("window.sent") == 0

    def test_by_keyboard_alone(self, same_page, printed):
        weights = np.array(printed(KITCHEN)["word_alpha"])
        page = settled(same_page(address(KITCHEN)))
        chip(page).focus()
        here = "() => { let at = document.activeElement;"
        here += " while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
        here += " return [at.className.baseVal ?? at.className, at.dataset?.side]; }"
        for side in ("source", "target"):
            for _ in range(8):
                page.keyboard.press("Tab")
                if page.evaluate(here)[1] == side:
                    break
            name, at = page.evaluate(here)
            assert "word" in name
            assert at == side
        page.keyboard.press("ArrowRight")
        np.testing.assert_allclose(numbers(page, "source"), weights[1], atol=0.00501)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.keyboard.press("End")
        np.testing.assert_allclose(numbers(page, "source"), weights[2], atol=0.00501)
        page.keyboard.press("Escape")
        page.keyboard.press("Home")
        np.testing.assert_allclose(numbers(page, "source"), weights[0], atol=0.00501)
        expect(say(page)).to_have_attribute("aria-live", "polite")

    def test_a_tap_is_enough(self, open_page, printed):
        weights = np.array(printed(KITCHEN)["word_alpha"])
        page = settled(open_page(address(KITCHEN), width=390, height=844, touch=True))
        for i in (1, 4):
            words(page, "target").nth(i).tap()
            np.testing.assert_allclose(numbers(page, "source"), weights[i], atol=0.00501)

    def test_nothing_serious_while_a_word_is_pinned(self, open_page):
        page = settled(open_page(address(KITCHEN)))
        for side in ("target", "source"):
            words(page, side).nth(1).click()
            for scheme in each_scheme(page):
                assert faults(page) == [], (side, scheme)


class TestPosterior:
    def test_it_is_a_switch_at_the_drawing_and_travels(self, open_page, translated, served_models):
        trace = translated(KITCHEN)["attention"]
        posterior = merge_to_words(
            alpha=Explorer(models=served_models, device="cpu").posterior(trace),
            source_words=trace.source_words,
            target_words=trace.target_words,
        )
        assert np.abs(posterior - trace.word_alpha).max() > 0.1
        page = settled(open_page(address(KITCHEN)))
        about = page.locator(f"{VIEW} .about")
        expect(about).to_have_text("α: where it looked, before the word was chosen.")
        np.testing.assert_allclose(shares(page), trace.word_alpha, atol=1e-5)
        page.locator(VIEW).get_by_role("radio", name="Posterior").click()
        expect(about).to_have_text(
            "Posterior: where the word came from, now that the word is known."
        )
        page.wait_for_url(re.compile("weights=posterior"))
        settled(page)
        np.testing.assert_allclose(shares(page), posterior, atol=1e-4)
        words(page, "target").nth(1).hover()
        expect(say(page)).to_contain_text("came from “")
        cell(page, i=1, j=1).hover(force=True)
        expect(page.locator(f"{VIEW} .readout")).to_contain_text(
            f"p = {posterior[1, 1]:.4f} · α = {trace.word_alpha[1, 1]:.4f}"
        )
        page.get_by_role("link", name="Inspect the alignment").click()
        page.wait_for_url(re.compile("/alignment.*weights=posterior"))
        settled(page)
        np.testing.assert_allclose(shares(page), posterior, atol=1e-4)
        page.locator(VIEW).get_by_role("radio", name="α").click()
        np.testing.assert_allclose(shares(page), trace.word_alpha, atol=1e-5)  # at once


class TestPlay:
    HIDDEN = f"{VIEW} button.word.unwritten"

    def test_words_appear_one_by_one_with_their_rows(self, open_page):
        page = settled(open_page(address(KITCHEN)))
        count = words(page, "target").count()
        page.get_by_role("button", name="Watch it write").click()
        expect(page.locator(self.HIDDEN)).to_have_count(count - 2)
        page.get_by_role("button", name="Pause").click()
        shown = count - page.locator(self.HIDDEN).count()
        assert shown >= 2
        assert framed(page) == shown - 1
        opacities = page.locator(f"{VIEW} .weight-row").evaluate_all(
            "all => all.map(row => +row.getAttribute('opacity') < 0.5)"
        )
        assert opacities == [False] * shown + [True] * (count - shown)
        page.keyboard.press("Escape")
        expect(page.locator(self.HIDDEN)).to_have_count(0)

    def test_whoever_wants_no_motion_presses_for_each_word(self, open_page):
        page = open_page(address(KITCHEN))
        page.emulate_media(reduced_motion="reduce")
        page.reload()
        settled(page)
        count = words(page, "target").count()
        page.get_by_role("button", name="Write word by word").click()
        page.wait_for_timeout(1200)
        expect(page.locator(self.HIDDEN)).to_have_count(count - 1)
        page.get_by_role("button", name=f"Word 2 of {count}").click()
        expect(page.locator(self.HIDDEN)).to_have_count(count - 2)

    def test_the_player_opens_at_the_step_of_the_word(self, open_page, printed):
        trace = printed(LONG)
        spans = trace["target_spans"]
        at = next(k for k, (start, _) in enumerate(spans) if start > k)  # not the k-th step
        page = settled(open_page(address(LONG)))
        words(page, "target").nth(at).click()
        page.get_by_role("button", name=f"Open word {at + 1} in the player").click()
        page.wait_for_url(re.compile(rf"/step_by_step.*step={spans[at][0] + 1}(&|$)"))
        expect(page.locator(".step-player .counter")).to_contain_text(str(spans[at][0] + 1))


class TestRoom:
    def test_texts_and_the_whole_heatmap_are_in_one_sight(self, open_page):
        page = settled(open_page(address(KITCHEN), width=1440, height=900))
        expect(page.locator(f"{VIEW} .rows")).to_be_visible()
        expect(other(page)).to_be_visible()
        bottoms = [
            box["y"] + box["height"]
            for box in (
                page.locator(f"{VIEW} .rows").bounding_box(),
                other(page).bounding_box(),
            )
        ]
        assert max(bottoms) <= 900
        scroller = page.locator(f"{VIEW} .scroller")
        assert scroller.evaluate(
            "it => it.scrollHeight <= it.clientHeight && it.scrollWidth <= it.clientWidth"
        )

    def test_on_a_phone_both_translations_come_first(self, open_page):
        page = settled(open_page(address(KITCHEN), width=390, height=844))
        boxes = [
            page.locator(f"{VIEW} {part}").bounding_box()
            for part in ("section.target", "section.other", ".play", ".figure")
        ]
        for above, below in itertools.pairwise(boxes):
            assert above["y"] + above["height"] <= below["y"] + 1
        second = other(page).bounding_box()
        assert second["y"] + second["height"] < 844

    @pytest.mark.parametrize("width", [390, 1440])
    def test_a_long_sentence_scrolls_inside_and_keeps_its_labels(self, open_page, width):
        page = settled(open_page(address(LONG), width=width))
        for scroller in ("document.documentElement", "document.querySelector('.stMain')"):
            whole, seen = page.evaluate(f"(it => [it.scrollWidth, it.clientWidth])({scroller})")
            assert whole <= seen
        inside = page.locator(f"{VIEW} .scroller")
        assert inside.evaluate("it => it.scrollWidth > it.clientWidth")
        inside.evaluate("it => it.scrollTo(it.scrollWidth, it.scrollHeight)")
        frame = inside.bounding_box()
        assert page.locator(f"{VIEW} .rows").bounding_box()["x"] == pytest.approx(frame["x"], abs=1)
        assert page.locator(f"{VIEW} .columns").bounding_box()["y"] == pytest.approx(
            frame["y"], abs=1
        )
        sizes = (
            labels(page, "target")
            .locator(".word")
            .evaluate_all("all => [...new Set(all.map(text => getComputedStyle(text).fontSize))]")
        )
        assert sizes == ["13px"]

    def test_it_can_be_read_without_seeing_it(self, open_page):
        page = settled(open_page(address(SENTENCE)))
        expect(page.get_by_role("group", name="Heatmap of the attention weights")).to_have_count(1)
        page.get_by_text("The same numbers as a table").click()
        expect(page.get_by_test_id("stDataFrame")).to_be_visible()

    def test_devanagari_comes_with_the_page(self, open_page):
        page = settled(open_page(address(SENTENCE)))
        family = "it => getComputedStyle(it).fontFamily"
        assert "Noto Sans Devanagari" in words(page, "target").first.evaluate(family)
        page.wait_for_function(
            """[...document.fonts].some(face =>
                face.family.includes('Noto Sans Devanagari') && face.status === 'loaded')"""
        )


class TestLooks:
    def test_zero_is_the_colour_of_the_page_and_numbers_can_be_read(self, open_page):
        page = settled(open_page(address(KITCHEN)))
        for scheme in each_scheme(page):
            found = page.locator(VIEW).evaluate(
                """view => {
                    const channels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
                    const fill = node => channels(getComputedStyle(node).fill);
                    return {
                        paper: channels(getComputedStyle(view).getPropertyValue('--paper')
                            .startsWith('#') ? getComputedStyle(view.querySelector('.rows'))
                            .backgroundColor : getComputedStyle(view).getPropertyValue('--paper')),
                        end: fill(view.querySelector('.cell')),
                        numbers: [...view.querySelectorAll('.number')].map(fill),
                        shares: [...view.querySelectorAll('.weight-row .cell')]
                            .map(cell => +cell.getAttribute('fill-opacity')),
                    };
                }"""
            )
            behind = page.locator(".stApp").evaluate("it => getComputedStyle(it).backgroundColor")
            page_colour = [float(n) for n in re.findall(r"[\d.]+", behind)[:3]]
            assert found["paper"] == page_colour, scheme  # and a cell of 0 is fully transparent
            end, paper = np.array(found["end"]), np.array(page_colour)
            for share, number in zip(found["shares"], found["numbers"], strict=True):
                colour = paper + (end - paper) * share
                assert contrast(colour, number) > 4.4, scheme

    def test_translations_stand_beside_the_heatmap_or_above(self, open_page):
        def boxes(width):
            page = settled(open_page(address(SENTENCE), width=width))
            return [page.locator(f"{VIEW} {part}").bounding_box() for part in (".texts", ".figure")]

        first, second = boxes(1440)
        assert second["x"] > first["x"] + first["width"] - 1
        first, second = boxes(390)
        assert second["y"] > first["y"] + first["height"] - 1

    def test_focus_can_be_seen(self, open_page):
        page = open_page()
        page.get_by_label("English sentence", exact=True).click()
        page.keyboard.press("Tab")
        button = page.get_by_role("button", name="Translate", exact=True)
        expect(button).to_be_focused()
        assert button.evaluate("it => getComputedStyle(it).outlineWidth") == "3px"


def contrast(one, other):
    def luminance(colour):
        shares = np.array(colour) / 255
        linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class TestAddress:
    def test_a_copied_address_opens_the_same_view(self, open_page):
        page = open_page()
        translate(page, SENTENCE)
        expect(words(page, "source")).to_have_count(10)
        settled(page)
        page.get_by_role("radio", name="Pieces").click()
        page.wait_for_url(re.compile("view=pieces"))
        chip(page).click()
        page.get_by_role("radio", name="Devanagari").click()
        page.wait_for_url(re.compile("letters=devanagari"))
        page.keyboard.press("Escape")
        expect(page.locator(f"{VIEW} .below")).to_have_count(0)
        page.locator(VIEW).get_by_role("radio", name="Lines").click()
        page.wait_for_url(re.compile("draw=links"))
        shown = texts(settled(page), "target")
        again = settled(open_page(page.url))
        assert texts(again, "target") == shown
        assert again.locator(f"{VIEW} .lines").count() == 1
        assert again.url == page.url

    def test_going_back_shows_what_was_there(self, open_page):
        page = settled(open_page(address(SENTENCE)))
        before = texts(page, "target")
        translate(page, EXAMPLES[0])
        page.wait_for_url(re.compile("Turn"))
        expect(words(page, "source")).to_have_count(6)
        page.go_back()
        expect(words(page, "target")).to_have_count(len(before))
        assert texts(settled(page), "target") == before
        expect(page.get_by_label("English sentence", exact=True)).to_have_value(SENTENCE)

    def test_the_sentence_travels_to_the_models_and_back(self, open_page):
        page = settled(open_page(address(SENTENCE)))
        before = texts(page, "target")
        page.get_by_role("link", name="Models", exact=True).click()
        expect(page.get_by_role("heading", name="Models")).to_be_visible()
        page.wait_for_url(re.compile("/models.*sentence="))
        page.get_by_role("link", name="Translate", exact=True).click()
        settled(page)
        assert texts(page, "target") == before
