"""The step player as a person uses it."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from pages.shared.controls.examples import EXAMPLES
from tests.helpers.looks import each_look

SENTENCE = "The children who had lost their way in the forest were found by an old man."
LONG = max(EXAMPLES, key=len)


def address(sentence=SENTENCE, **settings):
    return "/step_by_step?" + urlencode({"sentence": sentence, **settings})


def counter(page):
    return page.locator(".step-player .counter")


def shows(page, trace, step):
    """The player is at a step of a Trace; every α in table and picture is the Trace's."""
    expect(counter(page)).to_have_text(f"step {step} of {len(trace.target_pieces)}")
    row = trace.alpha[step - 1]
    table = page.locator(".numbers").first.locator("tbody").first.locator("tr td:last-child")
    expect(table).to_have_text([f"{a:.3f}" for a in row])
    expect(page.locator(".stage .weight")).to_have_text([f"{a:.2f}" for a in row])


def test_an_address_on_a_fresh_server_opens_the_whole_app(open_page, translated):
    page = open_page(address(step=3))
    shows(page, translated(SENTENCE)["attention"], 3)
    expect(page.get_by_role("link", name="Models", exact=True)).to_be_visible()
    assert page.get_by_test_id("stSidebarNav").count() == 0


def test_stepping_by_button_key_and_scrubber(open_page, translated):
    trace = translated(SENTENCE)["attention"]
    last = len(trace.target_pieces)
    page = open_page(address())
    shows(page, trace, 1)
    page.get_by_role("button", name="Forward").click()
    shows(page, trace, 2)
    page.keyboard.press("End")
    shows(page, trace, last)
    page.keyboard.press("ArrowLeft")
    shows(page, trace, last - 1)
    page.keyboard.press("Home")
    shows(page, trace, 1)
    page.get_by_role("slider", name="Step").fill("4")
    shows(page, trace, 4)
    expect(page.locator(".summary")).to_have_text(re.compile("^step 4: writes .*; looks at "))


def test_pieces_of_a_changed_word_say_on_hover_what_was_typed(open_page):
    page = open_page("/step_by_step?" + urlencode({"sentence": "The ﬁsh is big."}))
    expect(page.locator("svg text.source").first).to_be_visible()
    titles = page.locator("svg text.source title").all_text_contents()
    notes = [title for title in titles if title.endswith(" (of a word typed “ﬁsh”)")]
    assert "".join(title.split(" ")[0] for title in notes) == "fish"
    assert [title for title in titles if "typed" in title] == notes
    heads = page.locator("th[title]").evaluate_all("all => all.map(one => one.title)")
    assert heads == notes


def test_stepping_by_finger(open_page, translated):
    trace = translated(SENTENCE)["attention"]
    page = open_page(address(), width=390, height=844, touch=True)
    shows(page, trace, 1)
    page.get_by_role("button", name="Forward").tap()
    shows(page, trace, 2)
    page.locator(".stage .state").nth(4).tap()  # s_0 comes first
    shows(page, trace, 4)
    page.get_by_role("button", name="Back", exact=True).tap()
    shows(page, trace, 3)
    scrubber = page.get_by_role("slider", name="Step")
    box = scrubber.bounding_box()
    scrubber.tap(position={"x": box["width"] - 2, "y": box["height"] / 2})
    shows(page, trace, len(trace.target_pieces))
    page.wait_for_url(re.compile(f"[?&]step={len(trace.target_pieces)}(&|$)"))


def test_stepping_asks_the_server_nothing(open_page):
    """Nothing is sent over Streamlit's WebSocket while the player steps, and a message at rest."""
    page = open_page(address(LONG))
    expect(counter(page)).to_be_visible()
    settled = page.get_by_test_id("stApp")
    expect(settled).to_have_attribute("data-test-script-state", "notRunning")
    page.evaluate(
        """() => {
            window.sent = 0;
            const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (...data) {
                window.sent += 1;
                return send.apply(this, data);
            };
        }"""
    )
    forward = page.get_by_role("button", name="Forward").element_handle()
    seen, sent = forward.evaluate(
        """async (button) => {
            const seen = [];
            for (let k = 0; k < 8; k++) {
                button.click();
                seen.push(button.getRootNode().querySelector('.counter').textContent);
            }
            await new Promise((done) => setTimeout(done, 200));
            return [seen, window.sent];
        }"""
    )
    assert [text.split()[1] for text in seen] == [str(k) for k in range(2, 10)]
    assert sent == 0
    page.wait_for_function("window.sent > 0")  # so the count above could have risen


