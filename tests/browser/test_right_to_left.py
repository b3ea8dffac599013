"""Drawings of languages that are written from right to left, without a server."""

import re

import numpy as np
import pytest

from attention_core.figures.component_files import component_css, component_js
from attention_core.show import heatmap, lines
from tests.helpers import attention_files

SOURCE, TARGET = "باب دار نور قمر", "ולד קול שם"
ALPHA = attention_files.weights(3, 4)
PLACES = "nodes => nodes.map(node => node.getBoundingClientRect().left)"


def places(page, selector):
    return page.locator(selector).evaluate_all(PLACES)


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


# A search in three steps: what it kept, what it dropped, and the best path 0, 2, 4.
NODES = [
    {"parent": None, "step": 1, "piece": "ילד", "kept": True, "finished": False, "total": -0.5},
    {"parent": None, "step": 1, "piece": "קול", "kept": True, "finished": False, "total": -0.9},
    {"parent": 0, "step": 2, "piece": "רץ", "kept": True, "finished": False, "total": -1.0},
    {"parent": 0, "step": 2, "piece": "שם", "kept": False, "finished": False, "total": -3.0},
    {"parent": 2, "step": 3, "piece": "</s>", "kept": True, "finished": True, "total": -1.1},
]
DRAW = """async ([code, data]) => {
    document.body.innerHTML = "<div class=beam-tree-root></div>";
    const file = new Blob([code], {type: "text/javascript"});
    const {default: draw} = await import(URL.createObjectURL(file));
    draw({data, parentElement: document.body, setStateValue: () => {}});
}"""


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_the_beam_tree_grows_as_the_target_is_written(chromium, direction):
    context = chromium.new_context(viewport={"width": 300, "height": 600})
    page = context.new_page()
    nodes = [{**node, "p": 0.5} for node in NODES]
    data = {"key": "1", "title": "", "file": "", "best": 4, "outlines": {}, "nodes": nodes}
    page.add_style_tag(content=component_css("beam_tree"))
    code = component_js("beam_tree", scripts=("beam_tree",))
    page.evaluate(DRAW, [code, {**data, "direction": direction}])
    middles = page.locator("svg text", has_text="step ").evaluate_all(
        "all => all.map(text => Number(text.getAttribute('x')))"
    )
    assert middles == sorted(middles, reverse=direction == "rtl")
    assert len(set(middles)) == 3
    forward, back = (
        ("ArrowLeft", "ArrowRight") if direction == "rtl" else ("ArrowRight", "ArrowLeft")
    )
    page.locator('[data-node="4"]').focus()
    for key, node in ((back, 2), (back, 0), (forward, 2), (forward, 4)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.dataset.node") == str(node)
    # Each line leaves its parent's box on the side of the next step, and ends at its own.
    widths = page.locator("svg path").evaluate_all("all => all.map(e => e.getBBox().width)")
    assert widths == pytest.approx([28] * len(widths), abs=0.5)
    assert len(widths) == 2
    # The first step is in sight before anybody scrolls.
    page.evaluate(DRAW, [code, {**data, "direction": direction}])
    first = page.locator('[data-node="0"]').bounding_box()
    assert 0 <= first["x"] < first["x"] + first["width"] <= 300
    context.close()
