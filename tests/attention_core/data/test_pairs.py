"""Reading, filtering and mixing pairs; every broken line is found and named."""

import collections

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.data.mixing import is_usable, mix_files
from attention_core.data.pairs import (
    DataError,
    Pair,
    PairFile,
    parse_pairs,
    parse_rows,
    read_pairs,
    read_rows,
)
from tests.helpers import tiny

GOOD = "a bird sings.\tएक चिड़िया गाती है।"
PAIR = Pair(source="a bird sings.", target="एक चिड़िया गाती है।")


def broken(data: bytes):
    return dict(parse_pairs(data).broken)


# ---- reading ------------------------------------------------------------------------------


def test_pairs_are_read_whatever_the_line_ends_and_further_columns():
    data = f"\ufeff{GOOD}\r\n\n{GOOD}\tmore\tcolumns\n\r\n{GOOD}".encode()
    assert parse_pairs(data) == PairFile(pairs=(PAIR,) * 3, broken=())


def test_text_is_cleaned():
    data = "  “a\u00a0  bird”\u200e \t  एक\u2003चिड़िया  \n".encode()
    assert parse_pairs(data).pairs == (Pair(source='"a bird"', target="एक चिड़िया"),)


def test_broken_lines_are_found_by_number_and_the_rest_is_read():
    lines = [
        GOOD.encode(),
        b"no tab at all",
        b"",
        "\tकेवल हिंदी".encode(),
        b"only English\t",
        b"only English\t \xe2\x80\x8e ",  # a direction mark is nothing one can see
        b"a bird \xff sings\t\xe0\xa4\x8f",
        GOOD.encode(),
        b"\xff\xfeU\x00T\x00F\x00-\x001\x006\x00",
    ]
    found = parse_pairs(b"\n".join(lines))
    assert found.pairs == (PAIR, PAIR)
    assert [number for number, _ in found.broken] == [2, 4, 5, 6, 7, 9]
    why = dict(found.broken)
    assert "tab" in why[2]
    assert "English" in why[4]
    assert "Hindi" in why[5]
    assert "Hindi" in why[6]
    assert why[7] == "not UTF-8 at byte 8"
    assert why[9] == "not UTF-8 at byte 1"


def test_lines_are_counted_from_one_with_empty_ones_and_a_byte_order_mark():
    assert list(broken(b"\xef\xbb\xbfbroken\n")) == [1]
    assert list(broken(b"\r\n\r\n\r\nbroken\r\n")) == [4]


def test_a_byte_order_mark_belongs_to_no_word():
    assert parse_pairs(b"\xef\xbb\xbf" + GOOD.encode()).pairs[0].source == "a bird sings."


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_parsed(data):
    found = parse_pairs(data)
    lines = [line.rstrip(b"\r") for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    assert len(found.pairs) + len(found.broken) == sum(map(bool, lines))
    for pair in found.pairs:
        assert pair.source
        assert pair.target


def test_read_pairs_reads(tmp_path):
    path = tmp_path / "good.tsv"
    path.write_text(f"{GOOD}\n" * 3, encoding="utf-8")
    assert read_pairs(path) == (PAIR,) * 3


def test_errors_name_the_file_the_line_and_how_many_more(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text(f"{GOOD}\nno tab\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"pairs\.tsv, line 2: no tab") as caught:
        read_pairs(path)
    assert "more" not in str(caught.value)
    path.write_text(f"x\ty\n\nno tab\n{GOOD}\nno tab\nno tab", encoding="utf-8")
    with pytest.raises(DataError, match=r"pairs\.tsv, line 3: .*2 more"):
        read_pairs(path)


def test_a_file_that_is_missing_empty_or_a_folder_is_named(tmp_path):
    (tmp_path / "empty.tsv").write_bytes(b"\n\r\n")
    for path in (tmp_path / "none.tsv", tmp_path / "empty.tsv", tmp_path):
        with pytest.raises(DataError) as caught:
            read_pairs(path)
        assert str(path) in str(caught.value)


def number_and_name(columns):
    if len(columns) != 2:
        raise ValueError("not two columns")
    return int(columns[0]), columns[1]


def test_rows_are_whatever_is_made_of_their_columns(tmp_path):
    data = b"1\tone\n\ntwo\n3\tthree\nx\tfour\n5\tfive\xff"
    made, broken = parse_rows(data, make=number_and_name)
    assert made == ((1, "one"), (3, "three"))
    assert [number for number, _ in broken] == [3, 5, 6]
    assert broken[0][1] == "not two columns"
    path = tmp_path / "numbers.tsv"
    path.write_bytes(b"1\tone\n")
    assert read_rows(path, make=number_and_name, expected="numbers, names") == ((1, "one"),)
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"numbers\.tsv, line 3: not two columns \(and 2 more\)"):
        read_rows(path, make=number_and_name, expected="numbers, names")
    path.write_bytes(b"\n")
    with pytest.raises(DataError, match="expected lines of numbers, names"):
        read_rows(path, make=number_and_name, expected="numbers, names")


# ---- filtering ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("a bird sings.", "एक चिड़िया गाती है।", True),
        ("one two three four five", "एक दो तीन चार पाँच", True),
        ("one two three four five six", "एक दो तीन चार पाँच छह", False),  # above max_words
        ("no", "एक दो तीन चार पाँच छह", True),  # 6 <= 4 + 2.5 · 1
        ("no", "एक दो तीन चार पाँच छह सात", False),
        ("a b c d e", "नहीं", True),
        ("hello", "hello", False),  # untranslated
        ("hello", "hello नमस्ते", True),
        ("hello", "hello there you न", False),
        ("नमस्ते you", "नमस्ते", False),  # Hindi on the English side
        ("hello", "123 !", False),
        ("the BBC said so", "BBC ने ऐसा कहा", True),
        ("3 + 4 = 7", "३ + ४ = ७ है", True),
    ],
)
def test_usable(source, target, expected):
    assert is_usable(pair=Pair(source=source, target=target), max_words=5) is expected


