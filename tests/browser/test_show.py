"""Drawings outside the app, offline: a saved file, and two frames in one notebook page."""

import numpy as np
import pytest

from attention_core.show import heatmap, lines
from tests.helpers import attention_files

SOURCE, TARGET = "the old red lamp", "पुराना लाल दीया"
ALPHA = attention_files.weights(3, 4)


@pytest.fixture(params=["light", "dark"])
def page(chromium, request):
    """A page of a browser without network; a message on its console is a failure."""
    context = chromium.new_context(offline=True, color_scheme=request.param)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    yield page
    context.close()
    assert faults == []


@pytest.mark.browser
def test_a_saved_file_is_whole(page, tmp_path):
    heatmap(ALPHA, SOURCE, TARGET).save(tmp_path / "lamp.html")
    page.goto((tmp_path / "lamp.html").as_uri())
    plane = page.locator(".plane").first
    plane.wait_for()
    assert page.locator(".target .word .text").all_inner_texts() == TARGET.split()
    assert page.evaluate('document.fonts.check(\'16px "Noto Sans Devanagari"\', "ल")')
    page.locator(".target .word").nth(1).click()
    said = page.locator(".say").inner_text()
    strongest = SOURCE.split()[int(np.argmax(ALPHA[1]))]
    assert strongest in said
    assert f"{ALPHA[1].max():.2f}" in said or f"{ALPHA[1].max():.0%}" in said


@pytest.mark.browser
def test_two_drawings_in_one_notebook_page(page, tmp_path):
    """Each has a frame of its own, as high as what it shows."""
    frames = [
        heatmap(ALPHA, SOURCE, TARGET)._repr_html_(),
        lines(np.full((60, 50), 0.02), ["w"] * 50, ["x"] * 60)._repr_html_(),
    ]
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><body>{''.join(frames)}</body>", encoding="utf-8")
    page.goto(path.as_uri())
    for k in range(2):
        frame = page.frame_locator("iframe").nth(k)
        frame.locator(".alignment-view svg").first.wait_for()
        fitted = """frame => {
            const inside = frame.contentDocument.body.getBoundingClientRect().height;
            const outside = frame.getBoundingClientRect().height;
            return inside > 100 && inside <= outside && outside <= inside + 10;
        }"""  # once the frame has heard from the drawing
        page.wait_for_function(fitted, arg=page.locator("iframe").nth(k).element_handle())
        overflow = "body => body.scrollWidth - body.ownerDocument.documentElement.clientWidth"
        assert frame.locator("body").evaluate(overflow) <= 0
