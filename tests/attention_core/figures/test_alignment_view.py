"""The JSON of the alignment view: numbers are those of the tensor, links those given."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.colors import get_colorscale

from attention_core.alignment.links import GoldLinks, PharaohError, parse_pharaoh
from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.explorer import Explorer
from attention_core.figures.alignment_view import alignment_view_data, clipped
from attention_core.figures.heatmap import cell_size
from attention_core.trace import Trace
from pages.sections.alignment.file_names import file_stem, origin

SENTENCE = "the red bird 🦜 sits near 7 boats."


@pytest.fixture(scope="module")
def trace(explorer: Explorer) -> Trace:
    return explorer.force(
        model="tiny-attention", sentence=SENTENCE, target="लाल चिड़िया नदी पर बैठी है"
    )


def through_json(**arguments):
    return json.loads(json.dumps(alignment_view_data(**arguments)))


@pytest.mark.parametrize("grain", ["words", "pieces"])
def test_weights_are_the_tensor_to_the_last_bit(trace, grain):
    data = through_json(trace=trace, grain=grain)
    weights = trace.alpha if grain == "pieces" else trace.word_alpha
    assert weights.shape[0] != weights.shape[1]  # so that a transposed matrix fails
    assert data["alpha"] == [[float(a) for a in row] for row in weights]
    assert np.shape(data["alpha"]) == (len(data["rows"]), len(data["columns"]))


def test_energies_are_there_for_pieces_and_words_have_none(trace):
    data = through_json(trace=trace, grain="pieces")
    assert data["energies"] == [[float(e) for e in row] for row in trace.energies]
    assert through_json(trace=trace, grain="words")["energies"] is None


@pytest.mark.parametrize("grain", ["words", "pieces"])
def test_labels_size_and_colours_are_those_of_the_heatmap(trace, grain):
    data = through_json(trace=trace, grain=grain, spell=str.upper)
    matrix = labelled_matrix(trace=trace, grain=grain, spell=str.upper)
    assert (tuple(data["rows"]), tuple(data["columns"])) == (matrix.rows, matrix.columns)
    assert any("(?)" in text for text in data["columns"])  # the parrot is unknown
    assert data["size"] == cell_size(rows=len(matrix.rows), columns=len(matrix.columns))
    assert data["scale"] == [list(stop) for stop in get_colorscale("Viridis")]
    assert (data["scale"][0][0], data["scale"][-1][0]) == (0, 1)


def test_the_end_marks_cannot_be_linked(trace):
    data = through_json(trace=trace, grain="words")
    assert data["sources"] == len(trace.source_words) - 1
    assert data["targets"] == len(trace.target_words) - 1
    cut = dataclasses.replace(trace, truncated=True)  # then the last word is a word
    assert through_json(trace=cut, grain="words")["targets"] == len(trace.target_words)
    for line in (f"{data['sources']}-0", f"0?{data['targets']}"):
        with pytest.raises(PharaohError, match="outside the sentences"):
            alignment_view_data(trace=trace, grain="words", gold=parse_pharaoh(line))


@given(
    sure=st.frozensets(st.tuples(st.integers(0, 7), st.integers(0, 5))),
    possible=st.frozensets(st.tuples(st.integers(0, 7), st.integers(0, 5))),
)
def test_gold_links_come_back_from_their_line(trace, sure, possible):
    gold = GoldLinks(sure=sure, possible=possible | sure)
    assert parse_pharaoh(through_json(trace=trace, grain="words", gold=gold)["gold"]) == gold


def test_links_are_source_and_target(trace):
    links = frozenset({(2, 0), (0, 1), (7, 3)})
    data = through_json(trace=trace, grain="words", links=links)
    assert data["links"] == [[0, 1], [2, 0], [7, 3]]


def test_a_vanilla_model_has_nothing_to_draw(explorer):
    vanilla = explorer.translate(model="tiny-vanilla", sentence=SENTENCE)
    with pytest.raises(ValueError, match="no α"):
        alignment_view_data(trace=vanilla, grain="words")


def test_files_name_model_digest_and_search(trace, explorer):
    assert file_stem(trace=trace, grain="words") == f"tiny-attention-{trace.digest}-forced-words"
    assert origin(trace=trace, grain="words") == (
        f"tiny-attention@{trace.digest} · forced reference · words"
    )
    second = explorer.hypotheses(model="tiny-attention", sentence=SENTENCE, beam=3)[1]
    assert file_stem(trace=second, grain="pieces").endswith(f"-{second.digest}-beam3-rank2-pieces")
    assert "beam 3, rank 2 · pieces" in origin(trace=second, grain="pieces")


def test_a_file_name_has_nothing_that_a_file_system_refuses(trace):
    odd = dataclasses.replace(trace, model='my/model: "5"\n..')
    assert file_stem(trace=odd, grain="words") == f"my-model-5-..-{trace.digest}-forced-words"


def test_a_long_label_is_cut_between_graphemes():
    assert clipped("नमस्ते") == "नमस्ते"
    assert clipped("कि" * 30) == "कि" * 30
    assert clipped("कि" * 31) == "कि" * 29 + "…"
