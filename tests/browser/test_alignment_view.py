"""The alignment view as a person uses it: look, select words, click links, save files."""

import io
import json
import re
from urllib.parse import urlencode
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.figures.devanagari_font import font_file
from attention_core.figures.glyph_outlines import devanagari_runs, glyph_outlines
from attention_core.text.romanization import romanize
from pages.shared.controls.examples import EXAMPLES
from tests.helpers.looks import each_scheme

SENTENCE = "The old man gave the boy a letter from his brother."
LONG = max(EXAMPLES, key=len)
SVG = "{http://www.w3.org/2000/svg}"
FIRST = 90_000  # ms: a fresh server loads its models before it draws


def address(sentence=SENTENCE, **settings):
    return "/alignment?" + urlencode({"sentence": sentence, "letters": "devanagari", **settings})


def settled(page):
    """The view is drawn, and the script of the page has ended."""
    page.locator(".alignment-view .label").first.wait_for(timeout=FIRST)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(100)
    return page


def in_words(trace):
    return np.asarray(trace.word_alpha, dtype=np.float64)


def words(page, side):
    return page.locator(f".alignment-view .label[data-side={side}]")


def texts(page, side):
    return words(page, side).locator(".word").all_text_contents()


def summary(page):
    return page.locator(".alignment-view .say")


def readout(page):
    return page.locator(".alignment-view .readout")


def sums(page):
    return [float(text) for text in page.locator(".alignment-view .sum").all_text_contents()]


def drawn(page):
    """Colour shares of the cells as [rows, columns], each at the position of its labels."""
    boxes = page.evaluate(
        """() => {
            const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
            let root = null;
            while (nodes.nextNode()) {
                const shadow = nodes.currentNode.shadowRoot;
                if (shadow?.querySelector('.alignment-view')) root = shadow;
            }
            const middle = node => {
                const box = node.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            };
            const all = selector => [...root.querySelectorAll(selector)];
            return {
                rows: all('.label[data-side=target] .index').map(n => middle(n)[1]),
                columns: all('.label[data-side=source] .index').map(n => middle(n)[0]),
                cells: all('.weights rect').map(
                    n => [...middle(n), +n.getAttribute('fill-opacity')]),
            };
        }"""
    )
    rows, columns = np.array(boxes["rows"]), np.array(boxes["columns"])
    shares = np.full((len(rows), len(columns)), -1.0)
    for x, y, share in boxes["cells"]:
        i, j = np.abs(rows - y).argmin(), np.abs(columns - x).argmin()
        assert abs(rows[i] - y) < 6, "a cell beside its row"
        assert abs(columns[j] - x) < 6, "a cell beside its column"
        assert shares[i, j] == -1, "two cells in one place"
        shares[i, j] = share
    return shares


def cell(page, *, i, j):
    """Middle of a cell on the screen, scrolled to if need be; i and j from 0."""
    count = words(page, "source").count()
    rect = page.locator(".alignment-view .weights rect").nth(i * count + j)
    rect.evaluate("it => it.scrollIntoView({block: 'center', inline: 'center'})")
    box = rect.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def hover(page, *, i, j):
    page.mouse.move(*cell(page, i=i, j=j))


def tap(page, *, i, j):
    page.mouse.click(*cell(page, i=i, j=j))


def marks(page):
    """Signs in the cells: "sure 0-1"."""
    names = page.locator(".alignment-view [data-link]").evaluate_all(
        "all => all.map(n => n.dataset.link)"
    )
    return sorted(names)


