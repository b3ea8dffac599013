"""A sentence of a corpus on the Alignment page: its own matrix, the tools, and the way back."""

import json
from functools import partial
from urllib.parse import parse_qsl

import numpy as np
import pytest

from attention_core.aligned_corpus.comparison import Comparison
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.filters import parse_filter
from attention_core.aligned_corpus.importing import import_corpus
from attention_core.aligned_corpus.job import CorpusJob
from attention_core.aligned_corpus.rows import row_sentence
from attention_core.alignment.gold import link_quality
from attention_core.alignment.links import format_pharaoh, parse_pharaoh
from attention_core.explorer import Explorer
from attention_core.formats.recognition import recognise
from tests.helpers import attention_files, tiny
from tests.helpers.app import drawings_on, widget, words_on

TABLE = {"corpus": "one", "where": "id > 3", "sort": "entropy", "page": "2"}
NO_MODEL = "this alignment came without one"


@pytest.fixture
def open_row(open_exactly):
    return partial(open_exactly, "pages/alignment.py")


def links_on(app):
    return {link.proto.label: link.proto for link in app.get("page_link")}


def detail(app, name):
    widget(app, "segmented_control", "Detail").set_value(name).run()
    assert not app.exception
    return app


@pytest.fixture
def with_gold(kept):
    """The first sentence that has gold links."""
    corpus = AlignedCorpus(kept / "one")
    return next(row for row in corpus.every_row() if row["sure_count"])


def test_the_matrix_is_that_of_the_row(open_row, kept):
    app = open_row(corpus="one", row="7")
    sentence = row_sentence(AlignedCorpus(kept / "one").row(7))
    (document,) = drawings_on(app)
    assert document["matrices"][0]["values"] == sentence.alpha.tolist()
    assert [w["text"] for w in document["source"]["words"]][:-1] == sentence.source.split()
    assert document["file"]["stem"] == "one-7"


def test_the_way_back_has_the_place_in_the_table(open_row, kept):
    app = open_row(**TABLE, row="7", draw="links")
    back = links_on(app)["Back to the table"]
    assert dict(pair.split("=", 1) for pair in back.query_string.split("&")) == {
        **TABLE,
        "where": "id+%3E+3",
    }
    assert dict(app.query_params).items() >= {**TABLE, "row": "7", "draw": "links"}.items()
    assert drawings_on(app)[0]["options"]["drawing"] == "links"


def step(app, label):
    """Press a button for a neighbour, and return the id of the row that is drawn then."""
    widget(app, "button", f"{label} sentence").click().run()
    assert not app.exception
    return int(app.query_params["row"])


def in_order(corpus, *, where, column):
    rows = [row for row in corpus.every_row() if where(row)]
    return [row["id"] for row in sorted(rows, key=lambda row: row[column])]


def test_the_neighbours_are_those_of_the_table(open_row, kept):
    corpus = AlignedCorpus(kept / "one")
    wanted = in_order(corpus, where=lambda row: row["id"] > 2, column="entropy")
    assert len(wanted) == 27  # 25 on the first page of the table, two on the second
    table = {"corpus": "one", "where": "id > 2", "sort": "entropy"}
    app = open_row(**table, row=str(wanted[0]), draw="links", detail="gold", gold="0-0")
    assert widget(app, "button", "Previous sentence").disabled
    for k, number in enumerate(wanted[1:], start=2):
        assert step(app, "Next") == number
        assert f"Row {k} of 27" in words_on(app)
        (document,) = drawings_on(app)
        sentence = row_sentence(corpus.row(number))
        assert document["matrices"][0]["values"] == sentence.word_alpha.tolist()
        assert document["options"]["drawing"] == "links"
        assert "gold" not in app.query_params  # the typed links were of the first sentence
    assert widget(app, "button", "Next sentence").disabled
    assert app.query_params["page"] == "2"
    assert f"Sentence {wanted[-1]} of the corpus one" in words_on(app)
    back = links_on(app)["Back to the table"].query_string
    assert dict(parse_qsl(back)) == {**table, "page": "2"}
    assert step(app, "Previous") == wanted[-2]


def test_a_sentence_that_the_filter_leaves_out_has_no_neighbours(open_row, kept):
    app = open_row(corpus="one", row="2", where="id > 2")
    assert "This sentence is not in the table" in words_on(app)
    for label in ("Previous sentence", "Next sentence"):
        assert widget(app, "button", label).disabled


def test_the_neighbours_of_a_filter_that_cannot_be_read_are_all_sentences(open_row, kept):
    app = open_row(corpus="one", row="2", where="id >")
    assert "Row 3 of 30" in words_on(app)
    assert step(app, "Next") == 3


@pytest.mark.parametrize("second", [False, True])
def test_the_neighbours_of_a_comparison_are_those_of_its_table(open_row, kept, second):
    """Both systems' sentences have the order of agreement, and the filter on the first system."""
    one, two = (AlignedCorpus(kept / name) for name in ("one", "two"))
    condition = parse_filter("coverage < -0.5")
    table = [row["id"] for row in Comparison(one, two).table(condition=condition)]
    assert 2 < len(table) < 25
    chosen = {"second": "True"} if second else {}
    query = {"corpus": "one", "against": "two", "where": "coverage < -0.5"}
    app = open_row(**query, **chosen, row=str(table[0]))
    assert step(app, "Next") == table[1]
    assert f"Row 2 of {len(table)}" in words_on(app)
    sentence = row_sentence((two if second else one).row(table[1]))
    assert drawings_on(app)[0]["matrices"][0]["values"] == sentence.word_alpha.tolist()
    assert dict(parse_qsl(links_on(app)["Back to the table"].query_string)) == query


