"""Drawings of languages that are written from right to left, in a saved file, offline."""

import re

import numpy as np
import pytest

from attention_core.show import heatmap, lines
from tests.helpers import attention_files

SOURCE, TARGET = "باب دار نور قمر", "ולד קול שם"
ALPHA = attention_files.weights(3, 4)
PLACES = "nodes => nodes.map(node => node.getBoundingClientRect().left)"


def places(page, selector):
    return page.locator(selector).evaluate_all(PLACES)


@pytest.mark.browser
def test_both_sides_run_from_right_to_left(chromium, tmp_path):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    heatmap(ALPHA, SOURCE, TARGET).save(tmp_path / "cells.html")
    page.goto((tmp_path / "cells.html").as_uri())
    page.locator(".plane").first.wait_for()
    for side, text in (("source", SOURCE), ("target", TARGET)):
        row = page.locator(f".texts .{side} .words")
        assert row.get_attribute("dir") == "rtl"
        assert places(page, f".texts .{side} button.word") == sorted(
            places(page, f".texts .{side} button.word"), reverse=True
        )
        assert page.locator(f".{side} .word .text").all_inner_texts() == text.split()
    columns = places(page, ".columns .label .index")
    assert columns == sorted(columns, reverse=True)
    shown = np.array(
        [float(cell.get_attribute("fill-opacity")) for cell in page.locator("rect.cell").all()][:12]
    )
    np.testing.assert_allclose(shown.reshape(3, 4), ALPHA, atol=1e-6)
    first_row = places(page, ".weight-row:first-child .cell")
    assert first_row == sorted(first_row, reverse=True)
    # A click on the cell at the left is on the last source word, and the arrow keys follow the eye.
    box = page.locator(".plane").bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    assert (
        "i = 1 “\u2068ולד\u2069” · j = 4 “\u2068قمر\u2069”" in page.locator(".readout").inner_text()
    )
    page.locator(".plane").focus()
    page.keyboard.press("ArrowRight")
    assert "j = 3 " in page.locator(".readout").inner_text()
    said = page.locator(".say").inner_text()
    assert re.search(r"“\u2068\w+\u2069” 0\.\d\d, “", said)

    lines(ALPHA, SOURCE, TARGET).save(tmp_path / "lines.html")
    page.goto((tmp_path / "lines.html").as_uri())
    page.locator(".two-rows").wait_for()
    for side in ("source", "target"):
        row = places(page, f'.two-rows .label[data-side="{side}"] .index')
        assert len(row) == len((SOURCE if side == "source" else TARGET).split())
        assert row == sorted(row, reverse=True)
    context.close()
