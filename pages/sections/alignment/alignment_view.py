"""The board as a component: α, gold and found links in; the gold links that were clicked out."""

from functools import partial
from pathlib import Path

import streamlit as st

from attention_core.alignment.links import GoldLinks, Link
from attention_core.figures.alignment_view import alignment_view_data, clipped
from attention_core.figures.glyph_outlines import glyph_outlines
from attention_core.trace import Trace
from pages.sections.alignment.file_names import file_stem, origin
from pages.shared.display.fonts import FAMILY, font_file
from pages.shared.display.hindi_text import speller
from pages.shared.state.session import choose
from pages.shared.state.view import View

_ASSETS = Path(__file__).resolve().parents[3] / "assets" / "components" / "alignment_view"
# A component takes one script: its parts, each of which may use those before it.
_PARTS = ("shapes", "labels", "signs", "heatmap", "two_rows", "legend", "files", "board")

_component = st.components.v2.component(
    "board",
    html='<div class="board-root"></div>',
    css=(_ASSETS / "board.css").read_text(encoding="utf-8"),
    js="\n".join((_ASSETS / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS),
)


def show_board(
    *,
    trace: Trace,
    view: View,
    gold: GoldLinks | None = None,
    links: frozenset[Link] = frozenset(),
    editing: bool = False,
    key: str = "board",
) -> None:
    """Draw α as `view.drawing` says; selecting words in it costs no rerun.

    Args:
        trace: of an attention model.
        view: drawing, grain and letters.
        gold: what people say is linked.
        links: what α says is linked.
        editing: whether a click on a cell makes it a gold link; the links become the view's.
        key: of the component, one for each board on a page.

    Raises:
        ValueError: a vanilla model has no α.
        PharaohError: a gold link outside the sentences.
    """
    made = alignment_view_data(
        trace=trace, grain=view.grain, spell=speller(view), gold=gold, links=links
    )
    pair = repr([trace.digest, trace.beam, trace.rank, trace.source, trace.target_pieces])
    _component(
        key=key,
        data={
            **made,
            "pair": pair,
            "identity": f"{pair} {view.grain}",
            "drawing": view.drawing,
            "editing": editing,
            "heard": _report(key).get("serial", 0),
            "stem": file_stem(trace=trace, grain=view.grain),
            "origin": origin(trace=trace, grain=view.grain),
            "family": FAMILY,
            "outlines": _outlines([*made["rows"], *made["columns"]]),
        },
        on_gold_change=partial(_hear, key=key, pair=pair),
    )


def _outlines(labels: list[str]) -> dict[str, tuple[str, int]]:
    """What files need to draw Devanagari in labels and in what is said of them."""
    shown = [text for label in labels for text in (label, clipped(label))]
    found = glyph_outlines(texts=shown, font=font_file())
    return {run: (outline.path, outline.advance) for run, outline in found.items()}


def _report(key: str) -> dict[str, object]:
    """What the browser said last: the serial number of a change, and the gold links after it."""
    found = st.session_state.get(key, {}).get("gold")
    return found if isinstance(found, dict) else {}


def _hear(*, key: str, pair: str) -> None:
    """Clicked links become the view's, unless they were clicked on what is no longer shown."""
    report = _report(key)
    if report.get("pair") == pair:
        choose(gold=str(report.get("line", "")))
