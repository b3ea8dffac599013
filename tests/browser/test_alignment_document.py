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

    two = Side(heading="To", words=[Token(text="eins"), Token(text="zwei", below="2")])

    def open_document(*, source=three, target=two, **arguments):
        document = alignment_document(
            source=source,
            target=target,
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


class TestLargeDrawings:
    """Cells of a large drawing are made as they come into sight, and are all there in files."""

    ROWS, COLUMNS = 700, 150

    @pytest.fixture
    def values(self):
        values = np.random.default_rng(0).random((self.ROWS, self.COLUMNS))
        return (values / values.sum(axis=1, keepdims=True)).astype(np.float32)

    @pytest.fixture
    def large(self, alone, values):
        sides = {
            name: Side(heading=name, words=[Token(text=f"{name}{k}") for k in range(count)])
            for name, count in (("source", self.COLUMNS), ("target", self.ROWS))
        }
        page = alone(matrices=[weights("alpha", values)], **sides)
        expect(page.locator(f"{VIEW} .weight-row").first.locator(".cell")).to_have_count(150)
        return page

    def made(self, page):
        """How many cells each row has."""
        rows = page.locator(f"{VIEW} .weight-row")
        return rows.evaluate_all("rows => rows.map(row => row.childElementCount)")

    def row(self, page, i):
        """The shares of colour in a row."""
        cells = page.locator(f"{VIEW} .weight-row").nth(i).locator(".cell")
        return cells.evaluate_all("cells => cells.map(c => +c.getAttribute('fill-opacity'))")

    def test_only_rows_near_the_sight_are_made_and_others_on_the_way(self, large, values):
        assert self.made(large)[-1] == 0
        for i in (self.ROWS // 2, self.ROWS - 1):
            large.locator(f"{VIEW} .rows .label").nth(i).scroll_into_view_if_needed()
            expect(large.locator(f"{VIEW} .weight-row").nth(i).locator(".cell")).to_have_count(
                self.COLUMNS
            )
            np.testing.assert_allclose(self.row(large, i), values[i], atol=1e-5)
        assert 0 < sum(map(bool, self.made(large))) < self.ROWS

    def test_on_paper_all_are_there(self, large, values):
        large.pdf()
        np.testing.assert_allclose(shares(large), values, atol=1e-5)

    def test_the_file_has_them_all(self, large, values):
        with large.expect_download() as waiting:
            large.get_by_role("button", name="SVG").click()
        assert waiting.value.path().read_text(encoding="utf-8").count("fill-opacity") >= values.size
