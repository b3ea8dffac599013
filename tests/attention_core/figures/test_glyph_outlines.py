"""Outlines of Devanagari, compared with those of another shaper (Raqm in Pillow)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont, features

from attention_core.figures.devanagari_font import font_file
from attention_core.figures.glyph_outlines import devanagari_runs, glyph_outlines

FONT = font_file()
WORDS = ("बत्ती", "कि", "स्त्रियाँ", "कृष्ण", "ज़िंदगी", "र्कि", "क्ष", "१२३", "।")


def outline(run):
    (only,) = glyph_outlines(texts=[run], font=FONT).values()
    return only


def test_runs_are_the_parts_in_devanagari():
    assert devanagari_runs("1 बत्ती battī, “बंद”।") == ["बत्ती", "बंद", "।"]
    assert devanagari_runs("no letters of it") == []


@given(st.text(alphabet="कखि्ं। a1“\u200d"))
def test_runs_lose_nothing_and_invent_nothing(text):
    rest = text
    for run in devanagari_runs(text):
        before, _, rest = rest.partition(run)
        assert not devanagari_runs(before)
    assert not devanagari_runs(rest)


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow without Raqm cannot shape")
@pytest.mark.parametrize("word", WORDS)
def test_the_width_is_that_of_another_shaper(word):
    peer = ImageFont.truetype(str(FONT), 1000, layout_engine=ImageFont.Layout.RAQM)
    assert outline(word).advance == pytest.approx(peer.getlength(word, language="hi"), abs=2)


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow without Raqm cannot shape")
@pytest.mark.parametrize("word", WORDS)
def test_the_ink_is_where_another_shaper_puts_it(word):
    peer = ImageFont.truetype(str(FONT), 1000, layout_engine=ImageFont.Layout.RAQM)
    image = Image.new("L", (6000, 2000))
    ImageDraw.Draw(image).text((500, 1200), word, 255, peer, anchor="ls", language="hi")
    edges = image.getbbox()
    left, top, right, bottom = (edge - (500, 1200)[k % 2] for k, edge in enumerate(edges))
    numbers = [int(n) for n in re.findall(r"-?\d+", outline(word).path)]
    xs, ys = numbers[::2], numbers[1::2]
    # Off-curve control points may lie a little outside of the ink, but not inside.
    assert -60 <= min(xs) - left <= 3
    assert -3 <= max(xs) - right <= 60
    assert -60 <= min(ys) - top <= 3
    assert -3 <= max(ys) - bottom <= 60


def test_letters_are_joined():
    separate = sum(outline(letter).advance for letter in "कष")
    assert outline("क्ष").advance < separate
    assert outline("कि").path != outline("क").path + outline("ि").path


def test_a_run_with_a_letter_that_the_font_lacks_is_left_out():
    missing = "\u1cff"  # no character yet
    assert glyph_outlines(texts=[f"{missing} बंद"], font=FONT).keys() == {"बंद"}
