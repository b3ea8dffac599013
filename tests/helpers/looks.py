"""The looks of a page that has been opened: wide and light, then narrow and dark."""

from playwright.sync_api import expect

WIDE, NARROW = 1440, 390


def each_look(page):
    """Turn the page wide and light, then narrow and dark, and say each; it is opened once.

    A person's browser does the same when a window is resized or the evening comes.
    """
    for width, scheme in ((WIDE, "light"), (NARROW, "dark")):
        page.set_viewport_size({"width": width, "height": 1000})
        in_scheme(page, scheme)
        yield f"{scheme} {width}"


def each_scheme(page):
    """Turn the page light, then dark, and say each."""
    for scheme in ("light", "dark"):
        yield in_scheme(page, scheme)


def in_scheme(page, scheme):
    """Turn the page light or dark, as its person's system does, and wait until it is."""
    page.emulate_media(color_scheme=scheme)
    ground = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    first = f"Number({ground}.match(/[0-9.]+/)[0])"
    page.wait_for_function(f"{first} {'<' if scheme == 'dark' else '>'} 128")
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return scheme