class TestHeatmap:
    @pytest.mark.parametrize("grain", ["words", "pieces"])
    def test_every_cell_has_the_colour_of_its_weight(self, same_page, translated, grain):
        trace = translated(SENTENCE)["attention"]
        page = settled(same_page(address(view=grain)))
        weights = trace.alpha if grain == "pieces" else trace.word_alpha
        shares = drawn(page)
        np.testing.assert_allclose(shares, weights, atol=1e-6)  # linear, and zero is no colour
        assert shares.shape != shares.T.shape or np.abs(shares - shares.T).max() > 0.1

    def test_numbers_stand_in_the_cells_and_are_those_of_the_weights(self, same_page, translated):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(same_page(address()))
        numbers = page.locator(".alignment-view .weights .number").all_text_contents()
        np.testing.assert_allclose(list(map(float, numbers)), weights.ravel(), atol=0.00501)

    def test_each_row_on_its_own_scale_is_named_in_the_legend(self, open_page, translated):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(open_page(address()))
        legend = page.locator(".alignment-view .legend")
        expect(legend).not_to_contain_text("own scale")
        page.get_by_role("checkbox", name="Each row on its own scale").check()
        expect(legend).to_contain_text("each row on its own scale")
        own = weights / weights.max(axis=1, keepdims=True)
        np.testing.assert_allclose(drawn(page), own, atol=1e-6)
        root = ElementTree.fromstring(downloaded(page, "SVG")[1])
        assert "each row on its own scale" in " ".join(texts_in(root))
        assert json.loads(root.find(f"{SVG}metadata").text)["scale"] == "each row on its own scale"

    def test_the_legend_has_the_same_colours(self, same_page):
        page = settled(same_page(address()))
        bar = page.locator(".alignment-view .legend .bar rect.cell")
        shares = bar.evaluate_all("all => all.map(n => +n.getAttribute('fill-opacity'))")
        np.testing.assert_allclose(shares, (np.arange(len(shares)) + 0.5) / len(shares))
        ticks = page.locator(".alignment-view .legend .bar text").all_text_contents()
        assert ticks == ["α = 0", "0.25", "0.5", "0.75", "1"]

    def test_labels_are_numbered_so_that_repeated_words_stay_apart(self, open_page, translated):
        trace = translated(SENTENCE)["attention"]
        page = settled(open_page(address(letters="both")))
        shown = labelled_matrix(trace=trace, grain="words")
        assert texts(page, "source") == list(shown.columns)
        for label, text in zip(texts(page, "target"), shown.rows, strict=True):
            assert label.startswith(text)
            assert text == "(end)" or not text[0].isalpha() or label.endswith(romanize(text))
        for side, count in (("source", len(shown.columns)), ("target", len(shown.rows))):
            numbers = words(page, side).locator(".index").all_text_contents()
            assert numbers == [str(k) for k in range(1, count + 1)]

    def test_pointing_at_a_cell_says_its_weight(self, same_page, translated):
        trace = translated(SENTENCE)["attention"]
        page = settled(same_page(address()))
        hover(page, i=1, j=4)
        expect(readout(page)).to_have_text(
            f"i = 2 “{trace.target_words[1].text}” · j = 5 “{trace.source_words[4].text}” · "
            f"α = {trace.word_alpha[1, 4]:.4f}"
        )
        hover(page, i=4, j=1)
        expect(readout(page)).to_contain_text(f"α = {trace.word_alpha[4, 1]:.4f}")

    def test_pieces_have_energies_too(self, same_page, translated):
        trace = translated(SENTENCE)["attention"]
        page = settled(same_page(address(view="pieces")))
        hover(page, i=2, j=5)
        expect(readout(page)).to_contain_text(
            f"α = {trace.alpha[2, 5]:.4f} · e = {trace.energies[2, 5]:.4f}".replace("-", "−")
        )

    @pytest.mark.parametrize("width", [390, 1440])
    def test_labels_stay_in_sight_while_a_long_sentence_scrolls(self, open_page, width):
        page = settled(open_page(address(LONG, view="pieces"), width=width))
        scroller = page.locator(".alignment-view .scroller")
        assert scroller.evaluate("it => it.scrollWidth > it.clientWidth")
        scroller.evaluate("it => { it.scrollLeft = 500; it.scrollTop = 300; }")
        box = scroller.bounding_box()
        rows, columns = (
            page.locator(f".alignment-view .scroller > .{part}").bounding_box()
            for part in ("rows", "columns")
        )
        assert rows["x"] == pytest.approx(box["x"], abs=1)
        assert rows["width"] < 0.6 * box["width"]
        assert columns["y"] == pytest.approx(box["y"], abs=1)
        first = (
            words(page, "target")
            .first.locator(".index")
            .evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
        )
        assert first > 10
        assert page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )

    def test_a_long_word_is_clipped_and_whole_on_hover(self, open_page):
        word = "antidisestablishmentarianism" * 2
        page = settled(open_page(address(f"They love {word}.")))
        label = words(page, "source").filter(has_text="antidis")
        expect(label.locator(".word")).to_have_text(re.compile(r"^antidis.{1,22}…$"))
        assert label.locator("title").text_content().startswith(word)
        label.hover()
        expect(summary(page)).to_contain_text(word)

    @pytest.mark.parametrize("drawing", ["heatmap", "links"])
    def test_a_changed_word_says_on_hover_what_was_typed(self, open_page, drawing):
        page = settled(open_page(address("The ﬁsh is big.", draw=drawing)))
        assert texts(page, "source")[:3] == ["The", "fish", "is"]
        name = "j = 2 “fish” (typed “ﬁsh”)"
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(2)
        label, button = words(page, "source").nth(1), page.locator(".source .word").nth(1)
        assert label.get_attribute("aria-label") == button.get_attribute("aria-label") == name
        assert label.locator("title").text_content() == "fish (typed “ﬁsh”)"
        assert button.get_attribute("title") == "fish (typed “ﬁsh”)"
        button.hover()
        expect(summary(page)).to_contain_text("“fish” (typed “ﬁsh”) drew attention from")
        others = words(page, "source").filter(has_not_text="fish").all()
        assert len(others) == 5
        for other in others:
            assert "typed" not in other.locator("title").text_content()
            assert "typed" not in other.get_attribute("aria-label")
        if drawing == "heatmap":
            page.locator(".alignment-view .plane").focus()
            page.keyboard.press("ArrowRight")
            expect(readout(page)).to_contain_text(name)


