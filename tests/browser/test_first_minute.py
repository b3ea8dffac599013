"""The first minute: the app opens with something to see, and one control leads to the rest."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from pages.shared.controls.examples import EXAMPLES, QUICK, quick_label
from pages.shared.state.view import OPENING

PAGES = ("/", "/step_by_step", "/alignment", "/compare", "/lab")
HINT = "Type a sentence in English above"


def box(page):
    return page.get_by_label("English sentence", exact=True)


class TestOpening:
    def test_it_shows_a_translated_example(self, open_page, translated):
        page = open_page("/")
        traces = translated(OPENING)
        for trace in traces.values():
            words = re.compile(r"\s*".join(map(re.escape, trace.translation.rstrip("।").split())))
            expect(page.locator(".stMain")).to_contain_text(words)
        weights = [f"{a:.2f}".removeprefix("0") for a in traces["attention"].word_alpha.flat]
        cells = page.locator(".alignment-view svg.plane text")
        expect(cells.first).to_be_visible()
        assert cells.all_text_contents() == weights
        expect(box(page)).to_have_value(OPENING)
        expect(page.get_by_text("This is not English")).to_have_count(0)

    def test_typing_replaces_it(self, open_page):
        page = open_page("/")
        expect(box(page)).to_be_focused()
        page.keyboard.type("Where is the well?")
        page.keyboard.press("Enter")
        page.wait_for_url("**sentence=Where+is+the+well**")
        expect(box(page)).to_have_value("Where is the well?")

    def test_an_address_with_a_sentence_shows_that_one(self, open_page):
        page = open_page("/?" + urlencode({"sentence": EXAMPLES[1]}))
        expect(box(page)).to_have_value(EXAMPLES[1])
        expect(page.locator(".alignment-view")).to_contain_text("keys")
        expect(page.locator(".alignment-view")).not_to_contain_text("Turn")


class TestClearing:
    def test_a_cleared_box_does_too_and_stays_so(self, open_page):
        page = open_page("/")
        box(page).fill("")
        page.get_by_role("button", name="Translate", exact=True).click()
        expect(page.get_by_text(HINT)).to_be_visible()
        page.wait_for_url(re.compile(r"sentence=(&|$)"))
        page.reload()
        expect(page.get_by_text(HINT)).to_be_visible()
        page.get_by_role("link", name="Compare", exact=True).click()
        page.wait_for_url("**/compare**")
        expect(page.get_by_text(HINT)).to_be_visible()


class TestHead:
    def test_the_box_grows_with_its_text(self, open_page):
        page = open_page("/")
        low = box(page).bounding_box()["height"]
        box(page).fill(EXAMPLES[-1])
        high, hidden, seen = box(page).evaluate(
            "b => [b.getBoundingClientRect().height, b.scrollHeight, b.clientHeight]"
        )
        assert low < 60
        assert high > 2 * low
        assert hidden <= seen + 1

    def test_shift_enter_begins_a_line(self, open_page):
        page = open_page("/")
        box(page).fill("one")
        box(page).press("Shift+Enter")
        page.keyboard.type("two")
        expect(box(page)).to_have_value("one\ntwo")

    def test_the_chip_says_what_is_set(self, open_page):
        page = open_page("/?" + urlencode({"sentence": OPENING, "beam": 3}))
        chip = page.get_by_role("button", name=re.compile("beam 3"))
        expect(chip).to_have_text(re.compile(r"attention.* · .*vanilla.* · beam 3"))
        chip.click()
        page.get_by_role("slider", name="Beam width").press("ArrowRight")
        expect(page.get_by_role("button", name=re.compile("beam 4"))).to_be_visible()
        page.get_by_role("radio", name="Devanagari").click()  # the popover is still open
        page.wait_for_url("**letters=devanagari**")

    @pytest.mark.parametrize("path", PAGES)
    def test_every_page_has_it(self, open_page, path):
        """Three lines; four examples and a menu of all; Escape empties the box and the page."""
        page = open_page(path)
        expect(box(page)).to_have_value(OPENING)
        app = page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        title = page.locator(".st-key-page-title").bounding_box()
        row = page.locator(".st-key-sentence-row").bounding_box()
        choices = page.locator(".st-key-sentence-choices").bounding_box()
        assert title["height"] < 40
        assert row["height"] < 50
        assert choices["height"] < 50
        assert choices["y"] + choices["height"] < 230
        pills = page.get_by_role("radiogroup", name="Examples to click").get_by_role("radio")
        expect(pills).to_have_text([quick_label(sentence) for sentence in QUICK])
        expect(pills.first).to_be_checked()
        pills.nth(1).click()
        expect(box(page)).to_have_value(QUICK[1])
        expect(pills.nth(1)).to_be_checked()
        page.get_by_role("button", name="Examples", exact=False).click()
        page.get_by_text("My sister reads", exact=False).click()
        expect(box(page)).to_have_value(re.compile("^My sister reads"))
        expect(box(page)).to_have_attribute("aria-keyshortcuts", "Enter Escape")
        box(page).press("Escape")
        expect(page.get_by_text(HINT)).to_be_visible()
        expect(box(page)).to_have_value("")
        page.wait_for_url(re.compile(r"sentence=(&|$)"))


class TestUnfamiliar:
    @pytest.mark.parametrize("typed", ["<b>hello</b> $x$", "मैं घर जा रहा हूँ", "xqzvb wrtpl kjhgf"])
    def test_it_is_said_first(self, open_page, typed):
        page = open_page("/?" + urlencode({"sentence": typed}))
        notice = page.get_by_text("This is not English that the models have read")
        expect(notice).to_be_visible()
        drawing = page.locator(".alignment-view")
        expect(drawing).to_be_visible()
        assert notice.bounding_box()["y"] < drawing.bounding_box()["y"]
