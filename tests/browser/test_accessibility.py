"""axe-core finds nothing serious on any page, in light and dark, wide and narrow."""

from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SENTENCE = "The king gave bread to the hungry children."
PAGES = {
    "/": ".stPlotlyChart .heatmaplayer",
    "/step_by_step": ".player .counter",
    "/alignment": ".board-root svg",
    "/compare": ".stDataFrame",
    "/length": ".stPlotlyChart",
    "/models": ".stPlotlyChart",
}
SEVERE = ("serious", "critical")
STILL = "document.getAnimations().every(found => found.playState !== 'running')"


def faults(page):
    """What axe calls serious or worse: the rule, and what it found it on.

    Of a page that has come to rest: what is just fading in has little contrast for a moment.
    """
    app = page.locator(".stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_function(STILL)
    response = Axe().run(page).response
    return [
        (found["id"], [node["html"][:200] for node in found["nodes"][:3]])
        for found in response["violations"]
        if found["impact"] in SEVERE
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_no_serious_fault(visit, path, width, scheme):
    page = visit(f"{path}?{urlencode({'sentence': SENTENCE})}", width=width, scheme=scheme)
    expect(page.locator(PAGES[path]).first).to_be_visible()
    assert faults(page) == []


def test_a_fault_would_be_found(visit):
    page = visit("/")
    expect(page.get_by_role("button", name="Translate", exact=True)).to_be_visible()
    page.evaluate("document.body.append(document.createElement('button'))")
    assert [rule for rule, _ in faults(page)] == ["button-name"]
