"""The landing page as a person meets it."""

import itertools
import json
import re
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import expect

from pages.shared.controls.examples import EXAMPLES

pytestmark = pytest.mark.browser

SENTENCE = EXAMPLES[2]
LONG = max(EXAMPLES, key=len)
PLOT = ".js-plotly-plot"


def translate(page, sentence):
    box = page.get_by_label("English sentence", exact=True)
    box.fill(sentence)
    page.get_by_role("button", name="Translate", exact=True).click()


def address(sentence, **settings):
    return "/?" + urlencode({"sentence": sentence, **settings})


def settled(page):
    """The script has run to its end, and what it no longer shows is gone."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator(PLOT)).to_have_count(1)


def drawn(page):
    """The plot's own copy of what it shows, and where its labels stand."""
    settled(page)
    page.locator(f"{PLOT} .hm image").wait_for()
    return page.evaluate(
        """() => {
            const plot = document.querySelector('.js-plotly-plot');
            const {z, x, y, zmin, zmax} = plot._fullData[0];
            const labels = axis => [...plot.querySelectorAll(`.${axis}tick text`)].map(label => ({
                text: label.textContent,
                size: getComputedStyle(label).fontSize,
                family: getComputedStyle(label).fontFamily,
                box: label.getBoundingClientRect().toJSON(),
            }));
            return {
                z: Array.from(z, row => Array.from(row)), x: [...x], y: [...y], zmin, zmax,
                columns: labels('x'), rows: labels('y'),
            };
        }"""
    )


def cell(page, *, i, j):
    """The middle of a cell on the screen, scrolled to if need be."""
    return page.evaluate(
        """([i, j]) => {
            const plot = document.querySelector('.js-plotly-plot');
            plot.scrollIntoView({block: 'center'});
            const box = plot.getBoundingClientRect(), {xaxis, yaxis} = plot._fullLayout;
            return [box.x + xaxis._offset + xaxis.d2p(j), box.y + yaxis._offset + yaxis.d2p(i)];
        }""",
        [i, j],
    )


def hindi(page):
    return page.locator(".hindi")


class TestTyping:
    def test_both_translations_and_the_heatmap_appear(self, visit, translated):
        page = visit()
        translate(page, SENTENCE)
        traces = translated(SENTENCE)
        expect(hindi(page)).to_have_text([trace.translation for trace in traces.values()])
        shown = drawn(page)
        np.testing.assert_allclose(shown["z"], traces["attention"].word_alpha, atol=1e-5)
        assert (shown["zmin"], shown["zmax"]) == (0, 1)

    def test_ctrl_enter_translates(self, visit, translated):
        page = visit()
        box = page.get_by_label("English sentence", exact=True)
        box.fill(SENTENCE)
        box.press("Control+Enter")
        expect(hindi(page)).to_have_count(2)

    def test_an_example_can_be_picked(self, visit):
        page = visit()
        page.get_by_role("button", name="Examples").click()
        page.get_by_text(re.compile("^4 words")).click()
        expect(page.get_by_label("English sentence", exact=True)).to_have_value(EXAMPLES[0])
        expect(hindi(page)).to_have_count(2)

    def test_html_stays_text(self, visit):
        typed = "The <b>king</b> & <img src=x onerror=alert(1)> &lt; $x$ *sat* <script>"
        page = visit()
        page.on("dialog", lambda dialog: pytest.fail("what was typed was run"))
        translate(page, typed)
        shown = drawn(page)
        expect(page.get_by_label("English sentence", exact=True)).to_have_value(typed)
        labels = "".join(label["text"].removesuffix(" (?)") for label in shown["columns"])
        assert labels == re.sub(r"\s", "", typed) + "(end)"
        assert page.locator("img[src=x], .katex").count() == 0
        at = next(k for k, label in enumerate(shown["columns"], 1) if label["text"][0] == "<")
        page.mouse.move(*cell(page, i=1, j=at))
        expect(page.locator(f"{PLOT} .hovertext")).to_contain_text(f"j = {at} · <")


