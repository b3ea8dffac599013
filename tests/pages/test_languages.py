"""Every page, with every download, in languages unlike English and Hindi."""

import json
import re

import numpy as np
import pytest
import streamlit as st

from attention_core.aligned_corpus.importing import import_corpus
from attention_core.alignment.both_directions import weights_of_words
from attention_core.alignment.extraction import Rule
from attention_core.alignment.links import GoldLinks, format_pharaoh
from attention_core.alignment.symmetrization import COMBINATIONS, combine_links, turned
from attention_core.explorer import Explorer
from attention_core.formats.recognition import recognise
from attention_core.text.languages import script_name, usual_script
from attention_core.text.words import merge_to_words
from tests.helpers.app import drawings_on, labels_in, widget, words_on
from tests.helpers.languages import made_up_pairs

PAIRS = ("en-ar", "ar-en", "en-zh")
NAMES = {"en": "English", "ar": "Arabic", "zh": "Chinese"}
DIRECTIONS = {"en": "ltr", "ar": "rtl", "zh": "ltr"}
VIEWS = {
    "translate": ({}, {"view": "pieces"}),
    "step_by_step": ({"watch": "both"},),
    "alignment": (
        {"draw": "links"},
        {"detail": "diagnostics"},
        {"detail": "evidence", "evidence": "posterior", "view": "pieces"},
        {"detail": "evidence", "evidence": "occlusion"},
        {"detail": "gold", "gold": "0-0"},
        {"detail": "files", "reference": "{reference}", "rank": "0"},
    ),
    "compare": (
        {"reference": "{reference}"},
        {"compare": "prefix"},
        {"compare": "sentences", "other": "{other}"},
        {"compare": "longer", "rung": "2"},
    ),
    "lab": (
        {"try": "alpha"},
        {"try": "word"},
        {"try": "mask", "changes": '[{"kind": "freeze", "context": "uniform"}]'},
        {"try": "tree"},
    ),
    "length": ({},),
    "models": ({},),
    "corpus": ({},),
}


def sentences(pair, *, count=3):
    """Source sentences and their translations."""
    other = pair.replace("en", "").strip("-")
    rows = made_up_pairs(other)[:count]
    return [(p.source, p.target) if pair.startswith("en") else (p.target, p.source) for p in rows]


@pytest.fixture
def files(monkeypatch):
    """What the download buttons of a page give, made as the page is drawn, by label."""
    found = {}
    original = st.download_button

    def made(label, data, *args, **options):
        found[label] = data() if callable(data) else data
        return original(label, found[label], *args, **options)

    monkeypatch.setattr(st, "download_button", made)
    return found


@pytest.fixture
def open_pair(open_app, other_languages):
    def open_at(pair, page="translate", **query):
        (source, reference), (other, _), _ = sentences(pair)
        given = {"reference": reference, "other": other}
        query = {
            name: value.format(**given) if value in ("{reference}", "{other}") else value
            for name, value in query.items()
        }
        query = {"pair": pair, "sentence": source, "beam": "2", **query}
        return open_app(models=other_languages, page=f"pages/{page}.py", **query)

    return open_at


def texts_on(app):
    """Every text that the page sends to the browser, but for scripts and names of fonts."""
    protos = [getattr(node, "proto", "") for node in app.main]
    texts = [getattr(proto, "json", None) or str(proto) for proto in protos]
    return "\n".join(texts).replace("Noto Sans Devanagari", "")


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("page", VIEWS)
def test_every_page_and_every_file(open_pair, files, pair, page):
    source, target = (NAMES[tag] for tag in pair.split("-"))
    for query in VIEWS[page]:
        files.clear()
        app = open_pair(pair, page, **query)
        assert not app.exception
        said = texts_on(app)
        for name in ("Hindi", "Devanagari"):
            assert name not in said, said[said.index(name) - 200 :][:400]
        if page not in ("models", "corpus", "length"):
            assert f"{source} sentence" in said or query.get("compare") == "longer"
        for data in files.values():
            assert data
        for name in (name for name in files if "JSON" in name and name.endswith("Trace")):
            trace = json.loads(files[name])
            assert (trace["source_language"], trace["target_language"]) == tuple(pair.split("-"))
        for document in drawings_on(app):
            sides = [document["source"], document["target"]]
            assert [side["lang"] for side in sides] == pair.split("-")
            assert [side["direction"] for side in sides] == [
                DIRECTIONS[tag] for tag in pair.split("-")
            ]
        if target == "Arabic" and page in ("compare", "lab") and query.get("compare") != "longer":
            assert re.search(r'<p class="\w+" lang="ar" dir="rtl">', said.replace('\\"', '"'))


