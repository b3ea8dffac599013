"""The alignment view as a component: α and links go in, clicked gold links come out."""

from functools import partial

import streamlit as st

from attention_core.alignment.links import GoldLinks, Link
from attention_core.figures.alignment_view import alignment_view_data, clipped
from attention_core.figures.glyph_outlines import glyph_outlines
from attention_core.trace import Trace
from pages.sections.alignment.file_names import file_stem, origin
from pages.shared.display.components import component_css, component_js
from pages.shared.display.fonts import FAMILY, font_file
from pages.shared.display.hindi_text import speller
from pages.shared.state.session import update_view
from pages.shared.state.view import View

_SCRIPTS = (
    "numbers",
    "labels",
    "link_signs",
    "heatmap",
    "two_rows",
    "legend",
    "files",
    "alignment_view",
)
_component = st.components.v2.component(
    "alignment_view",
    html='<div class="alignment-view-root"></div>',
    css=component_css("alignment_view"),
    js=component_js("alignment_view", scripts=_SCRIPTS),
)


def show_alignment_view(
    *,
    trace: Trace,
    view: View,
    gold: GoldLinks | None = None,
    links: frozenset[Link] = frozenset(),
    editing: bool = False,
    key: str = "alignment_view",
) -> None:
    """Draw α as `view.drawing` says; selecting words in the drawing causes no rerun.

    Args:
        trace: of an attention model.
        view: drawing, grain and letters.
        gold: links that a person gives.
        links: links extracted from weights.
        editing: whether a click on a cell changes the gold links of the view.
        key: of the component, unique on the page.

    Raises:
        ValueError: a vanilla model has no α.
        PharaohError: a gold link is outside the sentences.
    """
    matrix = alignment_view_data(
        trace=trace, grain=view.grain, spell=speller(view), gold=gold, links=links
    )
    pair = repr([trace.digest, trace.beam, trace.rank, trace.source, trace.target_pieces])
    _component(
        key=key,
        data={
            **matrix,
            "pair": pair,
            "identity": f"{pair} {view.grain}",
            "drawing": view.drawing,
            "editing": editing,
            "received": _report(key).get("serial", 0),
            "stem": file_stem(trace=trace, grain=view.grain),
            "origin": origin(trace=trace, grain=view.grain),
            "family": FAMILY,
            "outlines": _outlines([*matrix["rows"], *matrix["columns"]]),
        },
        on_gold_change=partial(_update_gold, key=key, pair=pair),
    )


def _outlines(labels: list[str]) -> dict[str, tuple[str, int]]:
    """The outlines of Devanagari in labels, whole and clipped, for saved drawings."""
    texts = [text for label in labels for text in (label, clipped(label))]
    outlines = glyph_outlines(texts=texts, font=font_file())
    return {run: (outline.path, outline.advance) for run, outline in outlines.items()}


def _report(key: str) -> dict[str, object]:
    """The browser's last report: the serial number of a change, and the gold links after it."""
    report = st.session_state.get(key, {}).get("gold")
    return report if isinstance(report, dict) else {}


def _update_gold(*, key: str, pair: str) -> None:
    """Store the clicked links in the view, unless they belong to another translation."""
    report = _report(key)
    if report.get("pair") == pair:
        update_view(gold=str(report.get("line", "")))
