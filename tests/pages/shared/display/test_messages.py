"""Messages: what cannot be seen is shown by its number."""

from pages.shared.display.messages import escaped


def test_what_cannot_be_seen_is_shown_by_its_number():
    assert escaped("a\u202eb\x00<i>&amp;") == (
        "a<small>[U+202E]</small>b<small>[U+0000]</small>&lt;i&gt;&amp;amp;"
    )
