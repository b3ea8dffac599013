"""Latin letters for the languages for which there are some, and nothing changed for others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.text.latin import can_romanize, is_latin, to_latin
from attention_core.text.romanization import romanize, romanize_plain


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("लाइट बंद करो।", "hi", "lāiṭ band karo."),
        ("गृह", "ne", "gr̥ha"),
        ("राम AI।", "sa", "rāma AI."),  # every written vowel
        ("বাড়ি।", "bn", "bāṛi."),
        ("ઘર", "gu", "ghara"),
        ("ਘਰ", "pa", "ghara"),
        ("ଘର", "or", "ghara"),
        ("ఇల్లు", "te", "illu"),
        ("ಮನೆ", "kn", "mane"),
        ("വീട്", "ml", "vīṭ"),
        ("வீடு", "ta", "வீடு"),
        ("дом", "ru", "дом"),
        ("房子", "zh", "房子"),
        ("maison", "fr", "maison"),
    ],
)
def test_words_in_latin_letters(text, language, expected):
    assert to_latin(text, language=language) == expected
    assert can_romanize(language) is (expected != text)
    assert is_latin(language) is (language == "fr")


@given(st.text())
def test_hindi_is_written_as_it_always_was(text):
    assert to_latin(text, language="hi") == romanize(text)
    assert to_latin(text, language="hi", plain=True) == romanize_plain(text)


@given(text=st.text(), language=st.sampled_from(["bn", "gu", "te", "sa", "ru", "zh", "ar", "fr"]))
def test_other_letters_stay(text, language):
    found = to_latin(text, language=language)
    if not can_romanize(language):
        assert found == text
    assert [c for c in found if c in "ABCжбשק茶"] == [c for c in text if c in "ABCжбשק茶"]
