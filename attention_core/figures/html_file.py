"""A drawing of weights as one HTML file, which needs no server and nothing from the network.

The file holds the document, the scripts and styles that the pages of the app use, and the letters
of Devanagari that occur. Texts of the document never become markup.
"""

import base64
import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from attention_core.figures.component_files import ALIGNMENT_VIEW, component_css, component_js
from attention_core.figures.devanagari_font import FAMILY, font_subset

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; "
    "img-src data: blob:"
)
_FRAME_HEIGHT = 560  # px, until the drawing has told its own
_ROOM = 480  # px of the drawing's own scrolling box in a frame, which has no window height


def html_page(document: Mapping[str, Any]) -> str:
    """A whole HTML document.

    Args:
        document: of `figures.alignment_view`.
    """
    document = _alone(document)
    scripts = [name for name in ALIGNMENT_VIEW if name != "streamlit"]
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing is loaded, from wherever the file is opened.
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{html.escape(document['file']['title'])}</title>\n"
        f"<style>{_font_face(document)}{_PAGE_STYLE}{component_css('alignment_view')}</style>\n"
        '</head><body><div class="alignment-view-root"></div>\n'
        f'<script type="application/json" id="document">{_json(document)}</script>\n'
        f"<script>{component_js('alignment_view', scripts=scripts)}\n{_START}</script>\n"
        "</body></html>\n"
    )


def html_frame(document: Mapping[str, Any]) -> str:
    """The same page in a frame, for a notebook: scripts of two drawings do not meet there."""
    options = {**document["options"], "height": document["options"]["height"] or _ROOM}
    page = html_page({**document, "options": options})
    title = html.escape(document["file"]["title"])
    return (
        f'<iframe title="{title}" style="width: 100%; height: {_FRAME_HEIGHT}px; border: 0" '
        f'srcdoc="{html.escape(page)}"></iframe>'
    )


def _alone(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without what only a server answers: later weights, the player, gold links."""
    there = [weights for weights in document["matrices"] if weights["values"] is not None]
    names = {weights["name"] for weights in there}
    options = {**document["options"], "player": False, "editing": False}
    if options["weights"] not in names:
        options["weights"] = there[0]["name"]
    return {**document, "matrices": there, "options": options}


def _json(document: Mapping[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def _font_face(document: Mapping[str, Any]) -> str:
    font = font_subset(_texts(document))
    if not font:
        return ""
    data = base64.b64encode(font).decode("ascii")
    return (
        f'@font-face {{ font-family: "{FAMILY}"; src: url("data:font/ttf;base64,{data}") '
        'format("truetype"); }\n'
    )


def _texts(document: Mapping[str, Any]) -> Iterator[str]:
    """Every text that a person may see."""
    for side in (document["source"], document["target"], *document["others"]):
        yield from (side["heading"], *side["notes"], side.get("text", ""), side.get("below", ""))
        for word in side.get("words", ()):
            yield from (word["text"], word["below"])
    yield from (document["description"], document["file"]["title"])


_PAGE_STYLE = (
    ":root { color-scheme: light dark; --st-background-color: light-dark(#fff, #0e1117); "
    f'--st-font: system-ui, "{FAMILY}", sans-serif; }}\n'
    "body { margin: 0; padding: 12px 16px; background: var(--st-background-color); }\n"
)
# In a frame the drawing tells the frame its height, unless the notebook forbids that.
_START = """
const alignmentDocument = JSON.parse(document.getElementById("document").textContent);
const root = document.querySelector(".alignment-view-root");
const start = () => new AlignmentView(root, alignmentDocument, () => {});
// Letters that are laid out before their font is there may stay boxes.
Promise.all([...document.fonts].map((face) => face.load())).then(start, start);
const ownFrame = (() => { try { return window.frameElement; } catch { return null; } })();
if (ownFrame) {
  const height = () => Math.ceil(document.body.getBoundingClientRect().height) + 4;
  const fit = () => { ownFrame.style.height = `${height()}px`; };
  new ResizeObserver(fit).observe(document.body);
  fit();
}
"""
