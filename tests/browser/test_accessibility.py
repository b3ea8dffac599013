"""axe-core finds nothing serious on any page, in light and dark, wide and narrow."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.helpers.axe import faults
from tests.helpers.looks import each_look

SENTENCE = "The king gave bread to the hungry children."
PAGES = {
    "/": ".alignment-view-root .weights",
    "/step_by_step": ".step-player .counter",
    "/alignment": ".alignment-view-root svg",
    "/compare": ".stDataFrame",
    "/lab": ".weight-bars",
    "/length": ".stPlotlyChart",
    "/models": ".stPlotlyChart",
}


@pytest.mark.parametrize("path", PAGES)
def test_no_serious_fault(open_page, path):
    page = open_page(f"{path}?{urlencode({'sentence': SENTENCE})}")
    expect(page.locator(PAGES[path]).first).to_be_visible()
    for look in each_look(page):
        assert faults(page) == [], look


def test_a_fault_would_be_found(open_page):
    page = open_page("/")
    expect(page.get_by_role("button", name="Translate", exact=True)).to_be_visible()
    page.evaluate("document.body.append(document.createElement('button'))")
    assert [rule for rule, _ in faults(page)] == ["button-name"]