def test_the_words_of_an_unspaced_language_are_its_pieces(open_pair, other_languages):
    app = open_pair("en-zh", "alignment", reference="{reference}", rank="0")
    assert "Chinese: written without spaces between words, so that each piece" in words_on(app)
    sentence, reference = sentences("en-zh")[0]
    trace = Explorer(models=other_languages).force(
        model="en-zh-attention", sentence=sentence, target=reference
    )
    pieces = [piece.strip("▁") for piece in trace.target_pieces[:-1]]
    words = labels_in(drawings_on(app)[0], "target")[:-1]
    assert words == [piece for piece in pieces if piece]
    assert "".join(words) == reference
    assert "written without spaces" not in words_on(open_pair("en-ar"))


@pytest.mark.parametrize(
    ("pair", "note"),
    [("en-ar", "Arabic letters only"), ("en-zh", "Han letters only"), ("ar-en", "")],
)
def test_there_is_no_choice_of_letters_where_there_is_no_romanization(open_pair, pair, note):
    app = open_pair(pair)
    assert not [one for one in app.segmented_control if one.label == "Letters"]
    said = words_on(app)
    assert ("no romanization" in said) == bool(note)
    assert note in said


# Words of a language and what is below them; Marathi and others in Devanagari count as Hindi.
ROWS = {
    "hi": {"दीया": "dīyā", "नदी": "nadī"},
    "bn": {"বাড়ি": "bāṛi"},
    "ml": {"വീട്": "vīṭ"},
    "fr": {"maison": ""},
    "ru": {"дом": ""},
    "ta": {"வீடு": ""},
}


@pytest.fixture
def corpus_of(kept, tmp_path):
    """A function that keeps a corpus of one sentence, made by another system."""

    def keep(words, *, name, origin=""):
        path = tmp_path / f"{name}.jsonl"
        row = {
            "source_tokens": ["lamp"],
            "target_tokens": list(words),
            "alpha": [[1.0]] * len(words),
        } | ({"origin": origin} if origin else {})
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
        import_corpus(recognised=recognise([path]), folder=kept / name)

    return keep


@pytest.mark.parametrize("language", ROWS)
@pytest.mark.parametrize("pair", PAIRS)
def test_letters_are_those_of_the_row_and_not_of_the_pages_models(
    open_pair, corpus_of, language, pair
):
    """A matrix of another language than the models', on Alignment and beside another one."""
    for name in ("first", "second"):
        corpus_of(ROWS[language], name=name)
    wanted = [f"{word} {latin}".strip() for word, latin in ROWS[language].items()]
    app = open_pair(pair)  # the typed sentence has other letters, or none to choose
    for page, query in {
        "pages/corpus.py": {"corpus": "first", "against": "second", "row": "0"},
        "pages/alignment.py": {"corpus": "first", "row": "0"},
    }.items():
        app.switch_page(page)
        app.query_params.clear()
        app.query_params.update(query)
        app.run()
        assert not app.exception
        documents = drawings_on(app)
        assert len(documents) == (2 if "against" in query else 1)
        for document in documents:
            assert labels_in(document, "target") == wanted
    letters = [one for one in app.segmented_control if one.label == "Letters"]
    assert len(letters) == any(ROWS[language].values())
    if letters:
        assert letters[0].options == ["Both", "Latin", script_name(usual_script(language))]
        letters[0].set_value("latin").run()
        latin = list(ROWS[language].values())
        assert labels_in(drawings_on(app)[0], "target") == latin


