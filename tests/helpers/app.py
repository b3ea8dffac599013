"""Actions and views of a person in the app, for tests without a browser."""

import html
import json
import re

SENTENCE = "the red bird sits near the school."


def translate(app, sentence):
    app.text_area[0].set_value(sentence)
    (button,) = (b for b in app.button if b.label == "Translate")
    button.click().run()
    assert not app.exception
    return app


def words_on(app):
    """All text on the page, without tags: first outside drawings, then in them."""
    blocks = [block.value for block in app.html if not block.value.startswith("<style>")]
    outside = html.unescape(re.sub(r"<[^>]+>", "", "\n".join(blocks)))
    return "\n".join([outside, *(line for one in drawings_on(app) for line in _lines(one))])


def hindi_on(app):
    """The translations, outside drawings and in them."""
    matches = (re.search(r'class="hindi"[^>]*>(.*?)</p>', block.value) for block in app.html)
    outside = [html.unescape(match[1]) for match in matches if match]
    inside = [text for one in drawings_on(app) for text in _translations(one)]
    return [*outside, *filter(None, inside)]


def drawings_on(app):
    """The documents of the alignment views, in order."""
    documents = (json.loads(found.proto.json) for found in app.get("bidi_component"))
    return [document for document in documents if "matrices" in document]


def labels_in(document, side):
    """The labels of one side of a drawing, each with what is below it."""
    return [f"{w['text']} {w['below']}".strip() for w in document[side]["words"]]


def spelt(words):
    """Words of a drawing as a sentence, the end mark left out."""
    text = "".join(" " * (not word["joined"]) + word["text"] for word in words)
    return text.removesuffix(" (end)").strip()


def _translations(document):
    return [spelt(document["target"]["words"]), *(other["text"] for other in document["others"])]


def _lines(document):
    for part in (document["source"], document["target"], *document["others"]):
        yield part["heading"]
        yield from part["notes"]
        yield from (word["below"] for word in part.get("words", ()))
        yield part.get("below", "")
    yield spelt(document["source"]["words"])
    yield from _translations(document)


def plots_on(app):
    return app.get("plotly_chart")


def widget(app, kind, label):
    (match,) = (widget for widget in getattr(app, kind) if widget.label == label)
    return match
