"""What a person does and sees in the app, for tests without a browser."""

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
    """Everything that can be read, in order, without the tags."""
    blocks = [block.value for block in app.html if not block.value.startswith("<style>")]
    return html.unescape(re.sub(r"<[^>]+>", "", "\n".join(blocks)))


def hindi_on(app):
    found = (re.search(r'class="hindi"[^>]*>(.*?)</p>', block.value) for block in app.html)
    return [html.unescape(match[1]) for match in found if match]


def plots_on(app):
    return app.get("plotly_chart")


def plotted(app):
    (plot,) = plots_on(app)
    return json.loads(plot.proto.spec)


def control(app, kind, label):
    (found,) = (widget for widget in getattr(app, kind) if widget.label == label)
    return found
