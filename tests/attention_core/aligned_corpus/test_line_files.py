"""Line n of a file of references or gold links belongs to sentence n."""

import pytest

from attention_core.aligned_corpus.line_files import LineFiles
from attention_core.formats.block import FormatError


def said(count, **files):
    reader = LineFiles(**files).open()
    lines = [reader.next(place=f"line {k + 1}") for k in range(count)]
    reader.expect_end()
    return lines


def written(folder, text):
    path = folder / "beside.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def test_without_files_nothing_is_said():
    assert said(3) == [{}, {}, {}]


def test_an_empty_line_says_nothing(tmp_path):
    path = written(tmp_path, "लाल दीया\n\n ।\n")
    assert said(3, references=path) == [{"reference": "लाल दीया"}, {}, {"reference": " ।"}]


@pytest.mark.parametrize(
    "text",
    [
        "0-0 1?2\n\n0-1\n",
        "a lamp\tदीया है\t0-0 1?2\n\nrain\tबारिश\t0-1\n",
        "0001 1 1 S\n0001 2 3 P\n0003 1 2 S\n",
    ],
    ids=["Pharaoh", "last column of pairs", "NAACL"],
)
def test_gold_links_in_any_format(text, tmp_path):
    path = written(tmp_path, text)
    assert said(3, gold=path) == [{"gold": "0-0 1?2"}, {}, {"gold": "0-1"}]


def test_links_that_name_their_sentence_may_end_early(tmp_path):
    path = written(tmp_path, "0001 1 1 S\n")
    assert said(3, gold=path) == [{"gold": "0-0"}, {}, {}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x\n", "beside.txt: it ends, and line 2 needs its line"),
        ("x\n" * 4, "beside.txt: line 4 has no sentence"),
        (b"x\n\xff\nx\n", "beside.txt: line 2 is not UTF-8"),
    ],
)
def test_files_of_other_lengths_are_refused(text, message, tmp_path):
    with pytest.raises(FormatError, match=message):
        said(3, references=written(tmp_path, text))