def test_words_are_what_spaces_separate():
    assert Pair(source="don't stop, now !", target="").words == 4


# ---- mixing -------------------------------------------------------------------------------


def numbered(count, *, end=" ok", target_end=" ठीक"):
    """Pairs that end in no full stop, so that none of them is changed or joined."""
    return [Pair(source=f"pair {k}{end}", target=f"जोड़ी {k}{target_end}") for k in range(count)]


def mixed(files, **changes):
    return mix_files(files=files, **{"max_words": 50, "joined": 0.0, "seed": 1, **changes})


def test_weights_say_how_often_a_file_is_taken():
    pairs = numbered(20)
    counts = collections.Counter(mixed([(pairs, 2.5)]))
    assert sorted(counts.values()) == [2] * 10 + [3] * 10
    assert set(counts) == set(pairs)
    few = collections.Counter(mixed([(pairs, 0.3)]))
    assert len(few) == 6
    assert set(few.values()) == {1}
    assert collections.Counter(mixed([(pairs, 3.0)])) == dict.fromkeys(pairs, 3)


def test_files_keep_their_own_weights():
    one, other = numbered(10), numbered(10, end=" other")
    counts = collections.Counter(mixed([(one, 1.0), (other, 4.0)]))
    assert {counts[p] for p in one} == {1}
    assert {counts[p] for p in other} == {4}


def test_the_same_seed_gives_the_same_mix_and_another_another():
    files = [(numbered(40, end="."), 1.5), (numbered(30, end=" and so on."), 0.5)]
    once, twice = (mixed(files, joined=0.2, seed=7) for _ in range(2))
    assert once == twice
    assert mixed(files, joined=0.2, seed=8) != once


def test_repeats_within_a_file_count_once():
    assert len(mixed([(numbered(5) * 3, 1.0)])) == 5


def test_what_is_not_usable_is_left_out():
    long = Pair(source="word " * 9, target="शब्द " * 9)
    english = Pair(source="hello", target="hello")
    good = numbered(4)
    assert set(mixed([([long, english, *good], 2.0)], max_words=8)) == set(good)


def test_joined_pairs_are_rows_of_short_ones_on_both_sides():
    plain = numbered(80, end=".", target_end="")  # no danda: their full stops stay
    result = mixed([(plain, 1.0)], joined=0.25)
    sources = {p.source: p.target for p in plain}
    joined = [p for p in result if p.source not in sources]
    assert len(joined) == round(80 * 0.25 / 0.75)
    for pair in joined:
        parts = [part.strip() + "." for part in pair.source.split(".") if part.strip()]
        assert 2 <= len(parts) <= 6
        assert len(set(parts)) == len(parts)
        assert pair.target == " ".join(sources[part] for part in parts)


def test_joined_pairs_respect_the_longest_sentence():
    result = mixed([(numbered(80, end=".", target_end=""), 1.0)], joined=0.5, max_words=9)
    assert max(p.words for p in result) <= 9
    assert max(p.words for p in result) > 3


def test_only_whole_short_sentences_are_joined():
    open_ended = numbered(30)
    long = [Pair(source="word " * 12 + f"{k}.", target="शब्द " * 12 + f"{k}") for k in range(9)]
    assert set(mixed([([*open_ended, *long], 1.0)], joined=0.5)) == {*open_ended, *long}


def test_some_pairs_lose_their_full_stops_on_both_sides_at_once():
    pairs = [Pair(source=f"pair {k} .", target=f"जोड़ी {k}।") for k in range(300)]
    result = mixed([(pairs, 1.0)])
    bare = [p for p in result if not p.source.endswith(".")]
    assert 0.04 * 300 < len(bare) < 0.18 * 300
    for pair in bare:
        number = pair.source.removeprefix("pair ")
        assert pair.target == f"जोड़ी {number}"
    assert all(p.target.endswith("।") for p in result if p.source.endswith("."))


def test_a_pair_that_is_a_full_stop_and_nothing_else_keeps_it():
    pairs = [Pair(source=".", target="।")]
    assert all(p.source == "." for seed in range(30) for p in mixed([(pairs, 1.0)], seed=seed))


def test_nothing_mixed_is_nothing():
    assert mixed([]) == ()
    assert mixed([([], 3.5)], joined=0.3) == ()


def test_the_sentences_of_these_tests_are_usable():
    assert all(is_usable(pair=pair, max_words=12) for pair in tiny.PAIRS)
