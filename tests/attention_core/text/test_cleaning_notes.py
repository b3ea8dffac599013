"""Notes on cleaning: said where a person may wonder, and not about usual signs."""

import pytest
from hypothesis import given

from attention_core.text.cleaning import clean
from attention_core.text.cleaning_notes import cleaning_notes
from tests.helpers.any_text import TEXT


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("I don&apos;t know.", "&apos; as '"),
        ("a&nbsp;b &amp; c", "&nbsp; as a space, &amp; as &"),
        ("The ﬁsh", "ﬁ as fi"),
        ("Ｈ", "Ｈ as H"),
        ("wea\u00adther", "1 character that is invisible"),
        ("wea\u00adther\u200b", "2 characters that are invisible"),
    ],
)
def test_what_is_changed_is_said(text, part):
    (note,) = cleaning_notes(text)
    assert part in note


@pytest.mark.parametrize(
    "text", ["The road is long.", "“It’s” – well… a & b, AT&T", "क्\u200dया ऩ", "\ufeffstart", ""]
)
def test_nothing_is_said_of_usual_text(text):
    assert cleaning_notes(text) == ()


@given(TEXT)
def test_a_note_means_a_change(text):
    assert not cleaning_notes(text) or clean(text) != text
