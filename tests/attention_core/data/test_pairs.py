"""Reading pairs: every broken line is found and named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.data.pairs import (
    DataError,
    Pair,
    PairFile,
    cleaned_pair,
    parse_pairs,
    parse_rows,
    read_file,
    read_pairs,
    read_parts,
    read_rows,
)
from attention_core.errors import UserError
from attention_core.text.encodings import EncodingError, decode, split_lines
from attention_core.text.languages import ENGLISH_HINDI

GOOD = "a bird sings.\tएक चिड़िया गाती है।"
PAIR = Pair(source="a bird sings.", target="एक चिड़िया गाती है।")


def broken(data: bytes):
    return dict(parse_pairs(data).broken)


def test_pairs_are_read_whatever_the_line_ends_and_further_columns():
    data = f"\ufeff{GOOD}\r\n\n{GOOD}\tmore\tcolumns\n\r\n{GOOD}".encode()
    assert parse_pairs(data) == PairFile(pairs=(PAIR,) * 3, broken=())
    assert parse_pairs(data.replace(b"\r\n", b"\r")).pairs == (PAIR,) * 3


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
        GOOD.encode(),
    ]
    found = parse_pairs(b"\n".join(lines))
    assert found.pairs == (PAIR, PAIR)
    assert [number for number, _ in found.broken] == [2, 4, 5, 6]
    why = dict(found.broken)
    assert "tab" in why[2]
    assert "source" in why[4]
    assert "target" in why[5]
    assert "target" in why[6]


def test_lines_are_counted_from_one_with_empty_ones_and_a_byte_order_mark():
    assert list(broken(b"\xef\xbb\xbfbroken\n")) == [1]
    assert list(broken(b"\r\n\r\n\r\nbroken\r\n")) == [4]


def test_a_byte_order_mark_belongs_to_no_word():
    assert parse_pairs(b"\xef\xbb\xbf" + GOOD.encode()).pairs[0].source == "a bird sings."


@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_any_bytes_are_parsed_whole_or_refused(data):
    try:
        found = parse_pairs(data)
    except EncodingError:
        return
    assert len(found.pairs) + len(found.broken) <= len(split_lines(decode(data)[0]))
    for pair in found.pairs:
        assert pair.source
        assert pair.target


def test_bytes_that_are_no_text_are_refused_whole(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_bytes(f"{GOOD}\n".encode() + b"a bird \xff sings\t\xe0\xa4\x8f\n")
    with pytest.raises(DataError, match=r"pairs\.tsv: not UTF-8 at byte 8 of line 2"):
        read_pairs(path)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_same_pairs_come_from_any_encoding_and_line_end(codec, end):
    mark = "\ufeff" if codec == "utf-16-be" else ""
    found = parse_pairs((mark + end.join([GOOD] * 3)).encode(codec))
    assert found.pairs == (PAIR,) * 3
    assert found.broken == ()


def test_a_header_is_left_out_and_said():
    for head in ("English\tHindi", "English\tHindi\tattention-50", "source\ttarget", "en\thi"):
        found = parse_pairs(f"{head}\n{GOOD}\n".encode())
        assert found.pairs == (PAIR,)
        assert found.notes == ("line 1 is a header and left out",)
    assert len(parse_pairs(f"Hindi\tहिन्दी\n{GOOD}".encode()).pairs) == 2


TATOEBA = "1000\tI know.\t2000\tमैं जानता हूँ।\n" * 2


def test_columns_that_fit_better_are_asked_about():
    found = parse_pairs(TATOEBA.encode(), languages=ENGLISH_HINDI)
    assert found.question is not None
    assert found.question.option == "2,4"
    again = parse_pairs(TATOEBA.encode(), columns=found.question.columns, languages=ENGLISH_HINDI)
    assert again.question is None
    assert again.pairs == (Pair(source="I know.", target="मैं जानता हूँ।"),) * 2
    swapped = parse_pairs("मैं जानता हूँ।\tI know.\n".encode(), languages=ENGLISH_HINDI)
    assert swapped.question is not None
    assert swapped.question.swapped
    assert parse_pairs(GOOD.encode(), languages=ENGLISH_HINDI).question is None
    assert parse_pairs(GOOD.encode(), languages=ENGLISH_HINDI.swapped()).question is not None


def test_the_terminal_refuses_such_columns_and_names_the_option(tmp_path):
    path = tmp_path / "tatoeba.tsv"
    path.write_text(TATOEBA, encoding="utf-8")
    with pytest.raises(DataError, match="column 2 and Hindi in column 4: add --columns 2,4"):
        read_file(path, make=cleaned_pair, expected="", languages=ENGLISH_HINDI, option="--columns")


def test_rows_know_their_lines():
    parsed = parse_rows(f"\n{GOOD}\n\n\n{GOOD}\n".encode(), make=cleaned_pair)
    assert parsed.by_line() == (None, PAIR, None, None, PAIR)


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
        raise UserError("not two columns")
    if not columns[0].isdigit():
        raise UserError("not a number")
    return int(columns[0]), columns[1]


def test_rows_are_whatever_is_made_of_their_columns(tmp_path):
    data = b"1\tone\n\ntwo\n3\tthree\nx\tfour\n5\tfive\tsix"
    parsed = parse_rows(data, make=number_and_name)
    assert parsed.rows == ((1, "one"), (3, "three"))
    assert parsed.numbers == (1, 4)
    assert [number for number, _ in parsed.broken] == [3, 5, 6]
    assert parsed.broken[0][1] == "not two columns"
    path = tmp_path / "numbers.tsv"
    path.write_bytes(b"1\tone\n")
    assert read_rows(path, make=number_and_name, expected="numbers, names") == ((1, "one"),)
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"numbers\.tsv, line 3: not two columns \(and 2 more\)"):
        read_rows(path, make=number_and_name, expected="numbers, names")
    path.write_bytes(b"\n")
    with pytest.raises(DataError, match="expected lines of numbers, names"):
        read_rows(path, make=number_and_name, expected="numbers, names")


def test_words_are_what_spaces_separate():
    assert Pair(source="don't stop, now !", target="").words == 4


def test_parts_are_the_third_column(tmp_path):
    path = tmp_path / "dev.tsv"
    path.write_text(f"{GOOD}\t talk \tmore\n{GOOD}\n", encoding="utf-8")
    assert read_parts(path).rows == ((PAIR, "talk"), (PAIR, ""))


def test_only_an_error_about_the_data_makes_a_line_broken():
    """A bug in `make` is not reported as a fault of the file."""

    def make(columns):
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        parse_rows(GOOD.encode(), make=make)
