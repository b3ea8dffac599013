"""Links from page to page keep the sentence, the models, the settings and the step."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

SENTENCE = "The farmer & his son <b>saw</b> 7 goats."
CHOSEN = {
    "sentence": SENTENCE,
    "beam": "3",
    "view": "pieces",
    "letters": "latin",
    "spelling": "plain",
    "watch": "both",
    "step": "2",
}
PAGES = {
    "translate": "Translate",
    "step_by_step": "Watch it step by step",
    "alignment": "Inspect the alignment",
    "compare": "Compare the two models",
}


def query(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def links_on(page):
    return page.locator(".st-key-page-links")


@pytest.mark.parametrize("current", PAGES)
def test_every_page_leads_to_the_others_with_all_that_was_chosen(open_page, current):
    start = "" if current == "translate" else current
    page = open_page(f"/{start}?{urlencode(CHOSEN)}")
    links = links_on(page).get_by_role("link")
    expect(links).to_contain_text([label for name, label in PAGES.items() if name != current])
    for link in links.all():
        carried = query(link.get_attribute("href"))
        assert carried.items() >= CHOSEN.items()
        assert carried["attention"].count("@") == carried["vanilla"].count("@") == 1


def test_a_way_is_taken_and_the_address_arrives(open_page):
    page = open_page(f"/?{urlencode(CHOSEN)}")
    for current, label in list(PAGES.items())[1:]:
        links_on(page).get_by_role("link", name=label).click()
        page.wait_for_url(f"**/{current}?**")
        expect(page.get_by_label("English sentence", exact=True)).to_have_value(SENTENCE)
        expect(links_on(page).get_by_role("link", name=label)).to_have_count(0)
        page.wait_for_function("() => location.search.includes('step=2')")
        assert query(page.url).items() >= CHOSEN.items()


def test_the_menu_on_top_takes_it_along_there_and_back(open_page):
    page = open_page(f"/?{urlencode(CHOSEN)}")
    box = page.get_by_label("English sentence", exact=True)
    for title in ("Step by step", "Alignment", "Compare", "Translate"):
        expect(links_on(page)).to_be_visible()
        page.get_by_role("link", name=title, exact=True).first.click()
        expect(page.get_by_role("link", name=title, exact=True).first).to_have_attribute(
            "aria-current", "page"
        )
        expect(box).to_have_value(SENTENCE)
    box.fill("the red bird")
    page.get_by_role("button", name="Translate", exact=True).click()
    page.wait_for_url("**sentence=the+red+bird**")
    expect(box).to_have_value("the red bird")
