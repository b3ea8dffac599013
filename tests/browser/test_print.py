"""Pages on paper: drawings as wide as the page and whole, controls away, charts there."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.helpers.corpus_page import upload, write_system

PAPER, PAPER_HEIGHT = 703, 1031  # CSS pixels between the margins of A4
SENTENCE = "the red bird sits near the old school and my brother drinks cold water " * 3
QUERY = {"sentence": SENTENCE.strip()}


# What every page must show on paper besides text; "" is Translate.
PAGES = {
    "": ".scroller",
    "step_by_step": ".stage svg",
    "alignment": ".scroller, .stPlotlyChart",
    "compare": ".stDataFrame",
    "lab": ".scroller",
    "length": ".stPlotlyChart",
    "models": ".stPlotlyChart, .stDataFrame",
    "corpus": ".stPlotlyChart, .stDataFrame",
    "train": ".scroller, .stPlotlyChart",
}
CONTROLS = (
    ".stButton, .stDownloadButton, .stButtonGroup, .stSelectbox, .stSlider, .stFileUploader, "
    ".step-player button"
)

TABLES_FIT = """most => [...document.querySelectorAll(".stDataFrame canvas")].every(
    canvas => canvas.getBoundingClientRect().width <= most)"""


@pytest.fixture(scope="module")
def printed(server, chromium, tmp_path_factory):
    """A page after printing, as it is on paper, and the number of its sheets."""
    corpus = write_system(tmp_path_factory.mktemp("corpus") / "printed.jsonl", seed=0)
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(30_000)

    def printed_at(name):
        page.emulate_media(media="null")
        page.goto(f"{server}/{name}?{urlencode(QUERY)}")
        if name == "corpus":
            upload(page, corpus)
        for selector in PAGES[name].split(", "):
            expect(page.locator(selector).locator("visible=true").first).to_be_visible()
        for chart in page.locator(".stPlotlyChart").all():
            expect(chart.locator("svg path").first).to_be_attached()
        expect(page.locator(".stSkeleton, [data-testid=stStatusWidget]")).to_have_count(0)
        data = page.pdf(format="A4", print_background=True)  # which says `beforeprint` first
        page.emulate_media(media="print")
        page.wait_for_function(TABLES_FIT, arg=PAPER + 2)  # a table is drawn anew, a moment later
        return page, len(re.findall(rb"/Type /Page\b(?!s)", data))

    yield printed_at
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_drawings_are_whole_and_as_wide_as_the_page_and_controls_are_away(printed, name):
    page, sheets = printed(name)
    assert 1 <= sheets <= 8
    expect(page.locator(CONTROLS).locator("visible=true")).to_have_count(0)
    for selector in PAGES[name].split(", "):
        drawings = page.locator(selector).locator("visible=true").all()
        assert drawings, selector
        for drawing in drawings:
            box = drawing.locator(".svg-container, canvas").first
            box = (box if box.count() else drawing).bounding_box()
            if selector != ".stage svg":  # as wide as its column, which is the page's on paper
                assert box["width"] <= PAPER + 2, selector
            if selector != ".stDataFrame":  # rows may go on on the next page
                assert box["height"] <= PAPER_HEIGHT, selector
                inside = drawing.evaluate("node => getComputedStyle(node).breakInside")
                assert inside == "avoid", selector


def test_the_player_is_as_wide_as_a_narrow_page(printed):
    page, _ = printed("step_by_step")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    box = page.locator(".stage svg").bounding_box()
    assert box["x"] + box["width"] <= PAPER
    assert page.locator(".stage").evaluate("node => node.scrollWidth <= node.clientWidth + 1")


def test_the_moment_of_a_training_is_named_on_paper(printed):
    page, _ = printed("train")
    expect(page.get_by_text(re.compile(r"^attention-\S+ after [\d,]+ updates$"))).to_be_visible()