def test_a_model_of_the_same_name_in_another_script_is_another_one(
    open_pair, other_languages, corpus_of
):
    name = next(i.name for i in Explorer(models=other_languages).models() if "ar" in str(i.card))
    corpus_of(ROWS["hi"], name="old", origin=name)
    app = open_pair("en-ar", page="alignment")
    app.query_params.clear()
    app.query_params.update({"corpus": "old", "row": "0"})
    app.run()
    (document,) = drawings_on(app)
    assert labels_in(document, "target") == ["दीया dīyā", "नदी nadī"]
    assert (document["target"]["lang"], document["target"]["direction"]) == ("", "ltr")


def test_a_given_translation_has_the_letters_of_its_own_script(open_pair):
    app = open_pair("en-zh", page="alignment", reference="बड़ा घर", rank="0")
    (document,) = drawings_on(app)
    assert [word["below"].removesuffix(" (?)") for word in document["target"]["words"]] == [
        *("baṛā", "ghar", "")
    ]


def test_languages_are_chosen_in_the_settings(open_pair):
    app = open_pair("en-ar")
    typed = app.text_area[0].value
    menu = widget(app, "selectbox", "Languages")
    assert menu.options == ["Arabic → English", "English → Arabic", "English → Chinese"]
    menu.select("en-zh").run()
    assert not app.exception
    assert app.query_params["pair"] == "en-zh"
    assert app.query_params["attention"].startswith("en-zh-attention@")
    assert app.text_area[0].value == typed  # in the same language
    widget(app, "selectbox", "Languages").select("ar-en").run()
    assert app.query_params["vanilla"].startswith("ar-en-vanilla@")
    assert app.text_area[0].label == "Arabic sentence"
    assert app.text_area[0].value != typed


def test_another_language_opens_with_a_sentence_that_its_model_has_kept(open_app, other_languages):
    app = open_app(models=other_languages, pair="ar-en")
    examples = app.menu_button[0].options
    kept = {pair.target for pair in made_up_pairs("ar")[:20]}
    assert app.text_area[0].value in kept
    assert 4 <= len(examples) <= 12
    boxes = [json.loads(one.proto.json) for one in app.get("bidi_component")]
    assert [(box["lang"], box["direction"]) for box in boxes if "select" in box] == [("ar", "rtl")]
    assert not app.exception


def test_the_first_pair_is_shown_if_there_is_no_english_hindi(open_app, other_languages):
    app = open_app(models=other_languages)
    assert app.query_params["pair"] == "ar-en"
    assert drawings_on(app)[0]["source"]["lang"] == "ar"


@pytest.mark.parametrize("pair", PAIRS)
def test_the_records_of_a_training_are_drawn_in_the_languages_of_its_model(
    open_app, other_languages, pair
):
    app = open_app(models=other_languages, page="pages/train.py", pair=pair)
    widget(app, "selectbox", "Model").select(f"{pair}-attention").run()
    assert not app.exception
    (drawing,) = drawings_on(app)
    for side, tag in zip(("source", "target"), pair.split("-"), strict=True):
        assert (drawing[side]["lang"], drawing[side]["direction"]) == (tag, DIRECTIONS[tag])
    assert f"{pair}-attention after" in drawing["file"]["origin"]


def translation_on(app):
    """The text of the words in the drawing, without the end mark."""
    words = drawings_on(app)[0]["target"]["words"]
    return "".join(
        f"{'' if word['joined'] or not k else ' '}{word['text']}"
        for k, word in enumerate(words)
        if not word["mark"]
    )