class TestLinks:
    def test_every_line_runs_from_its_source_to_its_target(self, same_page, translated):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(same_page(address(draw="links")))
        lines = page.locator(".alignment-view .line[data-i]").evaluate_all(
            """all => all.map(n => [n.dataset.i, n.dataset.j, n.getAttribute('stroke-width'),
                                    n.getAttribute('stroke-opacity'), n.getAttribute('d')])"""
        )
        assert len(lines) == weights.size
        middles = {
            side: [
                float(x)
                for x in words(page, side)
                .locator(".word")
                .evaluate_all("all => all.map(n => n.getAttribute('x'))")
            ]
            for side in ("source", "target")
        }
        for i, j, width, opacity, path in lines:
            a = weights[int(i), int(j)]
            assert float(width) == pytest.approx(10 * a, rel=1e-4)  # the thinnest too
            assert float(opacity) == pytest.approx(0.2 + 0.7 * a, abs=6e-4)
            numbers = [float(n) for n in re.findall(r"[\d.]+", path)]
            assert numbers[0] == pytest.approx(middles["source"][int(j)], abs=0.1)
            assert numbers[-2] == pytest.approx(middles["target"][int(i)], abs=0.1)
        assert {(int(i), int(j)) for i, j, *_ in lines} == set(np.ndindex(weights.shape))

    def test_nothing_is_hidden_until_asked_and_then_it_is_said(self, same_page, translated):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(same_page(address(draw="links")))
        hidden_lines = page.locator(".alignment-view .line[display=none]")
        expect(hidden_lines).to_have_count(0)
        expect(page.locator(".alignment-view .hidden")).to_have_text("")
        slider = page.get_by_role("slider", name="Hide lines below")
        for floor in (0.2, 0.05):  # up, and down again
            slider.fill(str(floor))
            count = int((weights < floor).sum())
            expect(page.locator(".alignment-view .hidden")).to_have_text(
                f"{count} of {weights.size} lines are hidden: α below {floor:.2f}."
            )
            hidden = hidden_lines.evaluate_all("all => all.map(n => [+n.dataset.i, +n.dataset.j])")
            assert {tuple(at) for at in hidden} == set(
                zip(*np.nonzero(weights < floor), strict=True)
            )
        slider.fill("0")
        expect(hidden_lines).to_have_count(0)
        expect(page.locator(".alignment-view .hidden")).to_have_text("")

    def test_it_scrolls_inside(self, open_page):
        page = settled(open_page(address(LONG, draw="links"), width=390))
        scroller = page.locator(".alignment-view .scroller")
        assert scroller.evaluate("it => it.scrollWidth > it.clientWidth")
        assert page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


