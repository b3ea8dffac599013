"""Words in the letters of their own script, and as they were typed."""

import dataclasses

import pytest

from attention_core.explorer import Explorer
from pages.shared.display import target_text
from pages.shared.display.target_text import (
    romanized,
    show_source,
    speller,
    two_line_speller,
)
from pages.shared.state.view import View


@pytest.mark.parametrize(
    ("pair", "text", "latin"),
    [
        ("en-hi", "बड़ा घर।", "baṛā ghar."),
        ("en-hi", "the old NASA building घर", "the old NASA building ghar"),  # mostly Latin letters
        ("en-hi", "বাড়ি", "bāṛi"),
        ("en-sa", "राम", "rāma"),  # every written vowel
        ("en-fr", "राम", "rām"),  # Hindi is the likely language of Devanagari
        ("en-fr", "maison", "maison"),
        ("en-fr", "।", "।"),
        ("en-hi", "।", "."),
        ("en-zh", "வீடு", "வீடு"),
    ],
)
def test_a_text_is_written_by_the_rules_of_its_script(pair, text, latin):
    assert romanized(text, view=View(pair=pair)) == latin


@pytest.mark.parametrize("pair", ["en-hi", "en-fr", "hi-en"])
def test_the_chosen_letters_are_those_of_a_label(pair):
    view = View(pair=pair)
    assert two_line_speller(view)("घर") == ("घर", "ghar")
    assert two_line_speller(view)("▁घर") == ("▁घर", "ghar")
    assert two_line_speller(dataclasses.replace(view, letters="latin"))("घर") == ("ghar", "")
    assert two_line_speller(dataclasses.replace(view, letters="devanagari"))("घर") == ("घर", "")
    assert two_line_speller(view)("12") == ("12", "")
    assert speller(view)("घर") == "घर  ghar"
    assert speller(view)("maison") == "maison"


def test_a_source_word_says_that_it_is_unknown_and_what_was_typed(models, monkeypatch):
    shown = []
    monkeypatch.setattr(target_text.st, "html", shown.append)
    trace = Explorer(models=models).translate(
        model="tiny-attention", sentence="the ｒｅｄ <b> don&apos;t 🦜 bird"
    )
    show_source(trace)
    html = "".join(shown)
    assert '<span class="source-word" title="typed “ｒｅｄ”">red</span>' in html
    assert '<span class="source-word">bird</span>' in html
    assert 'title="not in the vocabulary">🦜</span>' in html
    assert "typed “don&amp;apos;t”" in html
    assert "<b>" not in html
