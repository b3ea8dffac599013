"""Two systems' files through the whole Corpus page: upload, table, sentence, comparison."""

import re

from playwright.sync_api import expect

from tests.helpers.axe import faults
from tests.helpers.corpus_page import COUNT, upload, write_system


def click_table(page, *, x, y, table=0):
    """Click a place of a table, in pixels from its corner, once it is drawn and stays."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    canvas = page.locator(".stDataFrame").nth(table).locator("canvas").first
    expect(canvas).to_be_visible()
    page.evaluate("() => new Promise(done => setTimeout(done, 300))")  # the grid measures itself
    canvas.click(position={"x": x, "y": y}, force=True)


def test_a_file_is_imported_browsed_and_opened(open_page, tmp_path):
    page = open_page("/corpus")
    upload(page, write_system(tmp_path / "first.jsonl", seed=0, bad=(4, 9)))
    expect(page.get_by_text("2 of 40 blocks cannot be used: line 5")).to_be_visible()
    page.get_by_role("button", name="Use the other 38 blocks").click()
    expect(page.get_by_text("38 of 38 sentences")).to_be_visible()
    expect(page.locator(".stDataFrame canvas").first).to_be_visible()

    page.get_by_role("textbox", name="Filter").fill("source_words > 5")
    page.get_by_role("textbox", name="Filter").press("Enter")
    wanted = [k for k in range(COUNT) if 2 + k % 6 > 5 and k not in (4, 9)]
    expect(page.get_by_text(f"{len(wanted)} of 38 sentences")).to_be_visible()
    assert "where=source_words" in page.url

    for order in ("sort=source", "sort=source&descending=True"):
        click_table(page, x=220, y=18)  # the name of a column sorts all sentences
        page.wait_for_function("order => location.search.endsWith(order)", arg=order)
    first = max(wanted, key=lambda k: f"w{k} ")
    click_table(page, x=220, y=36 + 26)  # a cell of the first row
    expect(page.get_by_role("heading", name="Alignment")).to_be_visible()
    expect(page.get_by_text(f"Sentence {first} of the corpus first")).to_be_visible()
    expect(page.locator(".alignment-view-root .plane").first).to_be_visible()
    labels = page.locator(".source .word .text").all_inner_texts()
    assert labels == [f"w{first}", *"abcdef"[: 1 + first % 6]]
    assert faults(page) == []
    page.get_by_role("radio", name="Evidence").click()
    expect(page.get_by_text("this alignment came without one")).to_be_visible()
    page.get_by_role("radio", name="Gold links").click()
    expect(page.get_by_text("Precision |A ∩ P| / |A|")).to_be_visible()

    expect(page.get_by_role("button", name="Previous sentence")).to_be_disabled()
    following = page.get_by_role("button", name="Next sentence")
    by_source = sorted(wanted, key=lambda k: f"w{k} ", reverse=True)
    assert by_source[0] == first
    for place, number in enumerate(by_source[1:3], start=2):
        following.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Row {place} of {len(wanted)}")).to_be_visible()
        expect(page.get_by_text(f"Sentence {number} of the corpus first")).to_be_visible()
        expect(page.locator(".source .word .text").first).to_have_text(f"w{number}")
        expect(following).to_be_focused()  # for the next press
        expect(page.get_by_text("Precision |A ∩ P| / |A|")).to_be_visible()
    assert faults(page) == []
    page.go_back()
    expect(page.get_by_text(f"Sentence {by_source[1]} of the corpus first")).to_be_visible()
    page.get_by_role("link", name="Back to the table").click()
    expect(page.get_by_text(f"{len(wanted)} of 38 sentences")).to_be_visible()
    expect(page.get_by_role("textbox", name="Filter")).to_have_value("source_words > 5")
    assert page.url.endswith("sort=source&descending=True")
    page.go_back()
    expect(page.get_by_text(f"Sentence {by_source[1]} of the corpus first")).to_be_visible()


def test_dragging_over_the_histogram_filters(open_page, tmp_path):
    page = open_page("/corpus")
    upload(page, write_system(tmp_path / "drag.jsonl", seed=0))
    bars = page.locator(".stPlotlyChart .nsewdrag")
    expect(bars).to_be_visible()
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60, steps=6)
    page.mouse.up()
    expect(page.get_by_role("textbox", name="Filter")).to_have_value(
        re.compile(r"coverage between -?[\d.]+ and -?[\d.]+")
    )
    assert "where=coverage+between" in page.url


def test_two_systems_are_compared(open_page, tmp_path):
    page = open_page("/corpus")
    upload(page, write_system(tmp_path / "first.jsonl", seed=0))
    expect(page.get_by_text("40 of 40 sentences")).to_be_visible()
    upload(page, write_system(tmp_path / "second.jsonl", seed=500))
    expect(page.get_by_role("combobox", name="Corpus")).to_have_value("second")
    page.get_by_role("combobox", name="Compare with").click()
    page.get_by_role("option", name="first").click()
    expect(page.get_by_text("40 sentences are in both.")).to_be_visible()
    expect(page.get_by_text("AER on 40 sentences with gold links")).to_be_visible()
    assert "against=first" in page.url
    click_table(page, x=14, y=36 + 17, table=1)  # the first row's tick
    expect(page.locator(".alignment-view-root .plane")).to_have_count(2)
    expect(page.get_by_text("Row 1 of 40")).to_be_visible()
    page.get_by_role("button", name="Next sentence").click()
    expect(page.get_by_text("Row 2 of 40")).to_be_visible()
    expect(page.locator(".alignment-view-root .plane")).to_have_count(2)
    assert faults(page) == []