@pytest.mark.parametrize("draw", ["heatmap", "links"])
class TestPicking:
    def test_rows_that_are_picked_add_up(self, same_page, translated, draw):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(same_page(address(draw=draw)))
        words(page, "target").nth(1).click()
        assert sums(page) == pytest.approx(weights[1], abs=0.00501)
        words(page, "target").nth(4).click(modifiers=["Control"])
        added = weights[[1, 4]].sum(axis=0)
        assert sums(page) == pytest.approx(added, abs=0.00501)
        best = int(added.argmax())
        expect(summary(page)).to_have_text(
            re.compile(
                rf"^Target words 2, 5 together looked at “.+” {added[best]:.2f}, .*"
                r"; 2 rows sum to 2\.00\.$"
            )
        )
        pressed = page.locator(".alignment-view .label[aria-pressed=true]")
        assert pressed.evaluate_all("all => all.map(n => n.dataset.index)") == ["1", "4"]
        shades = (
            words(page, "source")
            .locator(".hit")
            .evaluate_all("all => all.map(n => +n.getAttribute('fill-opacity'))")
        )
        assert shades == pytest.approx(added / 2, abs=6e-4)

    def test_columns_that_are_picked_add_up(self, same_page, translated, draw):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(same_page(address(draw=draw)))
        words(page, "source").nth(2).click()
        words(page, "source").nth(5).click(modifiers=["Shift"])  # and all between
        added = weights[:, 2:6].sum(axis=1)
        assert sums(page) == pytest.approx(added, abs=0.00501)
        expect(summary(page)).to_contain_text("Source words 3–6 together drew attention from “")
        expect(summary(page)).to_contain_text(f"” {added.max():.2f}, ")
        expect(summary(page)).to_contain_text(
            f"Σ over the target words = {added.sum():.2f} (only rows sum to 1)."
        )

    def test_a_word_of_the_other_side_begins_anew_and_escape_ends(
        self, same_page, translated, draw
    ):
        page = settled(same_page(address(draw=draw)))
        words(page, "target").nth(1).click()
        words(page, "source").nth(2).click(modifiers=["Shift"])
        expect(summary(page)).to_contain_text("Source word 3 of ")
        page.keyboard.press("Escape")
        expect(page.locator(".alignment-view .label[aria-pressed=true]")).to_have_count(0)
        expect(page.locator(".alignment-view .sum")).to_have_count(0)
        page.mouse.move(1, 1)
        expect(summary(page)).to_contain_text("Point at a word")
        words(page, "source").nth(2).click()
        words(page, "source").nth(2).click()  # a second click removes it
        page.mouse.move(1, 1)
        expect(page.locator(".alignment-view .sum")).to_have_count(0)

    def test_by_keyboard(self, same_page, translated, draw):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(same_page(address(draw=draw)))
        words(page, "target").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowUp")
        assert sums(page) == pytest.approx(weights[2], abs=0.00501)  # pinned: it stays
        page.keyboard.press("Control+Enter")
        assert sums(page) == pytest.approx(weights[[1, 2]].sum(axis=0), abs=0.00501)
        page.keyboard.press("Control+Space")  # removes it
        assert sums(page) == pytest.approx(weights[2], abs=0.00501)
        stops = words(page, "target").evaluate_all(
            "all => all.filter(n => n.tabIndex === 0).length"
        )
        assert stops == 1
        page.keyboard.press("End")
        focused = words(page, "target").evaluate_all(
            "all => all.findIndex(n => n.getRootNode().activeElement === n)"
        )
        assert focused == weights.shape[0] - 1

    def test_a_tap_pins_a_word_and_several_add_up_if_asked(self, open_page, translated, draw):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(open_page(address(draw=draw), width=390, touch=True))
        for k in (0, 3):
            words(page, "target").nth(k).tap()
            assert sums(page) == pytest.approx(weights[k], abs=0.00501)
        page.get_by_text("Add up several words").tap()
        words(page, "target").nth(0).tap()
        assert sums(page) == pytest.approx(weights[[0, 3]].sum(axis=0), abs=0.00501)
        page.get_by_role("button", name="Clear selection").click()
        expect(page.locator(".alignment-view .sum")).to_have_count(0)

    def test_picking_asks_the_server_nothing_and_redraws_no_weight(self, same_page, draw):
        page = settled(same_page(address(draw=draw)))
        touched, sent = page.locator(".alignment-view").evaluate(
            """async (view) => {
                let sent = 0, touched = 0;
                const send = WebSocket.prototype.send;
                WebSocket.prototype.send = function (...data) {
                    sent += 1;
                    return send.apply(this, data);
                };
                const watch = new MutationObserver(found => { touched += found.length; });
                const weights = view.querySelector('.weights, .lines');
                watch.observe(weights, {childList: true});
                if (weights.matches('.weights')) {
                    watch.observe(weights, {childList: true, subtree: true, attributes: true});
                }
                for (const word of [...view.querySelectorAll('.label')].slice(0, 20)) {
                    word.dispatchEvent(new MouseEvent('click', {bubbles: true, composed: true}));
                }
                await new Promise(done => setTimeout(done, 700));
                return [touched, sent];
            }"""
        )
        assert (touched, sent) == (0, 0)

    def test_what_is_picked_stays_while_the_page_changes_around_it(
        self, open_page, translated, draw
    ):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(open_page(address(draw=draw)))
        words(page, "target").nth(2).click()
        page.get_by_role("button", name=re.compile(r"beam \d")).click()
        page.get_by_role("radio", name="Latin", exact=True).click()
        page.wait_for_url(re.compile("letters=latin"))
        page.keyboard.press("Escape")
        expect(words(page, "target").nth(2).locator(".word")).to_have_text(
            re.compile("^[a-zāīūēōṁṃñṅṇṭḍṛṣśḥ̃]+$")
        )
        assert sums(page) == pytest.approx(weights[2], abs=0.00501)
        name, drawing = ("Lines", ".lines") if draw == "heatmap" else ("Heatmap", ".weights")
        page.get_by_role("radio", name=name).click()
        page.locator(f".alignment-view {drawing}").wait_for(state="attached")
        settled(page)
        assert sums(page) == pytest.approx(weights[2], abs=0.00501)


