"""The alignment view without Streamlit: scripts and a document in a page of its own, offline."""

import json

import numpy as np
import pytest
from playwright.sync_api import expect

from attention_core.figures.alignment_view import (
    Options,
    SavedFile,
    Side,
    Token,
    Weights,
    alignment_document,
)
from attention_core.figures.component_files import ALIGNMENT_VIEW, component_css, component_js
from tests.helpers.alignment_view import VIEW, numbers, say, shares, words

ALPHA = np.array([[0.9, 0.1, 0.0], [0.2, 0.3, 0.5]], dtype=np.float32)
DROPS = np.array([[2.0, -1.0, 0.0], [0.5, 0.0, -4.0]], dtype=np.float32)


def weights(name, values, **more):
    verbs = ("looked at", "drew attention from")
    return Weights(
        name=name, label=name, symbol=name[0], about=f"{name}.", verbs=verbs, values=values, **more
    )


@pytest.fixture
def alone(chromium):
    """Open a document in a page that has no server, and fail on any error or request."""
    contexts, faults = [], []

    three = Side(heading="From", words=[Token(text=w) for w in ("one", "two", "<i>")])

    def open_document(*, source=three, **arguments):
        document = alignment_document(
            source=source,
            target=Side(heading="To", words=[Token(text="eins"), Token(text="zwei", below="2")]),
            file=SavedFile(stem="numbers", origin="a file", title="Numbers"),
            identity="numbers",
            description="A drawing of numbers",
            **arguments,
        )
        context = chromium.new_context(offline=True, viewport={"width": 1200, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url))
        script = component_js("alignment_view", scripts=ALIGNMENT_VIEW[:-1])
        page.set_content(
            f"<style>{component_css('alignment_view')}</style>"
            "<div id=root class=alignment-view-root></div>"
            f"<script>{script}\nconst reports = [];"
            "new AlignmentView(document.querySelector('#root'), "
            f"{json.dumps(document).replace('<', chr(92) + 'u003c')},"
            " (...report) => reports.push(report));</script>"
        )
        return page

    yield open_document
    for context in contexts:
        context.close()
    assert not faults


def test_it_draws_points_and_switches_without_a_server(alone):
    drops = weights("drops", DROPS, low=-4.0, high=4.0, unit="nats", sums_to_one=False)
    page = alone(matrices=[weights("alpha", ALPHA), drops])
    np.testing.assert_allclose(shares(page), ALPHA, atol=1e-6)
    words(page, "target").nth(1).hover()
    assert numbers(page, "source") == pytest.approx([0.2, 0.3, 0.5])
    assert "Target word 2 of 2 “zwei 2” looked at “<i>” 0.50" in say(page).text_content()
    page.get_by_role("radio", name="drops").click()
    np.testing.assert_allclose(shares(page), DROPS / 4, atol=1e-6)  # the sign is a colour
    assert page.locator(f"{VIEW} .cell.negative").count() >= 2
    assert "sums to" not in say(page).text_content()
    assert page.evaluate("reports") == [["weights", "drops"]]
    assert page.locator(f"{VIEW} i").count() == 0


def test_it_says_that_weights_are_missing_and_asks_for_them(alone):
    page = alone(matrices=[weights("alpha", ALPHA), weights("posterior", None)])
    page.get_by_role("radio", name="posterior").click()
    assert page.locator(f"{VIEW}[aria-busy]").count() == 1
    np.testing.assert_allclose(shares(page), ALPHA, atol=1e-6)
    assert page.evaluate("reports") == [["weights", "posterior"]]


def test_without_texts_there_is_only_the_drawing(alone):
    page = alone(matrices=[weights("alpha", ALPHA)], options=Options(texts=False))
    assert page.locator(f"{VIEW} button.word").count() == 0
    page.locator(f"{VIEW} .label").last.hover()
    assert say(page).text_content() != ""
    assert page.get_by_role("radiogroup", name="Weights").count() == 0  # there is no choice


def test_on_paper_it_is_whole_and_light_even_in_the_dark(alone):
    wide = np.tile(ALPHA, (1, 30))
    words_across = [Token(text=f"word{k}") for k in range(90)]
    page = alone(matrices=[weights("alpha", wide)], source=Side(heading="From", words=words_across))
    page.emulate_media(color_scheme="dark")
    page.add_style_tag(content=":root { color-scheme: light dark; }")
    scroller = page.locator(f"{VIEW} .scroller")
    colour = "it => getComputedStyle(it).fill"
    dark = page.locator(f"{VIEW} .cell").first.evaluate(colour)
    assert scroller.evaluate("it => it.scrollWidth > it.clientWidth")
    page.emulate_media(media="print", color_scheme="dark")
    assert scroller.evaluate("it => getComputedStyle(it).overflowX") == "visible"
    assert scroller.evaluate("it => it.scrollWidth <= it.clientWidth")
    printed = page.locator(f"{VIEW} .cell").first.evaluate(colour)
    assert printed != dark
    assert printed == "rgb(11, 74, 143)"
    expect(page.locator(f"{VIEW} .tools")).to_be_hidden()
