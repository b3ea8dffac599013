"""Cleaning: idempotent for any text, and what is typed becomes what it means."""

import pytest
from hypothesis import given

from attention_core.text.cleaning import clean, clean_traced, fold
from attention_core.text.words import SPACE
from tests.helpers.any_text import TEXT


@given(TEXT)
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    assert clean(once) == once
    assert once == " ".join(once.split())
    assert SPACE not in once
    once.encode("utf-8")  # no unpaired surrogate is left


@given(TEXT)
def test_each_cleaned_character_is_traced_to_typed_ones(text):
    traced = clean_traced(text)
    assert traced.text == clean(text)
    assert len(traced.spans) == len(traced.text)
    assert all(0 <= start < stop <= len(text) for start, stop in traced.spans)
    assert list(traced.spans) == sorted(traced.spans)


@given(TEXT)
def test_text_that_cleaning_leaves_alone_is_traced_to_itself(text):
    cleaned = clean(text)
    traced = clean_traced(cleaned)  # which is cleaned already
    assert traced.text == cleaned
    assert traced.spans == tuple((k, k + 1) for k in range(len(cleaned)))
    assert traced.typed_between(0, len(cleaned)) == cleaned


@pytest.mark.parametrize(
    "hidden", [*"\u00ad\u200b\u200e\u200f\u202c\u2060\u2063\ufeff\ufe0f\u034f\x7f\x01"]
)
def test_the_invisible_that_joins_nothing_vanishes_within_words_of_any_script(hidden):
    assert clean(f"The wea{hidden}ther is fine to{hidden}day.") == "The weather is fine today."
    assert clean(f"मौ{hidden}सम अच्{hidden}छा है।{hidden}") == "मौसम अच्छा है।"
    assert clean(f"{hidden} {hidden}") == ""
    assert clean(f"e{hidden}\u0301") == "é"  # composed once nothing stands between


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don&apos;t know him.", "I don't know him."),
        ("I don&#39;t &#x22;know&#X22; him.", 'I don\'t "know" him.'),
        ("salt &amp; tea &amp;amp; milk", "salt & tea & milk"),  # escaped once, and twice
        ("two&nbsp;words&shy;here", "two wordshere"),
        ("&ldquo;a&rdquo; &ndash; b&hellip;", '"a" - b...'),
        ("caf&eacute;, &#2325;&#x94d;&#2351;&#2366;", "café, क्या"),
        ("&lt;/s&gt;", "<∕s>"),
        ("AT&T and a & b, a&b; x &nosuch; &#; &#xg; & amp;", None),
        ("&lt", None),  # HTML would read it without the semicolon; text would not
    ],
)
def test_entities_are_read_and_nothing_else_is_one(text, expected):
    assert clean(text) == (text if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ﬁsh is in the oﬃce, aﬄuent ﬀ ﬅ.", "The fish is in the office, affluent ff st."),
        ("Ｈｅｌｌｏ，　Ｗｏｒｌｄ！ １２", "Hello, World! 12"),
        ("well\u2011known re\u2010do 3\u22125 a\u2015b", "well-known re-do 3-5 a-b"),
        ("don\u02bct don\u2032t don\u00b4t don\u201bt don\uff07t", "don't " * 4 + "don't"),
        ("𝐇𝐞𝐥𝐥𝐨 𝗛𝗲𝗹𝗹𝗼 𝓗𝓮𝓵𝓵𝓸", "Hello Hello Hello"),
        ("Ĳs ǆ ŉ", "IJs dž 'n"),
        ("ﺳﻼم ｱｲｳ", "سلام アイウ"),
        ("\u00a0one\u202ftwo\u2007three", "one two three"),
        ("x² ½ ① © № € ™ ☎", None),  # a meaning of their own: they stay
        (
            "你好！Ａ（１）",
            "你好！A（1）",
        ),  # beside Chinese, signs of full width are the usual ones
    ],
)
def test_forms_that_mean_a_plain_letter_become_it(text, expected):
    assert clean(text) == (text if expected is None else expected)


def test_a_joiner_stays_where_it_joins():
    assert clean("\u200dक क्\u200dष \u200c क्\u200c") == "क क्\u200dष क्\u200c"
    assert "</" not in clean("<\u200d/\u200cs\u200d>")


@given(TEXT)
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two\t\n words\u00a0here ", "two words here"),
        ("“quoted” ‘words’ – and—dashes…", "\"quoted\" 'words' - and-dashes..."),
        ("e\u0301", "é"),
        ("क\u093c", "क़"),  # U+0958 is excluded from composition
        ("left \u200eright\u202e over\ufeff", "left right over"),
        ("soft\u00adhyphen", "softhyphen"),
        ("nul\x00 bell\x07", "nul bell"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("क्\u200dष क्\u200cष", "क्\u200dष क्\u200cष"),  # joiners are spelling
        ("▁a▁▁b", "a b"),
        ("\u3000ideographic\u2003spaces", "ideographic spaces"),
        ("", ""),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


def test_folding_is_lower_case_but_never_longer():
    assert fold("ÀBC İ ẞ") == "àbc İ ß"
