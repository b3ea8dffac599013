"""The Corpus page without a browser: addresses, filters, sentences, comparison, privacy."""

import base64
import io
import shutil
import threading
from functools import partial
from urllib.parse import parse_qsl

import numpy as np
import pytest
from PIL import Image

from attention_core.aligned_corpus import making
from attention_core.aligned_corpus.comparison import Comparison
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.importing import import_corpus
from attention_core.aligned_corpus.rows import row_sentence
from attention_core.aligned_corpus.shards import shard_path
from attention_core.alignment.links import format_pharaoh, parse_pharaoh
from attention_core.formats.recognition import recognise
from pages.sections.corpus.thumbnails import thumbnail
from pages.shared.state.corpus_view import CorpusView, read_query, write_query
from tests.helpers import attention_files, tiny
from tests.helpers.app import drawings_on, widget, words_on
from tests.helpers.corpora import some_sentence

PAGE = "pages/corpus.py"


@pytest.fixture
def open_corpus(open_exactly):
    return partial(open_exactly, PAGE)


def shown(app):
    """The ids in the table."""
    return list(app.dataframe[0].value["id"])


def test_the_address_holds_the_query(open_corpus, kept):
    corpus = AlignedCorpus(kept / "two")
    app = open_corpus(corpus="two", where="source_words > 4", sort="entropy")
    wanted = [row for row in corpus.every_row() if row["source_words"] > 4]
    wanted.sort(key=lambda row: row["entropy"])
    assert shown(app) == [row["id"] for row in wanted][:25]
    assert f"{len(wanted)} of 30 sentences" in words_on(app)
    widget(app, "toggle", "Descending").set_value(True).run()
    assert shown(app) == [row["id"] for row in wanted[::-1]][:25]
    assert dict(app.query_params) == {
        "corpus": "two",
        "where": "source_words > 4",
        "sort": "entropy",
        "descending": "True",
    }


def test_pages_of_the_table(open_corpus, kept):
    app = open_corpus(corpus="one")
    assert shown(app) == list(range(25))
    widget(app, "button", "Next").click().run()
    assert shown(app) == list(range(25, 30))
    assert app.query_params["page"] == "2"
    assert widget(app, "button", "Next").disabled


def test_a_mistake_in_the_filter_is_named(open_corpus, kept):
    app = open_corpus(corpus="one", where="coverage <")
    assert "Expected a number at character 11" in words_on(app)
    assert len(shown(app)) == 25


def test_impossible_addresses_show_the_nearest_view(open_corpus, kept):
    app = open_corpus(corpus="none", sort="alpha", row="x")
    assert "There is no corpus “none” here." in words_on(app)


def test_two_systems(open_corpus, kept):
    app = open_corpus(corpus="one", against="two")
    text = words_on(app)
    assert "30 sentences are in both." in text
    assert "AER on" in text
    table = app.dataframe[1].value
    assert list(table["agreement"]) == sorted(table["agreement"])
    assert {"AER one", "AER two"} <= set(table.columns)


def test_two_matrices_side_by_side(open_corpus, kept):
    app = open_corpus(corpus="one", against="two", row="3")
    assert app.subheader[0].value == "Sentence 3"
    rows = [AlignedCorpus(kept / name).row(3) for name in ("one", "two")]
    links = [set(row["links"].split()) for row in rows]
    agreement = 2 * len(links[0] & links[1]) / (len(links[0]) + len(links[1]))
    assert f"The links agree by {agreement:.1%}" in words_on(app)
    for row, document in zip(rows, drawings_on(app), strict=True):
        values = row_sentence(row).word_alpha
        assert document["matrices"][0]["values"] == values.tolist()
        gold = row["gold"] if row["sure_count"] is not None else ""
        assert document["links"]["gold"] == format_pharaoh(parse_pharaoh(gold))
    widget(app, "button", "Back to the comparison").click().run()
    assert "30 sentences are in both." in words_on(app)


def test_the_neighbours_of_two_matrices_are_those_of_the_comparison(open_corpus, kept):
    corpora = [AlignedCorpus(kept / name) for name in ("one", "two")]
    table = [row["id"] for row in Comparison(*corpora).table()]
    app = open_corpus(corpus="one", against="two", row=str(table[24]))
    assert "Row 25 of 30" in words_on(app)
    widget(app, "button", "Next sentence").click().run()
    assert app.subheader[0].value == f"Sentence {table[25]}"
    for corpus, link in zip(corpora, app.get("page_link"), strict=True):
        assert link.proto.label == "All tools for this matrix"
        query = dict(parse_qsl(link.proto.query_string))
        own = query["against"] if query.get("second") else query["corpus"]
        assert (own, query["corpus"], query["row"]) == (corpus.folder.name, "one", str(table[25]))
    widget(app, "button", "Back to the comparison").click().run()
    assert list(app.dataframe[1].value["id"]) == table[25:]  # the page that has the sentence


def test_without_gold_links_there_is_no_verdict(open_corpus, kept, tmp_path):
    for name in ("three", "four"):
        written = attention_files.attention_text(tmp_path)
        import_corpus(recognised=recognise(written.files), folder=kept / name)
    app = open_corpus(corpus="three", against="four")
    assert "cannot be said: no sentence has gold links in both" in words_on(app)


