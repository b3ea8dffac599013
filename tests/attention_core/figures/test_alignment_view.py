"""The document of the alignment view: JSON of any two sentences and weights between them."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.alignment.links import GoldLinks, PharaohError, parse_pharaoh
from attention_core.figures.alignment_view import (
    Options,
    SavedFile,
    Side,
    Token,
    Weights,
    WordLinkSet,
    alignment_document,
    cell_size,
    clipped,
)

SOURCE = Side(heading="From", words=[Token(text=word) for word in ("a", "b", "c", "d")], lang="en")
TARGET = Side(heading="To", words=[Token(text="क", below="ka"), Token(text="ख"), Token(text=".")])
VALUES = np.arange(12, dtype=np.float32).reshape(3, 4) / 30
FILE = SavedFile(stem="file", origin="a file", title="Weights of a file")


def weights(values=VALUES, name="alpha"):
    return Weights(
        name=name, label="α", symbol="α", about="", verbs=("looked at", "by"), values=values
    )


def through_json(**arguments):
    basis = {
        "source": SOURCE,
        "target": TARGET,
        "matrices": [weights()],
        "file": FILE,
        "identity": "one",
        "description": "a drawing",
    }
    return json.loads(json.dumps(alignment_document(**basis | arguments)))


def test_it_needs_no_trace_and_keeps_every_bit():
    document = through_json(energies=VALUES * 9)
    assert np.array_equal(np.array(document["matrices"][0]["values"], dtype=np.float32), VALUES)
    assert document["energies"] == (VALUES * 9).tolist()
    assert [word["text"] for word in document["source"]["words"]] == ["a", "b", "c", "d"]
    assert document["target"]["words"][0]["below"] == "ka"
    assert document["options"]["drawing"] == "heatmap"
    assert document["options"]["weights"] == "alpha"


def test_the_form_is_the_one_that_is_written_down():
    """A name in the document that the docstring lacks, or the other way round, is a fault."""
    from attention_core.figures import alignment_view

    document = through_json()
    written = alignment_view.__doc__
    for name in document:
        assert f"\n    {name} " in written
    assert all(
        f"{name}," in written or f"{name}}}" in written for name in document["source"]["words"][0]
    )
    for part in ("source", "file"):
        assert all(name in written for name in document[part])
    (matrix,) = document["matrices"]
    assert all(name in written for name in (*matrix, *document["options"], *document["links"]))


def test_weights_can_come_later_but_not_the_first():
    document = through_json(matrices=[weights(), weights(None, name="posterior")])
    assert document["matrices"][1]["values"] is None
    with pytest.raises(AssertionError, match="no values"):
        through_json(matrices=[weights(None)])


def test_a_transposed_matrix_is_refused():
    with pytest.raises(AssertionError, match="alpha"):
        through_json(matrices=[weights(VALUES.T)])


@pytest.mark.parametrize("line", ["3-0", "0?2"])
def test_links_stay_inside_the_sentences(line):
    with pytest.raises(PharaohError, match="outside the sentences"):
        through_json(links=WordLinkSet(source=3, target=2, gold=parse_pharaoh(line)))


@given(
    sure=st.frozensets(st.tuples(st.integers(0, 3), st.integers(0, 2))),
    possible=st.frozensets(st.tuples(st.integers(0, 3), st.integers(0, 2))),
)
def test_gold_links_come_back_from_their_line(sure, possible):
    gold = GoldLinks(sure=sure, possible=possible | sure)
    document = through_json(links=WordLinkSet(source=4, target=3, gold=gold))
    assert parse_pharaoh(document["links"]["gold"]) == gold


def test_links_are_source_and_target_and_pieces_have_none():
    predicted = frozenset({(2, 0), (0, 1), (3, 2)})
    document = through_json(links=WordLinkSet(source=4, target=3, predicted=predicted))
    assert document["links"]["predicted"] == [[0, 1], [2, 0], [3, 2]]
    assert document["links"]["words"]
    assert not through_json()["links"]["words"]
    hidden = WordLinkSet(source=4, target=3, predicted=predicted, shown=False)
    assert not through_json(links=hidden)["links"]["words"]


def test_options_are_given_on():
    options = through_json(options=Options(play=True, cell=30, pair="here"))["options"]
    assert (options["play"], options["cell"], options["pair"]) == (True, 30, "here")


def test_cells_get_smaller_as_there_are_more():
    sizes = [cell_size(rows=rows, columns=5) for rows in range(1, 60)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (42, 21)
    assert cell_size(rows=5, columns=30) == cell_size(rows=30, columns=5)


def test_a_long_label_is_cut_between_graphemes():
    assert clipped("नमस्ते") == "नमस्ते"
    assert clipped("कि" * 30) == "कि" * 30
    assert clipped("कि" * 31) == "कि" * 29 + "…"
