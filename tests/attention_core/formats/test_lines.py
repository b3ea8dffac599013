"""Lines of files that other programs wrote, in any encoding."""

import pytest

from attention_core.formats.block import FormatError
from attention_core.formats.lines import first_lines, read_lines


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_the_same_in_any_encoding_and_with_any_end(tmp_path, codec, end):
    path = tmp_path / "lines"
    path.write_bytes(f"a bird{end}{end}चिड़िया{end}".encode(codec))
    assert [(line.number, line.text) for line in read_lines(path)] == [
        (1, "a bird"),
        (2, ""),
        (3, "चिड़िया"),
    ]
    assert first_lines(path) == ["a bird", "चिड़िया"]


def test_half_a_character_of_utf_16_is_refused(tmp_path):
    path = tmp_path / "lines"
    path.write_bytes("a bird\n".encode("utf-16") + b"x")
    with pytest.raises(FormatError, match="not UTF-16"):
        list(read_lines(path))
