"""Pages on paper: drawings as wide as the page and whole, controls away, charts there."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

PAPER, PAPER_HEIGHT = 703, 1031  # CSS pixels between the margins of A4
SENTENCE = "the red bird sits near the old school and my brother drinks cold water " * 3
QUERY = {"sentence": SENTENCE.strip()}


@pytest.mark.parametrize("name", ["alignment", "", "step_by_step"])
def test_nothing_is_cut_off_and_controls_are_away(open_page, name):
    page = open_page(f"/{name}?{urlencode(QUERY)}")
    expect(page.locator(".word, .stage svg").first).to_be_visible()
    if name == "alignment":
        expect(page.locator(".stPlotlyChart .bars path").first).to_be_visible()
    data = page.pdf(format="A4", print_background=True)
    assert 1 <= len(re.findall(rb"/Type /Page\b(?!s)", data)) <= 6
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    expect(page.locator(".stButton:visible, .stDownloadButton:visible")).to_have_count(0)
    expect(page.locator(".stButtonGroup:visible, .stSelectbox:visible")).to_have_count(0)
    drawings = page.locator(".stPlotlyChart, .scroller").all()
    assert drawings or name == "step_by_step"
    for drawing in drawings:
        box = drawing.bounding_box()
        assert box["x"] + box["width"] <= PAPER + 2
        assert box["height"] <= PAPER_HEIGHT
        assert drawing.evaluate("node => getComputedStyle(node).breakInside") == "avoid"