class TestKeyboardInTheCells:
    def test_arrows_read_weights_and_scroll_to_them(self, open_page, translated):
        trace = translated(LONG)["attention"]
        page = settled(open_page(address(LONG, view="pieces")))
        plane = page.get_by_role("grid", name="Weights α")
        page.keyboard.press("Tab")  # keys have been used: focus may show
        plane.focus()
        page.keyboard.press("ArrowDown")
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        expect(readout(page)).to_contain_text(f"α = {trace.alpha[1, 2]:.4f}")
        now = page.get_by_role("gridcell")
        expect(now).to_have_attribute("aria-colindex", "3")
        expect(now).to_have_attribute("aria-label", readout(page).text_content())
        page.keyboard.press("Control+End")
        expect(readout(page)).to_contain_text(f"α = {trace.alpha[-1, -1]:.4f}")
        scroller = page.locator(".alignment-view .scroller")
        assert scroller.evaluate("it => it.scrollLeft > 0 && it.scrollTop > 0")
        page.keyboard.press("Home")
        expect(readout(page)).to_contain_text(f"α = {trace.alpha[-1, 0]:.4f}")
        assert scroller.evaluate("it => it.scrollLeft") == 0


class TestGold:
    def editing(self, open_page, **settings):
        page = settled(open_page(address(detail="gold", **settings)))
        page.get_by_text("Click cells to set gold links").click()
        expect(page.locator(".alignment-view .link-hint")).to_contain_text("Click a cell")
        return settled(page)

    def gold_in(self, page, line):
        """Wait until the address holds these links, as source-target."""
        query = urlencode({"gold": line})
        page.wait_for_url(re.compile(re.escape(query) + "(&|$)"))

    def test_a_cell_goes_from_sure_to_possible_to_none(self, open_page):
        page = self.editing(open_page)
        tap(page, i=1, j=0)  # target word 1, source word 0
        assert "sure 0-1" in marks(page)  # at once
        self.gold_in(page, "0-1")
        tap(page, i=1, j=0)
        assert "possible 0-1" in marks(page)
        self.gold_in(page, "0?1")
        tap(page, i=1, j=0)
        assert not [mark for mark in marks(page) if not mark.startswith("predicted")]
        page.wait_for_url(lambda url: "gold=" not in url)

    def test_clicks_faster_than_the_server_are_all_kept(self, open_page):
        """Each answer of the server is older than the last click, and must not undo it."""
        page = open_page(address(detail="gold"))
        page.add_init_script(
            """window.WebSocket = class extends WebSocket {
                late(act) {
                    return event => setTimeout(() => act.call(this, event), window.lag ?? 0);
                }
                addEventListener(kind, act, ...how) {
                    super.addEventListener(kind, kind === 'message' ? this.late(act) : act, ...how);
                }
                set onmessage(act) { super.onmessage = act && this.late(act); }
            };"""
        )
        page.reload()
        settled(page)
        page.get_by_text("Click cells to set gold links").click()
        expect(page.locator(".alignment-view .link-hint")).to_contain_text("Click a cell")
        settled(page)
        page.evaluate("window.lag = 700")
        clicked = []
        for k in range(8):
            tap(page, i=k, j=7 - k)
            clicked.insert(0, f"sure {7 - k}-{k}")
            page.wait_for_timeout(350)
            assert [mark for mark in marks(page) if mark.startswith("sure")] == clicked
        self.gold_in(page, " ".join(mark.removeprefix("sure ") for mark in clicked))
        settled(page)
        assert [mark for mark in marks(page) if mark.startswith("sure")] == clicked

    def test_clicks_outlive_a_rerun_that_has_not_heard_of_them(self, open_page):
        page = self.editing(open_page)
        page.get_by_role("radio", name="Threshold").click()
        clicked = []
        for k in range(8):  # without a rest, so that nothing is reported yet
            tap(page, i=k, j=7 - k)
            clicked.insert(0, f"sure {7 - k}-{k}")
            page.wait_for_timeout(150)
            assert [mark for mark in marks(page) if mark.startswith("sure")] == clicked
        page.wait_for_url(re.compile("rule=threshold"))
        self.gold_in(page, " ".join(mark.removeprefix("sure ") for mark in clicked))

    def test_enter_clicks_too_and_the_end_mark_cannot_be_linked(self, open_page):
        page = self.editing(open_page)
        page.keyboard.press("Tab")
        page.get_by_role("grid", name="Weights α").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(readout(page)).to_contain_text("gold, sure")
        self.gold_in(page, "1-0")
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        expect(page.locator(".alignment-view .status")).to_contain_text("The end mark is no word")
        page.wait_for_timeout(600)
        assert "gold=1-0" in page.url

    def test_the_three_signs_differ_in_shape_and_are_explained(self, open_page, translated):
        largest = in_words(translated(SENTENCE)["attention"])[0].argmax()
        page = settled(open_page(address(detail="gold", gold="0-1 2?1")))
        assert {"sure 0-1", "possible 2-1", f"predicted {largest}-0"} <= set(marks(page))
        sure, possible, linked = (
            page.locator(f".alignment-view [data-link='{name}']")
            for name in ("sure 0-1", "possible 2-1", f"predicted {largest}-0")
        )
        dashes = "it => getComputedStyle(it).strokeDasharray"
        assert sure.locator(".over").evaluate(dashes) == "none"
        assert possible.locator(".over").evaluate(dashes) != "none"
        assert linked.locator("circle").count() == 1
        box, at = sure.bounding_box(), cell(page, i=1, j=0)
        assert box["x"] < at[0] < box["x"] + box["width"]
        legend = page.locator(".alignment-view .legend text").all_text_contents()
        assert legend[-3:] == ["predicted by the rule", "gold, sure", "gold, possible"]

    def test_gold_from_elsewhere_replaces_what_was_clicked(self, open_page):
        page = self.editing(open_page)
        tap(page, i=1, j=0)
        self.gold_in(page, "0-1")
        page.get_by_role("button", name="Clear gold links").click()
        page.wait_for_url(lambda url: "gold=" not in url)
        expect(
            page.locator(".alignment-view .sure[data-link], .alignment-view [data-link^=sure]")
        ).to_have_count(0)
        tap(page, i=2, j=0)
        self.gold_in(page, "0-2")

    def test_a_cell_does_nothing_unless_asked(self, open_page):
        page = settled(open_page(address(detail="gold")))
        tap(page, i=1, j=0)
        page.wait_for_timeout(600)
        assert not [mark for mark in marks(page) if not mark.startswith("predicted")]
        assert "gold=" not in page.url

    def test_pieces_have_no_links_and_that_is_said(self, open_page):
        page = settled(open_page(address(detail="gold", gold="0-1", view="pieces")))
        expect(page.locator(".alignment-view .link-hint")).to_contain_text(
            "Links are between whole words"
        )
        assert marks(page) == []
        assert "gold=0-1" in page.url