class TestBothDirections:
    def test_links_of_both_are_those_of_the_two_models(self, open_pair, other_languages, files):
        explorer = Explorer(models=other_languages)
        sentence, reference = sentences("en-ar")[0]
        trace = explorer.force(model="en-ar-attention", sentence=sentence, target=reference)
        there = Rule(threshold=0.2).links(trace.link_weights)
        sources = [word.text for word in trace.linkable_sources]
        targets = [word.text for word in trace.linkable_targets]
        way_back = weights_of_words(
            checkpoint=explorer.load("ar-en-attention"),
            source=targets,
            target=sources,
            weights="alpha",
        )
        back = turned(Rule(threshold=0.2).links(way_back[:-1]))
        assert there != back
        query = {"reference": "{reference}", "rank": "0", "rule": "threshold", "threshold": "0.2"}
        app = open_pair("en-ar", "alignment", detail="gold", **query)
        for combination in COMBINATIONS:
            widget(app, "segmented_control", "Links of").set_value(combination).run()
            assert not app.exception
            assert app.query_params["links"] == combination
            expected = combine_links(forward=there, backward=back, combination=combination)
            shown = drawings_on(app)[0]["links"]["predicted"]
            assert shown == [list(link) for link in sorted(expected)]
            name = f"Save the links of α of both directions ({combination}) as Pharaoh"
            line = format_pharaoh(GoldLinks(sure=expected, possible=expected))
            assert files[name] == f"{line}\n"

    def test_agreed_links_are_those_that_both_models_make(self, open_pair, other_languages):
        explorer = Explorer(models=other_languages)
        sentence, reference = sentences("en-ar")[0]
        trace = explorer.force(model="en-ar-attention", sentence=sentence, target=reference)
        there = merge_to_words(
            alpha=explorer.posterior(trace),
            source_words=trace.source_words,
            target_words=trace.target_words,
        )[: len(trace.linkable_targets)]
        back = weights_of_words(
            checkpoint=explorer.load("ar-en-attention"),
            source=[word.text for word in trace.linkable_targets],
            target=[word.text for word in trace.linkable_sources],
            weights="posterior",
        )
        expected = np.zeros((len(trace.target_words), len(trace.source_words)))
        for source, target in Rule().links(there) & turned(Rule().links(back[:-1])):
            expected[target, source] = (there[target, source] + back[source, target]) / 2
        assert expected.any()
        query = {"weights": "agreed", "reference": "{reference}", "rank": "0"}
        app = open_pair("en-ar", "alignment", detail="gold", **query)
        drawing = drawings_on(app)[0]
        assert [one["label"] for one in drawing["matrices"]] == ["α", "Posterior", "Agreed"]
        assert drawing["options"]["weights"] == "agreed"
        np.testing.assert_allclose(drawing["matrices"][2]["values"], expected, atol=1e-4)
        linked = [[int(s), int(t)] for t, s in zip(*np.nonzero(expected), strict=True)]
        assert drawing["links"]["predicted"] == sorted(linked)
        assert "ar-en-attention" in drawing["matrices"][2]["about"]

    @pytest.mark.parametrize(("pair", "view"), [("en-zh", "words"), ("en-ar", "pieces")])
    def test_nothing_is_agreed_on_without_another_model_or_over_pieces(self, open_pair, pair, view):
        app = open_pair(pair, "translate", weights="agreed", view=view)
        (drawing,) = drawings_on(app)
        assert [one["label"] for one in drawing["matrices"]] == ["α", "Posterior"]
        assert drawing["options"]["weights"] == "posterior"
        assert drawing["matrices"][1]["values"] is not None
        assert not app.exception

    def test_agreed_links_are_computed_when_they_are_chosen(self, open_pair):
        (drawing,) = drawings_on(open_pair("en-ar", "translate"))
        given = {one["name"]: one["values"] is not None for one in drawing["matrices"]}
        assert given == {"alpha": True, "posterior": False, "agreed": False}

    @pytest.mark.parametrize("page", ["translate", "alignment"])
    def test_a_translation_is_translated_back_where_one_stands(self, open_pair, page):
        app = open_pair("en-ar", page)
        wrote = translation_on(app)
        widget(app, "button", "Translate it back into English").click().run()
        assert not app.exception
        assert (app.query_params["pair"], app.query_params["sentence"]) == ("ar-en", wrote)
        assert app.text_area[0].value == wrote
        assert app.query_params["attention"].startswith("ar-en-attention@")
        others = [button.label for button in open_pair("en-zh", page).button]
        assert not [label for label in others if "back" in label]

    def test_there_is_no_such_choice_without_a_model_of_the_other_direction(self, open_pair):
        app = open_pair("en-zh", "alignment", detail="gold")
        assert "Links of" not in [one.label for one in app.segmented_control]
        assert "other direction" not in texts_on(app)
        app = open_pair("en-zh", "alignment", detail="gold", links="union")
        assert "no model from Chinese into English: links are of one direction" in words_on(app)