def test_the_typed_sentence_stays_as_it_was(open_row, kept):
    app = open_row(corpus="one", row="7")
    app.query_params.clear()
    app.run()
    before = dict(app.query_params)
    assert before["sentence"] == "Turn off the light."
    assert "corpus" not in before


def test_every_detail_works_or_says_that_it_needs_a_model(open_row, kept):
    app = open_row(corpus="one", row="7")
    for name, expected in {
        "context": NO_MODEL,
        "evidence": NO_MODEL,
        "diagnostics": "Coverage deviation penalty",
        "gold": "Links of both directions need the models of both.",
        "files": "Each file is named after the corpus",
    }.items():
        assert expected in words_on(detail(app, name)), name
        assert (NO_MODEL in words_on(app)) is (expected is NO_MODEL)
        assert app.query_params.get("detail", "diagnostics") == name


def test_gold_links_of_the_file_are_there_and_can_be_changed(open_row, with_gold):
    number, sentence = str(with_gold["id"]), row_sentence(with_gold)
    app = open_row(corpus="one", row=number, detail="gold")
    (document,) = drawings_on(app)
    assert document["links"]["gold"] == format_pharaoh(parse_pharaoh(with_gold["gold"]))
    aer = next(m.value for m in app.metric if m.label == "AER")
    assert aer == f"{with_gold['aer']:.3f}"
    assert "gold" not in app.query_params

    widget(app, "text_area", "Gold links, as a Pharaoh line").set_value("0-0")
    widget(app, "button", "Use these links").click().run()
    gold = parse_pharaoh("0-0")
    predicted = frozenset(map(tuple, drawings_on(app)[0]["links"]["predicted"]))
    aer = next(m.value for m in app.metric if m.label == "AER")
    assert aer == f"{link_quality(pairs=[(predicted, gold)]).aer:.3f}"
    assert app.query_params["gold"] == "0-0"
    assert sentence.more["gold"] == with_gold["gold"]


def test_a_threshold_links_the_words_of_the_row(open_row, kept):
    app = open_row(corpus="one", row="7", detail="gold", rule="threshold", threshold="0.4")
    weights = row_sentence(AlignedCorpus(kept / "one").row(7)).link_weights
    t, s = np.nonzero(weights[:, :-1] >= 0.4)
    wanted = [list(map(int, link)) for link in sorted(zip(s, t, strict=True))]
    assert drawings_on(app)[0]["links"]["predicted"] == wanted


def test_a_file_of_links_has_all_but_weights(open_row, kept, tmp_path):
    written = attention_files.pharaoh(tmp_path)
    import_corpus(recognised=recognise(written.files), folder=kept / "links")
    app = open_row(corpus="links", row="0", detail="gold")
    assert drawings_on(app)[0]["matrices"][0]["label"] == "Links"
    assert "The file makes 2 links here" in words_on(app)
    assert "holds links and no weights" in words_on(app)
    assert "the file holds links only" in words_on(detail(app, "diagnostics"))
    detail(app, "files")
    labels = [button.proto.label for button in app.get("download_button")]
    assert "CSV of α" not in labels
    assert {"JSON line", "Save the links of the file as Pharaoh"} <= set(labels)


@pytest.mark.parametrize("name", sorted(attention_files.WRITERS))
def test_every_format_opens(open_row, kept, tmp_path, name):
    written = attention_files.WRITERS[name](tmp_path)
    import_corpus(recognised=recognise(written.files), folder=kept / "new")
    app = open_row(corpus="new", row="0", detail="diagnostics", view="pieces")
    values = np.array(drawings_on(app)[0]["matrices"][0]["values"])
    np.testing.assert_allclose(values, written.alphas[0], atol=1e-3)
    assert len(drawings_on(detail(app, "gold"))) == 1


def test_a_sentence_without_weights_and_links_says_so(open_row, kept, tmp_path):
    path = tmp_path / "rows.jsonl"
    row = {"source_tokens": ["lamp"], "target_tokens": ["दीया"], "alpha": None}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    import_corpus(recognised=recognise([path]), folder=kept / "bare")
    app = open_row(corpus="bare", row="0")
    assert "neither weights nor links" in words_on(app)


def test_a_sentence_of_a_model_that_is_here_leads_to_it(open_row, kept, home):
    lines = home / "lines.tsv"
    lines.write_text(f"{tiny.PAIRS[0].source}\t{tiny.PAIRS[0].target}\n", encoding="utf-8")
    job = CorpusJob(
        explorer=Explorer(models=home, device="cpu"),
        model="tiny-attention",
        lines=lines,
        folder=kept / "made",
        weights="alpha",
    )
    job.wait()
    assert (job.error, job.progress().done, job.running) == ("", 1, False)
    app = open_row(corpus="made", row="0", detail="context")
    link = links_on(app)["This pair with the model and all its tools"]
    assert "rank=0" in link.query_string
    assert NO_MODEL not in words_on(app)
    assert "has changed since" not in words_on(app)
    (document,) = drawings_on(app)
    languages = Explorer(models=home).models()[0].card.languages
    assert document["source"]["lang"] == languages.source
    assert document["target"]["lang"] == languages.target


def test_what_is_not_there_is_said(open_row, kept):
    assert "There is no corpus “none” here." in words_on(open_row(corpus="none", row="0"))
    app = open_row(corpus="one", row="999")
    assert "has no sentence 999" in words_on(app)
    assert "Back to the table" in links_on(app)


def test_a_row_in_the_address_of_the_table_opens_there(open_app, kept):
    app = open_app(page="pages/corpus.py")
    app.query_params.update(TABLE | {"row": "7"})
    app.run()
    assert app.title[0].value == "Alignment"
    assert dict(app.query_params).items() >= {**TABLE, "row": "7"}.items()
