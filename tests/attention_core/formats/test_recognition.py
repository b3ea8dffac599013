"""Every format is told by its content, read right, and each weight is the file's number."""

import dataclasses

import numpy as np
import pytest

from attention_core.formats.block import FormatError
from attention_core.formats.recognition import FORMATS, read_sentences, recognise
from tests.helpers import attention_files
from tests.helpers.attention_files import PAIRS, WRITERS, read


@pytest.mark.parametrize("name", WRITERS)
def test_each_weight_is_the_files_number(name, tmp_path):
    written = WRITERS[name](tmp_path)
    sentences = read(written.files)
    assert len(sentences) == len(PAIRS)
    for (source, target), alpha, block in zip(PAIRS, written.alphas, sentences, strict=True):
        assert block.warning == ""
        assert block.sentence.alpha == pytest.approx(alpha, abs=1e-7)
        assert block.sentence.source == source.replace("@@ ", "")
        assert block.sentence.translation == target.replace("@@ ", "")


@pytest.mark.parametrize("name", WRITERS)
def test_the_order_of_the_files_does_not_matter(name, tmp_path):
    written = WRITERS[name](tmp_path)
    sentences = read(written.files[::-1])
    for alpha, block in zip(written.alphas, sentences, strict=True):
        assert block.sentence.alpha == pytest.approx(alpha, abs=1e-7)


def test_end_marks_are_there_if_the_matrix_has_them(tmp_path):
    for ends in (True, False):
        written = attention_files.attention_text(tmp_path, source_end=ends, target_end=ends)
        for block in read(written.files):
            assert block.sentence.source_has_end == block.sentence.target_has_end == ends
    for block in read(attention_files.marian_soft(tmp_path).files):
        assert block.sentence.source_has_end
        assert not block.sentence.target_has_end


def test_a_reading_can_be_corrected(tmp_path):
    written = attention_files.attention_text(tmp_path)
    recognised = recognise(written.files)
    assert not recognised.reading.transposed
    assert recognised.reading.source_marks == "@@"
    wrong = dataclasses.replace(recognised.reading, transposed=True, source_marks="none")
    blocks = list(read_sentences(dataclasses.replace(recognised, reading=wrong)))
    assert [block.line for block in blocks] == [1, 7, 14]
    assert all("rows" in block.reason for block in blocks if not hasattr(block, "sentence"))


def test_an_end_mark_that_is_said_to_be_absent_makes_the_matrix_not_fit(tmp_path):
    recognised = recognise(attention_files.attention_text(tmp_path).files)
    reading = dataclasses.replace(recognised.reading, source_end="absent")
    blocks = list(read_sentences(dataclasses.replace(recognised, reading=reading)))
    assert {block.reason for block in blocks} >= {
        "the matrix has 5 columns and the source 4 tokens: expected 4 columns"
    }


def test_padding_without_an_end_can_be_said_to_hold_the_end_mark(tmp_path):
    recognised = recognise(attention_files.neural_monkey(tmp_path).files)
    reading = dataclasses.replace(recognised.reading, target_end="present")
    first = next(read_sentences(dataclasses.replace(recognised, reading=reading))).sentence
    assert first.target_has_end
    assert first.alpha.shape == (4, 4)
    assert first.alpha[-1] == pytest.approx(np.full(4, 0.25))


def test_links_with_pairs(tmp_path):
    for separator in ("\t", " ||| "):
        blocks = read(attention_files.pharaoh(tmp_path, separator=separator).files)
        assert [block.sentence.links for block in blocks] == [
            {(1, 0), (2, 1)},
            {(0, 0), (1, 1)},
            {(0, 0), (1, 1), (2, 2), (3, 3)},
        ]
        assert blocks[0].sentence.alpha is None
        assert blocks[0].sentence.source_pieces == ("the", "red", "lamp")


def test_unknown_files_get_the_list_of_formats(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("nothing of the kind\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"notes\.txt: no known format") as caught:
        recognise([path])
    assert all(known.name in str(caught.value) for known in FORMATS)
