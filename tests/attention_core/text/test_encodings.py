"""Decoding: the same text whatever the encoding, or a line that says what is wrong."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.text.encodings import EncodingError, decode, split_lines

TEXT = "a bird\tचिड़िया\r\nof 🙂\n"


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"", "utf-8", "UTF-8"),
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    ],
)
def test_the_byte_order_mark_says_the_encoding(mark, codec, name):
    assert decode(mark + TEXT.encode(codec)) == (TEXT, name)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ("one\ntwo é".encode("latin-1"), "not UTF-8 at byte 5 of line 2"),
        (TEXT.encode("utf-16-le"), "not UTF-8"),
        ("plain letters".encode("utf-16-be"), "NUL"),
        (codecs.BOM_UTF16_LE + b"a", "not UTF-16"),
        (b"PK\x03\x04\x14\x00\x06", "workbook"),
    ],
)
def test_what_is_no_text_is_refused_whole_in_one_line(data, part):
    with pytest.raises(EncodingError, match=part) as caught:
        decode(data)
    assert "\n" not in str(caught.value)
    assert "save it as" in str(caught.value)


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_refused(data):
    try:
        text, _ = decode(data)
    except EncodingError:
        return
    assert "\0" not in text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_system_ends_them(end):
    assert split_lines(f"one{end}{end}three\u2028on\x0b\x85{end}") == [
        "one",
        "",
        "three\u2028on\x0b\x85",
    ]
    assert split_lines("one") == ["one"]
    assert split_lines("") == []