def test_the_step_is_in_the_address_and_a_fresh_browser_shows_it(open_page, translated):
    trace = translated(SENTENCE)["attention"]
    page = open_page(address())
    shows(page, trace, 1)
    page.locator(".stage .state").nth(6).click()  # s_0 comes first
    shows(page, trace, 6)
    page.wait_for_url(re.compile("[?&]step=6(&|$)"))
    shows(page, trace, 6)  # the report to the server did not move the player
    shows(open_page(page.url), trace, 6)


def test_another_sentence_begins_at_its_first_step(open_page, translated):
    page = open_page(address(step=5))
    shows(page, translated(SENTENCE)["attention"], 5)
    page.get_by_label("English sentence", exact=True).fill(EXAMPLES[0])
    page.get_by_role("button", name="Translate", exact=True).click()
    shows(page, translated(EXAMPLES[0])["attention"], 1)


def test_a_step_beyond_the_end_is_the_last_one_and_said(open_page, translated):
    trace = translated(SENTENCE)["attention"]
    page = open_page(address(step=999))
    expect(page.get_by_text("There is no step 999")).to_be_visible()
    shows(page, trace, len(trace.target_pieces))


def test_vanilla_shows_one_fixed_context(open_page, translated):
    trace = translated(SENTENCE)["vanilla"]
    page = open_page(address(watch="vanilla"))
    expect(counter(page)).to_have_text(f"step 1 of {len(trace.target_pieces)}")
    expect(page.locator(".stage .context")).to_have_text("c, fixed")
    first = page.locator(".stage .context").get_attribute("transform")
    page.get_by_role("button", name="Last step").click()
    assert page.locator(".stage .context").get_attribute("transform") == first
    expect(page.locator(".checks .fails")).to_have_count(0)
    expect(page.locator(".checks li")).to_have_count(2)


def test_both_step_together(open_page, translated):
    traces = translated(SENTENCE)
    page = open_page(address(watch="both", step=2))
    expect(page.locator(".step-player .stage")).to_have_count(2)
    longest = max(len(trace.target_pieces) for trace in traces.values())
    expect(counter(page)).to_have_text(f"step 2 of {longest}")
    expect(page.locator(".stage .state.now")).to_have_count(2)


def test_play_stops_at_the_end_and_badges_hold(open_page, translated):
    trace = translated(EXAMPLES[0])["attention"]
    page = open_page(address(EXAMPLES[0]))
    page.get_by_role("combobox", name="Speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(counter(page)).to_have_text(re.compile(f"step {len(trace.target_pieces)} of"))
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.locator(".checks .holds")).to_have_count(3)


def test_a_long_sentence_scrolls_inside(open_page):
    page = open_page(address(LONG))
    expect(counter(page)).to_be_visible()
    for look in each_look(page):
        page.get_by_role("button", name="First step").click()
        page.get_by_role("button", name="Last step").click()
        stage = page.locator(".step-player .stage")
        assert stage.evaluate("e => e.scrollWidth > e.clientWidth && e.scrollLeft > 0"), look
        assert page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), look
        box = page.locator(".step-player").bounding_box()
        assert box["x"] >= 0, look
        assert box["x"] + box["width"] <= page.viewport_size["width"], look


def test_html_is_text_here_too(open_page):
    page = open_page(address("<img src=x onerror=alert(1)> <b>king</b>"))
    page.on("dialog", lambda dialog: pytest.fail("what was typed was run"))
    expect(counter(page)).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert page.locator(".stage b").count() == 0
