"""The alignment view as a component: a document goes in, what a person chose in it comes out."""

from collections.abc import Mapping
from functools import partial
from typing import Any, get_args

import streamlit as st

from attention_core.figures.component_files import ALIGNMENT_VIEW, component_css, component_js
from pages.shared.display.saved_drawing import html_download
from pages.shared.state.session import session_view, update_view
from pages.shared.state.view import Drawing, Weights

_component = st.components.v2.component(
    "alignment_view",
    html='<div class="alignment-view-root"></div>',
    css=component_css("alignment_view"),
    js=component_js("alignment_view", scripts=ALIGNMENT_VIEW),
)
_REPORTS = {"drawing": get_args(Drawing), "weights": get_args(Weights)}


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