def test_a_damaged_shard_is_named(open_corpus, kept):
    shutil.copy(shard_path(kept / "one", number=0), shard_path(kept / "one", number=1))
    shard_path(kept / "one", number=1).write_bytes(b"x")
    app = open_corpus(corpus="one")
    assert "shard-000001.parquet is left out: it is damaged" in words_on(app)
    assert len(shown(app)) == 25


def test_nobody_sees_another_persons_corpus(open_corpus, monkeypatch, tmp_path):
    """Own corpora lie under a name that cannot be guessed, and no menu lists them."""
    monkeypatch.setenv("ATTENTION_CORPORA", str(tmp_path))
    app = open_corpus()
    assert "corpus.own" not in app.session_state  # nothing is made before it is needed
    secret = tmp_path / ".own" / "abc" / "theirs"
    written = attention_files.json_lines(tmp_path)
    import_corpus(recognised=recognise(written.files), folder=secret)
    for name in ("theirs", ".own", "../theirs", ".own/abc/theirs"):
        app = open_corpus(corpus=name)
        assert "There is no corpus" in words_on(app)
        assert not app.dataframe


def test_addresses_come_back():
    view = CorpusView(corpus="a b", where='source contains "ä"', sort="aer", page=3, row=0)
    assert read_query(write_query(view)) == view
    compared = CorpusView(corpus="a", against="b", row=2, second=True)
    assert read_query(write_query(compared)) == compared
    assert write_query(CorpusView()) == {}
    odd = read_query({"page": "-1", "row": "1e9", "sort": "x", "column": "source"})
    assert odd == CorpusView()


def test_a_thumbnail_has_the_weights_as_pixels():
    sentence = some_sentence(np.random.default_rng(1))
    url = thumbnail(sentence.alpha)
    image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    rows, columns = sentence.alpha.shape
    assert image.width / image.height == pytest.approx(columns / rows, abs=0.1)
    opacity = np.asarray(image.getchannel("A"))
    darkest = np.unravel_index(np.argmax(opacity), image.size[::-1])
    i, j = darkest[0] * rows // image.height, darkest[1] * columns // image.width
    assert sentence.alpha[i, j] == pytest.approx(sentence.alpha.max(), abs=0.02)


def upload(app, label, name, content):
    (found,) = (upload for upload in app.file_uploader if upload.label.startswith(label))
    return found.upload(name, content.encode("utf-8")).run()


@pytest.fixture
def slow_shards(monkeypatch):
    """Shards of two sentences, of which the third waits until the event is set."""
    monkeypatch.setattr(making, "SMALLEST_SHARD", 2)
    reached, go_on = threading.Event(), threading.Event()
    write = making.write_shard

    def write_shard(path, **options):
        if path.name == "shard-000002.parquet":
            reached.set()
            assert go_on.wait(60)
        write(path, **options)

    monkeypatch.setattr(making, "write_shard", write_shard)
    return reached, go_on


def test_a_corpus_is_made_stopped_and_gone_on_with(open_corpus, monkeypatch, slow_shards):
    monkeypatch.delenv("ATTENTION_CORPORA", raising=False)
    reached, go_on = slow_shards
    app = open_corpus()
    text = "".join(f"{pair.source}\t{pair.target}\n" for pair in tiny.PAIRS[:10])
    upload(app, "Sentences or pairs", "pairs.tsv", text)
    targets = "".join(f"{pair.target}\n" for pair in tiny.PAIRS[:10])
    upload(app, "References", "references.txt", targets)
    upload(app, "Gold links", "gold.txt", "0-0\n" * 10)
    widget(app, "button", "Make the corpus").click().run()
    assert reached.wait(60)
    widget(app, "button", "Stop").click().run()
    assert "Stopping" in words_on(app)
    go_on.set()
    app.session_state["corpus.job"].wait()
    app.run()
    assert "Stopped after 6 of 10 sentences." in words_on(app)
    widget(app, "button", "Go on").click().run()
    app.session_state["corpus.job"].wait()
    app.run()
    app.run()
    assert not app.exception
    assert "10 of 10 sentences" in words_on(app)
    table = app.dataframe[0].value
    assert list(table["chrf"]) == [100] * 10
    assert table["aer"].notna().all()


def test_references_and_gold_links_of_an_import(open_corpus, monkeypatch, tmp_path):
    monkeypatch.delenv("ATTENTION_CORPORA", raising=False)
    (path,) = attention_files.attention_text(tmp_path).files
    app = open_corpus()
    upload(app, "Files of alignments", "any.name", path.read_text(encoding="utf-8"))
    references, gold = attention_files.PAIRS, attention_files.GOLD
    upload(app, "References", "r.txt", "".join(t.replace("@@ ", "") + "\n" for _, t in references))
    upload(app, "Gold links", "g.txt", "".join(line + "\n" for line in gold[:2]))
    widget(app, "button", "Import").click().run()
    assert "g.txt: it ends, and the block of line 14 needs its line" in words_on(app)
    upload(app, "Gold links", "g.txt", "".join(line + "\n" for line in gold))
    widget(app, "button", "Import").click().run()
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["chrf"]) == [100] * 3
    assert table["aer"].notna().all()
    app.query_params["where"] = "aer >= 0 and chrf > 99"
    app.run()
    assert "3 of 3 sentences" in words_on(app)
