"""Accessibility faults, found by axe-core."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SEVERE = ("serious", "critical")


STILL = "document.getAnimations().every(found => found.playState !== 'running')"


def faults(page):
    """The serious and critical faults of a page: each rule, and the nodes that break it.

    Waits until the page is at rest, since elements that fade in have little contrast at first.
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
