"""Files of pairs to align: words between spaces or as on the pages; broken lines are named."""

import pytest

from attention_core.alignment.aligner import GivenPair
from attention_core.alignment.given_file import read_given
from attention_core.data.pairs import DataError
from attention_core.explorer import Explorer


@pytest.fixture
def attention(models):
    return Explorer(models=models, device="cpu").load("tiny-attention")


def test_lines_are_split_at_white_space_as_given_if_they_are_tokenized(tmp_path, attention):
    path = tmp_path / "pairs.tsv"
    path.write_text("\ufeff a  bird\u00a0, \u200b x \tएक चिड़िया\tmore\r\n\n", encoding="utf-8")
    pair, blank = read_given(path, checkpoint=attention, tokenized=True).by_line()
    assert blank is None
    assert pair == GivenPair(source=("a", "bird", ",", "\u200b", "x"), target=("एक", "चिड़िया"))


def test_broken_and_endless_lines_are_named(tmp_path, attention):
    path = tmp_path / "pairs.tsv"
    path.write_text("a\tएक\nno tab\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"pairs\.tsv, line 2: no tab"):
        read_given(path, checkpoint=attention)
    path.write_text("a\t\u200e\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 1: the target side is empty"):
        read_given(path, checkpoint=attention)
    path.write_text("a bird " * 400 + "\tएक\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"the English side has \d+ pieces and the limit is 600"):
        read_given(path, checkpoint=attention)
    path.write_text("a\t" + "चिड़िया " * 400 + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"the Hindi side has \d+ pieces"):
        read_given(path, checkpoint=attention)


def test_a_sentence_is_kept_whole_unless_it_is_tokenized(tmp_path, attention):
    path = tmp_path / "pairs.tsv"
    path.write_text("a  bird, \u00ad\tएक चिड़िया\n", encoding="utf-8")
    (pair,) = read_given(path, checkpoint=attention).rows
    assert pair == GivenPair(source="a bird,", target="एक चिड़िया")
