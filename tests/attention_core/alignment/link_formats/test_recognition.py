"""Files of links in every format: the same links from each, known by content alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.alignment.link_formats.link_format import LinkFileError
from attention_core.alignment.link_formats.recognition import (
    LINK_FORMATS,
    decode_lines,
    read_links,
    recognise_links,
)
from attention_core.alignment.links import format_pharaoh, parse_pharaoh
from tests.helpers.any_text import TEXT

LINKS = st.frozensets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8)
# Three pairs, the second without links: 0-0 1-2, nothing, 0-1.
SAME = {
    "Pharaoh": "0-0 1-2\n\n0-1\n",
    "NAACL (WPT)": "0001 1 1 S\n0001 2 3 S\n0003 1 2\n",
    "GIZA++ (A3.final)": (
        "# Sentence pair (1) source length 2 target length 3 alignment score : 1e-05\n"
        "x y z\nNULL ({ 2 }) a ({ 1 }) b ({ 3 })\n"
        "# Sentence pair (2) source length 1 target length 1 alignment score : 0.5\n"
        "x\nNULL ({ 1 }) a ({ })\n"
        "# Sentence pair (3) source length 1 target length 2 alignment score : 0.5\n"
        "x y\nNULL ({ 1 }) a ({ 2 })\n"
    ),
}


@pytest.mark.parametrize("name", [known.name for known in LINK_FORMATS])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_format_gives_the_same_links(name, end, encoding, tmp_path):
    path = tmp_path / "links.any"
    path.write_bytes(SAME[name].replace("\n", end).encode(encoding))
    lines = decode_lines(path.read_bytes())
    assert recognise_links(lines).name == name
    found = read_links(path)
    assert [format_pharaoh(sentence.gold) for sentence in found] == ["0-0 1-2", "", "0-1"]
    if name.startswith("GIZA"):
        assert (found[0].source, found[0].target) == (("a", "b"), ("x", "y", "z"))


def test_possible_links_and_empty_words_of_naacl():
    (known,) = (known for known in LINK_FORMATS if known.name.startswith("NAACL"))
    (pair,) = known.read(["1 1 1 S 0.9", "1 2 1 P 0.25", "1 0 2 S", "1 3 0", "1 2 2 p"])
    assert format_pharaoh(pair.gold) == "0-0 1?0 1?1"
    assert len(known.read(["0 1 1", "2 1 1"])) == 3  # numbered from 0


@given(LINKS, LINKS)
def test_any_links_come_back_from_naacl(sure, more):
    lines = [f"1 {s + 1} {t + 1} {'S' if (s, t) in sure else 'P'}" for s, t in sure | more]
    if not lines:
        return
    (pair,) = recognise_links(lines).read(lines)
    assert (pair.gold.sure, pair.gold.possible) == (sure, sure | more)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("the red bird", "no known format of links. Known are GIZA"),
        ("a\tb\t0-0", "no known format"),
        ("0-0\n0-0 x", "line 2: 'x' is not a link"),
        ("1 1 1\n1 1 2\n1 1", "line 3: '1 1' is not a link: write 0001 1 1 S"),
        ("999999 1 1", "line 1: pair 999999 is above the limit"),
        ("# Sentence pair (1)\nx y", "line 1: the pair has no two lines"),
        ("# Sentence pair (1)\nx\nNULL ({ }) a ({ 2 })", "'a' is linked to target word 2, and"),
        ("# Sentence pair (1)\nx\na b c", "line 3: expected words with their links"),
    ],
)
def test_what_cannot_be_read_says_what_can(text, message, tmp_path):
    path = tmp_path / "links.gdfa"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LinkFileError) as caught:
        read_links(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


@given(st.lists(TEXT, max_size=6).map("\n".join))
def test_any_text_is_read_or_refused(text):
    try:
        lines = decode_lines(text.encode("utf-8", errors="replace"))
    except LinkFileError:
        assert "\0" in text
        return
    for known in LINK_FORMATS:
        try:
            sentences = known.read(lines)
        except LinkFileError:
            continue
        for sentence in sentences:
            assert parse_pharaoh(format_pharaoh(sentence.gold)) == sentence.gold
