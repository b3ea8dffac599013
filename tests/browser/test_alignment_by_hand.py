"""The Alignment page as a person uses it: force, inspect, compare with gold, download."""

import io
import json
import re
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from attention_core.alignment.extraction import argmax_links
from attention_core.alignment.gold import link_quality
from attention_core.alignment.links import format_pharaoh, parse_pharaoh
from attention_core.analysis.diagnostics import context_shares, coverage
from attention_core.explorer import Explorer
from attention_core.text.words import merge_to_words
from pages.shared.controls.examples import EXAMPLES
from tests.helpers.alignment_view import sentence, shares, texts
from tests.helpers.axe import faults
from tests.helpers.looks import each_look, each_scheme

SENTENCE = "Please close the door."
REFERENCE = "कृपया दरवाज़ा बंद करो।"
LONG = max(EXAMPLES, key=len)
DETAILS = {
    "context": "Contexts",
    "diagnostics": "Diagnostics",
    "evidence": "Evidence",
    "gold": "Gold links",
    "files": "Files",
}
PLOT = ".js-plotly-plot"
NEAR = 1e-6  # between processes: with another number of threads, fp32 sums have another order


def address(sentence=SENTENCE, **settings):
    return "/alignment?" + urlencode({"sentence": sentence, "letters": "devanagari", **settings})


def settled(page):
    """The view is drawn, and the script of the page has ended."""
    page.locator(".alignment-view .label").first.wait_for()
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(200)
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    return page


def spelt(page):
    """The translation in pieces, put together again."""
    return "".join(texts(page, "target")[:-1]).replace("_", " ").strip()


def plotted(page, name):
    """The numbers that a chart holds, by the key of its box."""
    box = page.locator(f".st-key-figure-{name} {PLOT}")
    box.locator(".barlayer path").first.wait_for()
    return box.evaluate(
        """plot => plot._fullData.map(({x, y, name, orientation}) =>
            ({x: Array.from(x), y: Array.from(y), name, orientation}))"""
    )


def readout(page, *, i, j):
    """What the drawing says of a cell; i and j from 0."""
    columns = page.locator(".alignment-view .label[data-side=source]").count()
    rect = page.locator(".alignment-view .weights rect").nth(i * columns + j)
    rect.evaluate("it => it.scrollIntoView({block: 'center', inline: 'center'})")
    box = rect.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return page.locator(".alignment-view .readout")


def open_menu(page, name):
    """Pick by keyboard: a late figure that scrolls the page would close the menu."""
    box = page.get_by_role("combobox", name=name)
    option = page.get_by_role("option").first
    for _ in range(10):
        box.press("ArrowDown")
        page.wait_for_timeout(500)
        if option.is_visible():
            return
    pytest.fail(f"the menu {name!r} does not open")