def downloaded(page, kind):
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Download {kind}").click()
    download = waiting.value
    return download.suggested_filename, download.path().read_bytes()


def texts_in(root):
    """All texts in a file, and the labels of drawn text."""
    nodes = [node.get("aria-label") or node.text for node in root.iter()]
    return [text for text in nodes if text]


class TestFiles:
    @pytest.mark.parametrize("draw", ["heatmap", "links"])
    def test_the_svg_stands_alone(self, open_page, translated, draw):
        trace = translated(SENTENCE)["attention"]
        page = settled(open_page(address(draw=draw, detail="gold", gold="0-1 2?3")))
        words(page, "target").nth(1).click()
        name, content = downloaded(page, "SVG")
        assert name == f"{trace.model}-{trace.digest}-beam5-rank1-words-{draw}.svg"
        root = ElementTree.fromstring(content)
        content_texts = texts_in(root)
        for word in (*trace.source_words[:-1], *trace.target_words[:-1]):
            assert word.text in content_texts
        # Devanagari is drawn, since another program may lack its letters.
        assert not any(devanagari_runs(node.text or "") for node in root.iter(f"{SVG}text"))
        outline = glyph_outlines(texts=[trace.target_words[0].text], font=font_file())
        (first,) = (node for node in root.iter() if node.get("aria-label") == next(iter(outline)))
        assert [node.get("d") for node in first] == [next(iter(outline.values())).path]
        origin = f"{trace.model}@{trace.digest} · beam 5, rank 1 · words"
        assert origin in " ".join(content_texts)
        assert "Target word 2 of " in " ".join(content_texts)
        assert root.find(f"{SVG}title").text == f"Weights of “{SENTENCE}”"
        assert origin in root.find(f"{SVG}desc").text
        about = json.loads(root.find(f"{SVG}metadata").text)
        assert about["digest"] == trace.digest
        assert about["translation"] == trace.translation
        assert (about["beam"], about["rank"], about["drawing"]) == (5, 1, draw)
        assert "var(" not in content.decode()
        assert "http" not in content.decode().replace("http://www.w3.org/2000/svg", "")
        kinds = {node.get("data-link", "").split(" ")[0] for node in root.iter()}
        assert {"sure", "possible", "predicted"} <= kinds

    def test_the_svg_holds_all_of_a_long_sentence_in_the_right_places(self, open_page, translated):
        trace = translated(LONG)["attention"]
        page = settled(open_page(address(LONG, view="pieces"), width=390))
        _, content = downloaded(page, "SVG")
        root = ElementTree.fromstring(content)
        (cells,) = (g for g in root.iter(f"{SVG}g") if g.get("class") == "weights")
        rects = [rect for row in cells for rect in row if rect.tag == f"{SVG}rect"]
        lefts, tops = (sorted({float(rect.get(at)) for rect in rects}) for at in "xy")
        shares = np.zeros(trace.alpha.shape)
        for rect in rects:
            i, j = tops.index(float(rect.get("y"))), lefts.index(float(rect.get("x")))
            shares[i, j] = float(rect.get("fill-opacity"))
        np.testing.assert_allclose(shares, trace.alpha, atol=1e-6)
        assert float(root.get("width")) > trace.alpha.shape[1] * 20

    @pytest.mark.parametrize("draw", ["heatmap", "links"])
    def test_the_png_is_what_a_browser_shows_of_the_svg(self, open_page, chromium, draw):
        page = settled(open_page(address(draw=draw, detail="gold", gold="0-1 2?3", letters="both")))
        words(page, "target").nth(3).click()
        _, content = downloaded(page, "SVG")
        name, pixels = downloaded(page, "PNG")
        assert name.endswith(f"-words-{draw}.png")
        image = Image.open(io.BytesIO(pixels)).convert("RGB")
        root = ElementTree.fromstring(content)
        size = [int(root.get(side)) for side in ("width", "height")]
        assert image.size == (2 * size[0], 2 * size[1])
        context = chromium.new_context(
            viewport=dict(zip(("width", "height"), size, strict=True)), device_scale_factor=2
        )
        alone = context.new_page()
        alone.set_content(f"<body style='margin: 0'>{content.decode()}</body>")
        alone.evaluate("() => document.fonts.ready")
        shown = Image.open(io.BytesIO(alone.locator("svg").screenshot())).convert("RGB")
        context.close()
        # The means of 8 × 8 pixels: letters are smoothed in two ways, by at most 24 of 255; where
        # a number is missing they differ by 120.
        small = [np.asarray(one.reduce(8), dtype=float) for one in (image, shown)]
        assert np.abs(small[0] - small[1]).max() < 60
        assert np.asarray(shown).min() < 50

    def test_hidden_lines_are_hidden_in_the_file_and_that_is_said(self, open_page, translated):
        weights = in_words(translated(SENTENCE)["attention"])
        page = settled(open_page(address(draw="links")))
        page.get_by_role("slider", name="Hide lines below").fill("0.1")
        _, content = downloaded(page, "SVG")
        root = ElementTree.fromstring(content)
        hidden_lines = [n for n in root.iter(f"{SVG}path") if n.get("display") == "none"]
        count = int((weights < 0.1).sum())
        assert len(hidden_lines) == count
        texts_in_file = " ".join(filter(None, (node.text for node in root.iter(f"{SVG}text"))))
        assert f"{count} of {weights.size} lines are hidden: α below 0.10." in texts_in_file


