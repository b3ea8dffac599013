"""Faults of accessibility, found by axe-core."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

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
