"""Files of an alignment view: what a saved picture holds, and the view as one HTML page."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from attention_core.figures.alignment_view import SavedFile, Side, clipped
from attention_core.figures.devanagari_font import FAMILY, font_file
from attention_core.figures.glyph_outlines import glyph_outlines
from attention_core.figures.html_file import html_page
from attention_core.figures.trace_document import file_stem, origin
from attention_core.trace import Trace
from pages.shared.state.view import View


def saved_file(*, trace: Trace, view: View, sides: Sequence[Side]) -> SavedFile:
    """What saved drawings hold, with outlines of the Devanagari in labels, whole and clipped."""
    words = [word for side in sides for word in side.words]
    labels = [f"{word.text}  {word.below}" if word.below else word.text for word in words]
    texts = [text for label in labels for text in (label, clipped(label))]
    outlines = glyph_outlines(texts=texts, font=font_file())
    about = ("model", "digest", "beam", "rank", "source", "translation")
    return SavedFile(
        stem=file_stem(trace=trace, grain=view.grain),
        origin=origin(trace=trace, grain=view.grain),
        title=f"{'Edited weights' if trace.changes else 'Weights'} of “{trace.source}”",
        about={
            **{name: getattr(trace, name) for name in about},
            "grain": view.grain,
            "changes": [change.to_json() for change in trace.changes],
        },
        family=FAMILY,
        outlines={run: (outline.path, outline.advance) for run, outline in outlines.items()},
    )


def html_download(document: Mapping[str, Any], *, key: str) -> None:
    """A button that saves the view of a document; the page is made when it is pressed.

    Args:
        document: as of `alignment_document`.
        key: of the view.
    """
    st.download_button(
        "HTML of the drawing",
        data=lambda: html_page(document),
        file_name=f"{document['file']['stem']}.html",
        mime="text/html",
        key=f"{key}.html",
        icon=":material/download:",
        help="One file that opens in any browser, also offline, with everything but the model.",
        on_click="ignore",
    )