TYPED = "The <b>king</b> & <img src=x onerror=alert(1)> &lt; $x$ \x0b\uffff *sat*"


@pytest.mark.parametrize("draw", ["heatmap", "links"])
def test_what_is_typed_stays_text_on_screen_and_in_files(open_page, draw):
    page = open_page(address(TYPED, draw=draw))
    page.on("dialog", lambda dialog: pytest.fail("what was typed was run"))
    settled(page)
    label = "".join(text.removesuffix("  (?)") for text in texts(page, "source"))
    assert "<b>king</b>&<img" in label
    assert "><$x$" in label  # the model reads an entity as what it stands for
    assert page.locator("img[src=x], .alignment-view b").count() == 0
    at = next(k for k, text in enumerate(texts(page, "source")) if text.startswith("<"))
    words(page, "source").nth(at).click()
    expect(summary(page)).to_contain_text("“<")
    root = ElementTree.fromstring(downloaded(page, "SVG")[1])
    assert "<b>king</b>" in root.find(f"{SVG}title").text
    assert {node.tag for node in root.iter()} <= {
        SVG + tag
        for tag in (
            *("svg", "g", "title", "desc", "metadata", "style"),
            *("rect", "text", "path", "circle"),
        )
    }


def test_words_stand_out_picked_or_not(open_page):
    page = settled(open_page(address()))
    words(page, "target").nth(1).click()

    def luminance(colour):
        shares = np.array([float(n) for n in re.findall(r"[\d.]+", colour)[:3]]) / 255
        linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    def contrast(one, other):
        low, high = sorted((luminance(one), luminance(other)))
        return (high + 0.05) / (low + 0.05)

    def fill(node):
        return node.evaluate("it => getComputedStyle(it).fill")

    for scheme in each_scheme(page):
        behind = page.locator(".stApp").evaluate("it => getComputedStyle(it).backgroundColor")
        picked, plain = words(page, "target").nth(1), words(page, "target").nth(2)
        assert contrast(fill(plain.locator(".word")), behind) > 7, scheme
        assert contrast(fill(picked.locator(".word")), fill(picked.locator(".hit"))) > 4.5, scheme
