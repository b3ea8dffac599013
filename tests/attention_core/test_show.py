"""Weights of any kind with tokens become a drawing; what cannot be drawn is refused in words."""

import dataclasses
import html
import json
import re

import nbclient
import nbformat
import numpy as np
import pytest
import torch

from attention_core.figures.devanagari_font import font_subset
from attention_core.figures.html_file import html_page
from attention_core.show import ShowError, heatmap, lines
from tests.helpers.documents import ROOT
from tests.helpers.traces import make_trace

ALPHA = [[0.75, 0.25, 0.0], [0.125, 0.375, 0.5]]
SOURCE, TARGET = ["the", "red", "lamp"], ["लाल", "दीया"]
KINDS = {
    "list": ALPHA,
    "tuple": tuple(map(tuple, ALPHA)),
    "array": np.array(ALPHA),
    "float16": np.array(ALPHA, dtype=np.float16),
    "tensor": torch.tensor(ALPHA, requires_grad=True),
    "bfloat16": torch.tensor(ALPHA, dtype=torch.bfloat16),
}


def embedded(page):
    """The document in a page."""
    (text,) = re.findall(r'<script type="application/json" id="document">(.*?)</script>', page)
    return json.loads(text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("draw", "drawing"), [(heatmap, "heatmap"), (lines, "links")])
def test_what_is_drawn_are_the_weights(kind, draw, drawing):
    document = embedded(draw(KINDS[kind], SOURCE, TARGET).html())
    assert document["matrices"][0]["values"] == ALPHA
    assert [word["text"] for word in document["source"]["words"]] == SOURCE
    assert [word["text"] for word in document["target"]["words"]] == TARGET
    assert document["options"]["drawing"] == drawing


def test_tokens_can_be_a_text_and_end_marks_are_added():
    alpha = np.full((3, 4), 0.25)
    document = heatmap(alpha, "the red lamp", "लाल दीया").document
    for side in ("source", "target"):
        assert document[side]["words"][-1]["text"] == "(end)"


def test_subwords_are_summed_and_averaged_or_shown():
    words = heatmap(ALPHA, "a red@@ dish", "लाल@@ ई").document
    assert [word["text"] for word in words["source"]["words"]] == ["a", "reddish"]
    np.testing.assert_allclose(words["matrices"][0]["values"], [[0.4375, 0.5625]])
    pieces = heatmap(ALPHA, "a red@@ dish", "लाल@@ ई", grain="pieces").document
    assert [word["joined"] for word in pieces["source"]["words"]] == [False, False, True]
    assert pieces["matrices"][0]["values"] == ALPHA


def test_rows_that_do_not_sum_to_one_get_a_note():
    document = heatmap([[0.5, 0.25, 0.0], [0.5, 0.5, 0.0]], SOURCE, TARGET).document
    assert document["target"]["notes"] == ("1 of 2 rows do not sum to 1: row 1 sums to 0.750",)
    assert not document["matrices"][0]["sums_to_one"]


def test_a_trace_needs_no_tokens():
    trace = make_trace()
    document = heatmap(trace).document
    np.testing.assert_array_equal(document["matrices"][0]["values"], trace.word_alpha)
    with pytest.raises(ShowError, match="vanilla"):
        heatmap(make_trace(alpha=None))


def test_links_are_cells_of_one():
    sentence = dataclasses.replace(make_trace(), alpha=None, energies=None)
    sentence = dataclasses.replace(sentence, links=frozenset({(0, 1), (2, 0)}))
    values = np.array(heatmap(sentence).document["matrices"][0]["values"])
    assert sorted(map(tuple, np.argwhere(values == 1))) == [(0, 2), (1, 0)]
    assert values.sum() == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((ALPHA,), "give the tokens"),
        ((ALPHA, TARGET, SOURCE), "the matrix has 2 rows and the target 3 tokens"),
        (([ALPHA], SOURCE, TARGET), r"the shape \[1, 2, 3\].*average the heads"),
        (([[1], [0.5, 0.5]], SOURCE, TARGET), "equal length"),
        (([["x", "y", "z"]] * 2, SOURCE, TARGET), "no rows of numbers"),
        (([[np.nan] * 3] * 2, SOURCE, TARGET), "row 1 and column 1 is nan"),
        (([[2, -1, 0]] * 2, SOURCE, TARGET), "is 2: expected 0 to 1"),
        ((ALPHA, [1, 2, 3], TARGET), "not their ids"),
        ((ALPHA, ["", "b", "c"], TARGET), "token 0 of the source is empty"),
        ((object(), SOURCE, TARGET), "no rows of numbers"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments, message):
    with pytest.raises(ShowError, match=message):
        heatmap(*arguments)


def test_a_page_needs_nothing_else_and_texts_are_never_markup(tmp_path):
    path = heatmap(ALPHA, ["</script><b>", "&lt;", "$x$"], TARGET, name="<i>me</i>").save(
        tmp_path / "x.html"
    )
    page = path.read_text(encoding="utf-8")
    assert "</script><b>" not in page
    assert "<i>me" not in page
    assert embedded(page)["source"]["words"][0]["text"] == "</script><b>"
    outside = re.sub(r"http://www\.w3\.org/\S+", "", page)  # names, not addresses
    assert not re.findall(r"https?://|url\((?!\"data:)|<link|<img|@import", outside)
    with pytest.raises(ShowError, match="No such file"):
        heatmap(ALPHA, SOURCE, TARGET).save(tmp_path / "no" / "x.html")


def test_a_file_offers_nothing_that_needs_a_server():
    document = heatmap(ALPHA, SOURCE, TARGET).document
    later = {**document["matrices"][0], "name": "posterior", "values": None}
    options = {**document["options"], "weights": "posterior", "player": True, "editing": True}
    page = html_page({**document, "matrices": [*document["matrices"], later], "options": options})
    saved = embedded(page)
    assert [weights["name"] for weights in saved["matrices"]] == ["alpha"]
    assert saved["options"]["weights"] == "alpha"
    assert not saved["options"]["player"]
    assert not saved["options"]["editing"]


def test_the_font_holds_just_the_letters_that_occur():
    small, more = font_subset(["लाल"]), font_subset(["लाल दीया क्षत्रिय"])
    assert 0 < len(small) < len(more) < 200_000
    assert font_subset(["red lamp"]) == b""
    assert "@font-face" not in heatmap(ALPHA, "a b c", "d e").html()
    assert "@font-face" in heatmap(ALPHA, SOURCE, TARGET).html()


def test_a_notebook_shows_it():
    """In a real kernel the cell's output is the drawing, in a frame."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                "import numpy as np\n"
                "from attention_core.show import heatmap\n"
                f"heatmap(np.array({ALPHA}), {SOURCE}, {TARGET})"
            )
        ]
    )
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    )
    client.execute()
    (output,) = notebook.cells[0].outputs
    frame = output["data"]["text/html"]
    assert frame.startswith("<iframe")
    (page,) = re.findall(r'srcdoc="([^"]*)"', frame)
    assert embedded(html.unescape(page))["matrices"][0]["values"] == ALPHA
    assert output["data"]["text/plain"].startswith("<drawing: α: 2 target rows")
