"""The board's JSON: every number is the tensor's own, every link where it belongs."""

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


def through_json(**wanted):
    return json.loads(json.dumps(alignment_view_data(**wanted)))


@pytest.mark.parametrize("grain", ["words", "pieces"])
def test_weights_are_the_tensor_to_the_last_bit(trace, grain):
    made = through_json(trace=trace, grain=grain)
    weights = trace.alpha if grain == "pieces" else trace.word_alpha
    assert weights.shape[0] != weights.shape[1]  # or a transposed matrix would go unseen
    assert made["alpha"] == [[float(a) for a in row] for row in weights]
    assert np.shape(made["alpha"]) == (len(made["rows"]), len(made["columns"]))


def test_energies_are_there_for_pieces_and_words_have_none(trace):
    made = through_json(trace=trace, grain="pieces")
    assert made["energies"] == [[float(e) for e in row] for row in trace.energies]
    assert through_json(trace=trace, grain="words")["energies"] is None


@pytest.mark.parametrize("grain", ["words", "pieces"])
def test_it_looks_like_the_heatmap_of_figures(trace, grain):
    made = through_json(trace=trace, grain=grain, spell=str.upper)
    same = labelled_matrix(trace=trace, grain=grain, spell=str.upper)
    assert (tuple(made["rows"]), tuple(made["columns"])) == (same.rows, same.columns)
    assert any("(?)" in text for text in made["columns"])  # the parrot is unknown
    assert made["size"] == cell_size(rows=len(same.rows), columns=len(same.columns))
    assert made["scale"] == [list(stop) for stop in get_colorscale("Viridis")]
    assert (made["scale"][0][0], made["scale"][-1][0]) == (0, 1)


def test_the_end_marks_cannot_be_linked(trace):
    made = through_json(trace=trace, grain="words")
    assert made["sources"] == len(trace.source_words) - 1
    assert made["targets"] == len(trace.target_words) - 1
    cut = dataclasses.replace(trace, truncated=True)  # then the last word is a word
    assert through_json(trace=cut, grain="words")["targets"] == len(trace.target_words)
    for line in (f"{made['sources']}-0", f"0?{made['targets']}"):
        with pytest.raises(PharaohError, match="outside the sentences"):
            alignment_view_data(trace=trace, grain="words", gold=parse_pharaoh(line))


@given(
    sure=st.frozensets(st.tuples(st.integers(0, 7), st.integers(0, 5))),
    possible=st.frozensets(st.tuples(st.integers(0, 7), st.integers(0, 5))),
)
def test_gold_goes_out_as_the_line_that_comes_back(trace, sure, possible):
    gold = GoldLinks(sure=sure, possible=possible | sure)
    assert parse_pharaoh(through_json(trace=trace, grain="words", gold=gold)["gold"]) == gold


def test_found_links_are_source_and_target(trace):
    links = frozenset({(2, 0), (0, 1), (7, 3)})
    made = through_json(trace=trace, grain="words", links=links)
    assert made["links"] == [[0, 1], [2, 0], [7, 3]]


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


def test_a_long_label_is_cut_between_letters_not_within():
    assert clipped("नमस्ते") == "नमस्ते"
    assert clipped("कि" * 30) == "कि" * 30
    assert clipped("कि" * 31) == "कि" * 29 + "…"
