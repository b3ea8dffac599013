"""Uploads: what is read and left out is said, bounds hold, nothing in dev is learnt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.data.pairs import DataError, Pair, parse_pairs, read_pairs
from attention_core.errors import UserError
from attention_core.runs import uploads
from attention_core.runs.uploads import (
    DEV,
    TRAIN,
    UPLOADS,
    check_size,
    delete_upload,
    parallel_lines,
    save_upload,
    split_dev,
    survey,
)
from attention_core.text.cleaning import fold


def rows(count, *, start=0):
    return "".join(f"I see number {k}.\tJe vois le numéro {k}.\n" for k in range(start, count))


def test_what_is_read_is_said():
    text = rows(30) + "no tab\n" + rows(2) + "a cat\tкошка\n" + "word " * 60 + "\t" + "mot " * 60
    found = survey(parse_pairs(text.encode()))
    assert len(found.usable) == 30
    assert found.words == (120, 150)
    assert found.scripts == ("Latn", "Latn")
    assert sum(found.left_out.values()) == 2
    assert {row.pair.source.split()[0] for row in found.examples} == {"a", "word"}
    assert found.repeated == 2
    assert [number for number, _ in found.broken] == [31]


def test_at_most_ten_examples_are_shown():
    text = rows(30) + "".join(f"a cat {k}\tкошка\n" for k in range(25))
    found = survey(parse_pairs(text.encode()))
    assert len(found.examples) == 10
    assert set(found.left_out.values()) == {25}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "0 usable pairs"),
        (rows(10).encode(), "10 usable pairs of 10"),
        (b"only one column\n" * 40, r"0 usable .* line 1: .*tab.* \(40 such lines"),
        (rows(10).encode("utf-16"), "10 usable pairs of 10"),
        (b"the same\tthe same\n" * 99, "1 usable pairs of 1"),
    ],
)
def test_too_little_is_refused_with_the_reason(data, said):
    with pytest.raises(DataError, match=said):
        survey(parse_pairs(data))


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_PAIRS", 25)
    with pytest.raises(DataError, match="26 pairs, and the limit is 25"):
        survey(parse_pairs(rows(26).encode()))
    check_size(uploads.MAX_BYTES)
    with pytest.raises(DataError, match="200 MB, and the limit is 50 MB"):
        check_size(200 * 2**20)


WORDS = st.text(alphabet="abAB", min_size=1, max_size=3)


@given(st.lists(st.builds(Pair, source=WORDS, target=WORDS), min_size=30, max_size=60))
def test_no_first_side_is_in_both_parts(pairs):
    training, dev = split_dev(pairs)
    assert sorted([*training, *dev], key=repr) == sorted(pairs, key=repr)
    assert not {fold(p.source) for p in training} & {fold(p.source) for p in dev}
    assert dev


def test_an_upload_is_written_once_and_deleted_with_its_name(tmp_path):
    pairs = survey(parse_pairs(rows(40).encode())).usable
    name = save_upload(home=tmp_path, pairs=pairs)
    assert save_upload(home=tmp_path, pairs=pairs) == name
    folder = tmp_path / UPLOADS / name
    assert {*read_pairs(folder / TRAIN), *read_pairs(folder / DEV)} == set(pairs)
    other = save_upload(home=tmp_path, pairs=pairs[1:])
    delete_upload(home=tmp_path, name=name)
    assert not folder.exists()
    assert (tmp_path / UPLOADS / other).exists()
    delete_upload(home=tmp_path, name="../" + UPLOADS)
    assert (tmp_path / UPLOADS / other).exists()


def test_two_files_are_pairs_line_by_line():
    first = "one\r\ntwo\twords\r\n".encode("utf-16")
    found = parallel_lines(first, "un\ndeux mots\n\n".encode("utf-8-sig"))
    assert parse_pairs(found).pairs == (
        Pair(source="one", target="un"),
        Pair(source="two words", target="deux mots"),
    )
    with pytest.raises(DataError, match="2 lines in the first file and 3 in the second"):
        parallel_lines(b"a\nb", b"c\nd\ne")
    with pytest.raises(UserError):
        parallel_lines(b"\xff\xfe\x00", b"c")