def saved(page, button):
    """Name and text of a downloaded file."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=button, exact=True).click()
    return coming.value.suggested_filename, coming.value.path().read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def forced(served_models, translated):
    model = translated(SENTENCE)["attention"].model
    explorer = Explorer(models=served_models, device="cpu")
    return explorer.force(model=model, sentence=SENTENCE, target=REFERENCE)


class TestWhatIsAligned:
    def test_a_pasted_reference_is_forced_and_drawn(self, open_page, forced):
        page = settled(open_page(address(view="pieces")))
        page.get_by_text("A Hindi translation of yours").first.click()
        page.get_by_label("Hindi reference", exact=True).fill(REFERENCE)
        page.get_by_role("button", name="Force", exact=True).click()
        page.wait_for_url(re.compile("rank=0"))
        expect(page.get_by_text("What it was forced to write")).to_be_visible()
        settled(page)
        rows, columns = forced.alpha.shape
        expect(page.locator(".alignment-view .label[data-side=target]")).to_have_count(rows)
        for i, j in ((0, 1), (rows - 2, 0), (rows // 2, columns - 1)):
            expect(readout(page, i=i, j=j)).to_contain_text(f"α = {forced.alpha[i, j]:.4f}")
        page.get_by_role("radio", name="Files").click()
        _, text = saved(page, "CSV of α")
        table = pd.read_csv(io.StringIO(text))
        np.testing.assert_allclose(table["alpha"], forced.alpha.ravel(), atol=NEAR)
        again = settled(open_page(page.url))  # a fresh browser shows the same
        assert spelt(again) == forced.translation
        expect(readout(again, i=0, j=1)).to_contain_text(f"α = {forced.alpha[0, 1]:.4f}")
        again.get_by_role("button", name="Back to its own translation").click()
        again.wait_for_url(lambda url: "rank=0" not in url)
        expect(again.get_by_text("What it wrote by itself")).to_have_count(0)

    def test_another_hypothesis_is_picked_by_keyboard(self, open_page, served_models, translated):
        model = translated(SENTENCE)["attention"].model
        explorer = Explorer(models=served_models, device="cpu")
        page = settled(open_page(address()))
        open_menu(page, "What it wrote")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("rank="))
        settled(page)
        rank = int(re.search(r"rank=(\d+)", page.url)[1])
        picked = explorer.translate(model=model, sentence=SENTENCE, rank=rank)
        assert texts(page, "target") == sentence(picked)
        expect(readout(page, i=1, j=0)).to_contain_text(f"α = {picked.word_alpha[1, 0]:.4f}")


class TestContexts:
    def test_charts_are_of_the_step_that_is_chosen(self, open_page, translated):
        trace = translated(SENTENCE)["attention"]
        shares = context_shares(alpha=trace.alpha, memory=trace.memory, contexts=trace.contexts)
        page = settled(open_page(address(step=2)))
        bars, points, _ = plotted(page, "parts")
        np.testing.assert_allclose(bars["y"], shares[1], atol=1e-5)
        np.testing.assert_allclose(points["y"], trace.alpha[1], atol=1e-6)
        stack = np.array(
            [part["x"] for part in plotted(page, "composition") if part["x"] != [None]]
        )
        np.testing.assert_allclose(stack.sum(axis=0), 1, atol=1e-4)
        open_menu(page, "Step i, and the piece it writes")
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"step=(?!2\b)"))
        settled(page)
        step = int(re.search(r"step=(\d+)", page.url)[1])
        bars, *_ = plotted(page, "parts")
        np.testing.assert_allclose(bars["y"], shares[step - 1], atol=1e-5)

    def test_names_in_bars_can_be_read(self, open_page):
        page = settled(open_page(address()))
        for scheme in each_scheme(page):
            plotted(page, "composition")
            pairs = page.locator(f".st-key-figure-composition {PLOT} .point").evaluate_all(
                """all => all.filter(bar => bar.querySelector('text')?.textContent.trim())
                    .map(bar => [getComputedStyle(bar.querySelector('path')).fill,
                                 getComputedStyle(bar.querySelector('text')).fill])"""
            )
            assert len(pairs) > 5, scheme
            assert min(contrast(*pair) for pair in pairs) >= 4.5, scheme


def contrast(first, second):
    """WCAG's ratio of two CSS colours."""

    def luminance(colour):
        parts = [float(n) / 255 for n in re.findall(r"[\d.]+", colour)[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


class TestDiagnostics:
    def test_coverage_is_drawn(self, open_page, translated):
        trace = translated(SENTENCE)["attention"]
        page = settled(open_page(address(detail="diagnostics")))
        bars = plotted(page, "coverage")[0]
        np.testing.assert_allclose(bars["y"], coverage(trace.word_alpha), atol=1e-5)
        figure = page.get_by_role("figure", name=re.compile("Bars of the coverage of"))
        expect(figure).to_have_count(1)
        expect(page.get_by_text("Nearest to the diagonal:")).to_be_visible()


class TestEvidence:
    def test_the_posterior_is_drawn_and_links_are_made_from_it(
        self, open_page, served_models, translated
    ):
        trace = translated(SENTENCE)["attention"]
        pieces = Explorer(models=served_models, device="cpu").posterior(trace)
        page = settled(open_page(address(view="pieces", gold="0-1 2-2")))
        page.get_by_role("radio", name="Evidence").click()
        expect(page.locator(".alignment-view .figure")).to_have_count(2)
        np.testing.assert_allclose(shares(page, index=1), pieces, atol=NEAR)
        settled(page).get_by_role("radio", name="Gold links").click()
        settled(page).locator(".alignment-view").get_by_role("radio", name="Posterior").click()
        page.wait_for_url(re.compile("weights=posterior"))
        words = merge_to_words(
            alpha=pieces, source_words=trace.source_words, target_words=trace.target_words
        )
        links = argmax_links(words[:-1])
        expected = link_quality(pairs=[(links, parse_pharaoh("0-1 2-2"))])
        expect(page.get_by_test_id("stMetric").nth(2)).to_contain_text(f"{expected.aer:.3f}")
        _, text = saved(page, "Save the links of the posterior as Pharaoh")
        assert parse_pharaoh(text).sure == links


class TestGold:
    def test_clicked_links_are_judged_and_saved(self, open_page, translated):
        trace = translated(SENTENCE)["attention"]
        page = settled(open_page(address(detail="gold")))
        expect(page.get_by_test_id("stMetric")).to_have_count(0)
        page.get_by_text("Click cells to set gold links").click()
        settled(page)
        for i, j, clicks in ((0, 1, 1), (1, 2, 2)):
            readout(page, i=i, j=j)
            for _ in range(clicks):
                page.mouse.down()
                page.mouse.up()
        page.wait_for_url(re.compile("gold="))
        metrics = page.get_by_test_id("stMetric")
        expect(metrics).to_have_count(3)
        gold = parse_pharaoh("1-0 2?1")
        links = argmax_links(trace.word_alpha[:-1])
        expected = link_quality(pairs=[(links, gold)])
        expect(metrics.nth(0)).to_contain_text(f"{expected.precision:.3f}")
        expect(metrics.nth(1)).to_contain_text(f"{expected.recall:.3f}")
        expect(metrics.nth(2)).to_contain_text(f"{expected.aer:.3f}")
        expect(page.get_by_role("textbox", name="Gold links, as a Pharaoh line")).to_have_value(
            "1-0 2?1"
        )
        name, text = saved(page, "Save gold links as Pharaoh")
        assert (
            name == f"attention-{name.split('-')[1]}-{trace.digest}-beam5-rank1-words-gold.pharaoh"
        )
        assert text == "1-0 2?1\n"

    def test_a_file_of_lines_is_uploaded_and_one_is_chosen(self, open_page):
        page = settled(open_page(address(detail="gold")))
        page.locator("input[type=file]").set_input_files(
            {"name": "all.pharaoh", "mimeType": "text/plain", "buffer": b"0-0\n1-1 2?2\n"}
        )
        page.wait_for_url(re.compile("gold=0-0"))
        expect(page.get_by_text("You gave 2 lines")).to_be_visible()
        number = page.get_by_label("Line", exact=True)
        number.fill("2")
        number.press("Enter")
        settled(page)
        page.get_by_role("button", name="Use this line").click()
        page.wait_for_url(re.compile(r"gold=1-1"))
        expect(page.get_by_role("textbox", name="Gold links, as a Pharaoh line")).to_have_value(
            "1-1 2?2"
        )
        expect(page.get_by_test_id("stMetric")).to_have_count(3)


class TestFiles:
    @pytest.mark.parametrize("grain", ["words", "pieces"])
    def test_each_file_holds_what_is_on_screen(self, open_page, translated, grain):
        trace = translated(SENTENCE)["attention"]
        page = settled(open_page(address(detail="files", view=grain)))
        stem = f"{trace.model}-{trace.digest}-beam5-rank1"
        name, text = saved(page, "CSV of α")
        assert name == f"{stem}-{grain}.csv"
        table = pd.read_csv(io.StringIO(text), keep_default_na=grain == "words")
        weights = trace.alpha if grain == "pieces" else trace.word_alpha
        np.testing.assert_allclose(table["alpha"], weights.ravel(), atol=NEAR)
        np.testing.assert_allclose(table.groupby("i")["alpha"].sum(), 1, atol=1e-6)
        assert set(table["digest"]) == {trace.digest}
        if grain == "pieces":
            np.testing.assert_allclose(table["energy"], trace.energies.ravel(), atol=20 * NEAR)
        name, text = saved(page, "JSON of the whole Trace")
        assert name == f"{stem}-pieces.json"
        record = json.loads(text)
        np.testing.assert_allclose(record["alpha"], trace.alpha, atol=NEAR)
        assert (record["model"], record["digest"]) == (trace.model, trace.digest)
        name, text = saved(page, "Save the links of α as Pharaoh")
        assert name == f"{stem}-words-argmax.pharaoh"
        links = argmax_links(trace.word_alpha[:-1])
        assert parse_pharaoh(text).sure == links
        assert format_pharaoh(parse_pharaoh(text)) + "\n" == text


def choose(page, detail):
    """Choose what stands below the drawing; returns the page once it is there."""
    page.get_by_role("radio", name=DETAILS[detail], exact=True).click()
    first = detail == next(iter(DETAILS))  # which an address leaves out
    page.wait_for_url(lambda url: ("detail=" not in url) if first else f"detail={detail}" in url)
    return settled(page)


class TestLooks:
    def test_a_long_sentence_scrolls_inside_its_figures(self, open_page):
        page = settled(open_page(address(LONG, detail="files"), width=390))
        for detail in DETAILS:
            choose(page, detail)
            for scroller in ("document.documentElement", "document.querySelector('.stMain')"):
                whole, seen = page.evaluate(f"(it => [it.scrollWidth, it.clientWidth])({scroller})")
                assert whole <= seen, detail
            for box in page.locator("[class*=st-key-figure]").all():
                box.locator(PLOT).wait_for()
                hidden, part = box.evaluate("it => [it.scrollWidth, it.clientWidth]")
                assert hidden > 1.3 * part, detail
                sizes = box.locator(f"{PLOT} .ytick text, {PLOT} .xtick text").evaluate_all(
                    "all => [...new Set(all.map(text => getComputedStyle(text).fontSize))]"
                )
                assert sizes == ["13px"], detail

    def test_no_serious_fault(self, open_page):
        page = settled(open_page(address(detail="files", gold="0-0")))
        for detail in DETAILS:
            choose(page, detail)
            for look in each_look(page):
                assert faults(page) == [], (detail, look)