class TestHeatmap:
    def test_it_is_the_record_to_the_last_digit(self, visit):
        page = visit(address(SENTENCE, view="pieces"))
        shown = drawn(page)
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download everything as JSON").click()
        record = json.loads(coming.value.path().read_text(encoding="utf-8"))
        assert shown["z"] == record["alpha"]
        assert not np.array_equal(record["alpha"], np.transpose(record["alpha"]))
        # A label's place on the screen, not its place in a list.
        rows = [row["text"] for row in sorted(shown["rows"], key=lambda row: row["box"]["y"])]
        across = sorted(shown["columns"], key=lambda column: column["box"]["x"])
        pieces = [piece.replace("▁", "_") for piece in record["source_pieces"]]
        assert [column["text"] for column in across] == [*pieces[:-1], "(end)"]
        assert len(rows) == len(record["target_pieces"])
        for label, piece in zip(rows[:-1], record["target_pieces"], strict=False):
            assert label.startswith(piece.replace("▁", "_"))

    def test_hovering_tells_both_words_and_the_weight(self, visit, translated):
        page = visit(address(SENTENCE))
        shown = drawn(page)
        trace = translated(SENTENCE)["attention"]
        for i, j in ((1, 2), (len(trace.target_words) - 1, 4)):
            page.mouse.move(*cell(page, i=i, j=j))
            hover = page.locator(f"{PLOT} .hovertext")
            expect(hover).to_contain_text(f"i = {i} · {trace.target_words[i - 1].text}")
            expect(hover).to_contain_text(f"j = {j} · {trace.source_words[j - 1].text}")
            expect(hover).to_contain_text(f"α = {shown['z'][i - 1][j - 1]:.4f}")

    @pytest.mark.parametrize("width", [390, 1440])
    def test_a_long_sentence_scrolls_inside_the_figure(self, visit, width):
        page = visit(address(LONG), width=width)
        shown = drawn(page)
        assert len(shown["columns"]) > 60
        whole, seen = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert whole <= seen
        main, seen = page.evaluate(
            "(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])"
            "(document.querySelector('.stMain'))"
        )
        assert main <= seen
        assert {label["size"] for label in (*shown["columns"], *shown["rows"])} == {"13px"}
        inside = page.locator(".st-key-figure")
        if width == 390:
            hidden, part = inside.evaluate("box => [box.scrollWidth, box.clientWidth]")
            assert hidden > 2 * part
        inside.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
        last = page.locator(f"{PLOT} .xtick text").last.bounding_box()
        assert last["x"] + last["width"] <= width

    def test_labels_do_not_overlap(self, visit):
        shown = drawn(visit(address(LONG)))
        for labels, edge, size in (("rows", "y", "height"), ("columns", "x", "width")):
            boxes = sorted((label["box"] for label in shown[labels]), key=lambda box: box[edge])
            for one, next_one in itertools.pairwise(boxes):
                assert one[edge] + one[size] <= next_one[edge] + 2

    def test_devanagari_comes_with_the_page(self, visit):
        page = visit(address(SENTENCE))
        shown = drawn(page)
        assert all("Noto Sans Devanagari" in label["family"] for label in shown["rows"])
        page.wait_for_function(
            """[...document.fonts].some(face =>
                face.family.includes('Noto Sans Devanagari') && face.status === 'loaded')"""
        )

    def test_it_can_be_read_without_seeing_it(self, visit, translated):
        page = visit(address(SENTENCE))
        drawn(page)
        figure = page.get_by_role("figure", name=re.compile("Heatmap of the attention weights"))
        expect(figure).to_have_count(1)
        page.get_by_text("The same numbers as a table").click()
        expect(page.get_by_test_id("stDataFrame")).to_be_visible()


class TestLooks:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_text_stands_out_in_both_themes(self, visit, scheme):
        page = visit(address(SENTENCE), scheme=scheme)
        drawn(page)

        def brightness(selector, style):
            colour = page.locator(selector).first.evaluate(
                f"thing => getComputedStyle(thing).{style}"
            )
            red, green, blue = map(float, re.findall(r"[\d.]+", colour)[:3])
            return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255

        behind = brightness(".stApp", "backgroundColor")
        assert (behind < 0.2) == (scheme == "dark")
        for text, style in ((".hindi", "color"), (f"{PLOT} .ytick text", "fill")):
            assert abs(brightness(text, style) - behind) > 0.6

    def test_translations_stand_beside_each_other_or_below(self, visit):
        def places(width):
            page = visit(address(SENTENCE), width=width)
            expect(hindi(page)).to_have_count(2)
            return [box.bounding_box() for box in hindi(page).all()]

        first, second = places(1440)
        assert second["x"] > first["x"] + first["width"] - 1
        first, second = places(390)
        assert second["y"] > first["y"] + first["height"] - 1

    def test_focus_can_be_seen(self, visit):
        page = visit()
        page.get_by_label("English sentence", exact=True).click()
        page.keyboard.press("Tab")
        button = page.get_by_role("button", name="Translate", exact=True)
        expect(button).to_be_focused()
        assert button.evaluate("it => getComputedStyle(it).outlineWidth") == "3px"


class TestAddress:
    def test_a_copied_address_opens_the_same_view(self, visit):
        page = visit()
        translate(page, SENTENCE)
        expect(hindi(page)).to_have_count(2)
        page.get_by_role("radio", name="Pieces").click()
        page.wait_for_url(re.compile("view=pieces"))
        page.get_by_role("radio", name="Devanagari").click()
        page.wait_for_url(re.compile("letters=devanagari"))
        expect(page.locator(".latin")).to_have_count(0)
        before, texts = drawn(page), hindi(page).all_text_contents()
        again = visit(page.url)
        expect(hindi(again)).to_have_text(texts)
        assert drawn(again) == before
        assert again.url == page.url

    def test_going_back_shows_what_was_there(self, visit):
        page = visit(address(SENTENCE))
        expect(hindi(page)).to_have_count(2)
        texts = hindi(page).all_text_contents()
        translate(page, EXAMPLES[0])
        page.wait_for_url(re.compile("close"))
        expect(hindi(page)).not_to_have_text(texts)
        page.go_back()
        expect(hindi(page)).to_have_text(texts)
        expect(page.get_by_label("English sentence", exact=True)).to_have_value(SENTENCE)

    def test_the_sentence_travels_to_the_models_and_back(self, visit):
        page = visit(address(SENTENCE))
        expect(hindi(page)).to_have_count(2)
        texts = hindi(page).all_text_contents()
        page.get_by_role("link", name="Models", exact=True).click()
        expect(page.get_by_role("heading", name="Models")).to_be_visible()
        page.wait_for_url(re.compile("/models.*sentence="))
        page.get_by_role("link", name="Translate", exact=True).click()
        expect(hindi(page)).to_have_text(texts)
