"""The alignment view as a component: a document goes in, what a person chose in it comes out."""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from attention_core.figures.alignment_view import (
    Options,
    OtherText,
    Weights,
    WordLinkSet,
    alignment_document,
)
from attention_core.figures.component_files import ALIGNMENT_VIEW, component_css, component_js
from attention_core.figures.trace_document import source_side, target_side
from attention_core.trace import Trace
from pages.shared.display.matrix_captions import in_words
from pages.shared.display.saved_drawing import html_download, saved_file
from pages.shared.display.target_text import two_line_speller
from pages.shared.display.trace_weights import shown_matrix, trace_weights
from pages.shared.state.session import session_view, update_view
from pages.shared.state.view import View
from pages.shared.state.view import Weights as Choice

_component = st.components.v2.component(
    "alignment_view",
    html='<div class="alignment-view-root"></div>',
    css=component_css("alignment_view"),
    js=component_js("alignment_view", scripts=ALIGNMENT_VIEW),
)
_NAMES: Mapping[Choice, str] = {
    "alpha": "attention weights α",
    "posterior": "posterior of the attention weights",
}
_REPORTS = {"drawing": ("heatmap", "links"), "weights": ("alpha", "posterior")}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Headings:
    """What stands above the two sentences."""

    source: str = "Your sentence"
    target: str = "The translation"
    source_notes: Sequence[str] = ()
    target_notes: Sequence[str] = ()


def show_alignment_view(
    *,
    trace: Trace,
    view: View,
    matrices: Sequence[Weights] = (),
    headings: Headings | None = None,
    others: Sequence[OtherText] = (),
    links: WordLinkSet | None = None,
    options: Options | None = None,
    key: str = "alignment_view",
) -> None:
    """Draw weights; pointing at words and pinning them causes no rerun.

    Args:
        trace: of an attention model.
        view: grain and letters; drawing and weights, unless there are other matrices.
        matrices: to draw instead of α and the posterior.
        headings: above the sentences.
        others: other translations, shown beside this one.
        links: between words; with pieces, the drawing says that it does not show them.
        options: texts, play, player, editing and cell; the rest is the view's.
        key: of the component, unique on the page.

    Raises:
        ValueError: a vanilla model has no α.
        PharaohError: a gold link is outside the sentences.
    """
    titles = headings or Headings()
    source = source_side(trace=trace, grain=view.grain, heading=titles.source)
    target = target_side(
        trace=trace, grain=view.grain, heading=titles.target, spell=two_line_speller(view)
    )
    pair = repr([trace.digest, trace.beam, trace.rank, trace.source, trace.target_pieces])
    drawn = shown_matrix(trace=trace, view=view)
    if matrices and matrices[0].values is not None:
        drawn = dataclasses.replace(drawn, weights=matrices[0].values)
    name = matrices[0].label if matrices else _NAMES[view.weights]
    chosen = dataclasses.replace(
        options or Options(),
        drawing=view.drawing,
        weights=matrices[0].name if matrices else view.weights,
        received=received_serial(key),
        pair=pair,
    )
    own = () if matrices else tuple(_REPORTS)  # of a fixed matrix nothing is remembered
    document = alignment_document(
        source=dataclasses.replace(source, notes=titles.source_notes),
        target=dataclasses.replace(target, notes=titles.target_notes),
        matrices=matrices or trace_weights(trace=trace, view=view),
        energies=trace.energies if view.grain == "pieces" else None,
        file=saved_file(trace=trace, view=view, sides=(source, target)),
        identity=f"{pair} {view.grain}",
        description=in_words(model=trace.model, matrix=drawn, name=name),
        links=links and dataclasses.replace(links, shown=view.grain == "words"),
        others=others,
        options=chosen,
    )
    show_document(document, key=key, reports=bool(own))


def show_document(document: Mapping[str, Any], *, key: str, reports: bool = False) -> None:
    """Draw a document as of `alignment_document`.

    Args:
        document: of a Trace, or of another sentence.
        key: of the component, unique on the page.
        reports: whether the view remembers what a person chooses in the drawing: drawing, weights,
            gold links. The drawing can then be saved as a file, too.
    """
    pair = str(document["options"]["pair"])
    result = _component(
        key=key,
        data=dict(document),
        on_gold_change=partial(_update_gold, key=key, pair=pair) if reports else _nothing,
        on_drawing_change=partial(_update_choice, "drawing", key=key) if reports else _nothing,
        on_weights_change=partial(_update_choice, "weights", key=key) if reports else _nothing,
        on_player_change=_nothing,
    )
    if reports:
        html_download(document, key=key)
    if step := result.get("player"):
        view = session_view()
        shown = "attention" if view.shown == "vanilla" else view.shown
        update_view(step=int(step), shown=shown)
        st.switch_page("pages/step_by_step.py")


def _nothing() -> None:
    """A report that changes no field of the view."""


def _update_choice(name: str, *, key: str) -> None:
    """Store the drawing or the weights that a person chose in the view."""
    value = st.session_state.get(key, {}).get(name)
    if value in _REPORTS[name]:
        update_view(**{name: value})


def received_serial(key: str) -> int:
    """Number of the last report of gold links by the drawing with this key, for `Options`."""
    return int(str(_gold_report(key).get("serial", 0)))


def _gold_report(key: str) -> dict[str, object]:
    """The browser's last report: the serial number of a change, and the gold links after it."""
    report = st.session_state.get(key, {}).get("gold")
    return report if isinstance(report, dict) else {}


def _update_gold(*, key: str, pair: str) -> None:
    """Store the clicked links in the view, unless they belong to another translation."""
    report = _gold_report(key)
    if report.get("pair") == pair:
        update_view(gold=str(report.get("line", "")))
