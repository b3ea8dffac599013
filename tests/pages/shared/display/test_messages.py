"""Messages: what cannot be seen is shown by its number."""

from streamlit.testing.v1 import AppTest

from pages.shared.display.messages import escaped


def test_what_cannot_be_seen_is_shown_by_its_number():
    assert escaped("a\u202eb\x00<i>&amp;") == (
        "a<small>[U+202E]</small>b<small>[U+0000]</small>&lt;i&gt;&amp;amp;"
    )


def test_a_quoted_word_from_right_to_left_stands_apart_from_the_numbers_beside_it():
    def function():
        from pages.shared.display.messages import show_notice, show_text

        show_text("“باب” 0.41, “<b>” 0.32")
        show_notice("“باب” (p 0.41)")

    app = AppTest.from_function(function).run()
    text, notice = (block.value for block in app.html)
    assert "“<bdi>باب</bdi>” 0.41, “&lt;b&gt;” 0.32" in text
    assert "“<bdi>باب</bdi>” (p 0.41)" in notice
