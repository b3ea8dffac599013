"""What a person sees without scrolling: boxes measured on the screen."""

from urllib.parse import urlencode

from playwright.sync_api import expect

SENTENCE = "My mother is cooking rice in the kitchen."
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
ROW = 35  # px of a row of Streamlit's table, its head included


def opened(open_page, path, screen, **settings):
    """The page with the sentence, once its script has ended."""
    page = open_page(f"{path}?{urlencode({'sentence': SENTENCE, **settings})}", **screen)
    expect(page.locator(".st-key-page-links")).to_be_attached()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return page


def whole(locator, screen):
    """The locator's elements, drawn and wholly on the screen without scrolling."""
    expect(locator.first).to_be_visible()
    for element in locator.all():
        box = element.bounding_box()
        assert box["width"] > 0
        assert box["height"] > 0
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= screen["width"]
        assert box["y"] + box["height"] <= screen["height"], element.evaluate("e => e.className")


def hindi(page):
    """Every element that holds a translation, in drawings and outside."""
    return page.locator("[lang=hi]:not(svg *)")


class TestWide:
    def test_translate(self, open_page):
        page = opened(open_page, "/", WIDE)
        whole(page.locator(".alignment-view"), WIDE)
        whole(page.locator(".alignment-view svg.plane"), WIDE)
        whole(hindi(page), WIDE)

    def test_step_by_step(self, open_page):
        page = opened(open_page, "/step_by_step", WIDE)
        whole(page.locator(".step-player"), WIDE)
        for name in ("First step", "Back", "Play", "Forward", "Last step"):
            whole(page.get_by_role("button", name=name, exact=True), WIDE)
        whole(page.locator(".step-player .stage svg"), WIDE)
        hidden, seen = page.locator(".stage").evaluate("s => [s.scrollWidth, s.clientWidth]")
        assert hidden <= seen

    def test_alignment(self, open_page):
        page = opened(open_page, "/alignment", WIDE)
        whole(page.locator(".alignment-view svg.plane"), WIDE)

    def test_compare(self, open_page):
        page = opened(open_page, "/compare", WIDE)
        whole(page.locator(".hindi"), WIDE)
        table = page.get_by_test_id("stDataFrame").first
        expect(table).to_be_visible()
        assert table.bounding_box()["y"] + 9 * ROW <= WIDE["height"]


class TestPhone:
    def test_both_translations(self, open_page):
        page = opened(open_page, "/", PHONE)
        whole(hindi(page), PHONE)

    def test_the_names_of_all_pages(self, open_page):
        page = opened(open_page, "/alignment", PHONE)
        names = page.locator(".st-key-page-names a")
        whole(names, PHONE)
        boxes = [name.bounding_box() for name in names.all()]
        assert len(boxes) >= 7
        for k, one in enumerate(boxes):  # none lies on another
            for other in boxes[k + 1 :]:
                beside = one["x"] + one["width"] <= other["x"] + 0.5
                below = one["y"] + one["height"] <= other["y"] + 0.5
                assert beside or below
        page.get_by_role("link", name="Compare", exact=True).click()
        page.wait_for_url("**/compare?**")
        expect(page.get_by_label("English sentence", exact=True)).to_have_value(SENTENCE)

    def test_wide_screens_have_the_names_once(self, open_page):
        page = opened(open_page, "/", WIDE)
        expect(page.get_by_role("link", name="Compare", exact=True)).to_have_count(1)
