"""The tree of the beam search that made the translation: drawn, and as a table."""

import functools

import streamlit as st

from attention_core.beam_tree import BeamTree
from attention_core.figures.component_files import component_css, component_js
from attention_core.figures.devanagari_font import font_file
from attention_core.figures.glyph_outlines import glyph_outlines
from attention_core.figures.trace_document import file_stem
from attention_core.text.languages import direction
from attention_core.trace import Trace
from pages.sections.lab.change_list import add_change
from pages.sections.lab.tree_nodes import node_change, show_alpha_until
from pages.sections.lab.tree_table import tree_table
from pages.shared.display.marked_words import label
from pages.shared.display.messages import show_text
from pages.shared.display.number_table import show_number_table
from pages.shared.display.target_text import speller
from pages.shared.state.view import View

_KEY = "beam_tree"
_component = st.components.v2.component(
    "beam_tree",
    html='<div class="beam-tree-root"></div>',
    css=component_css("beam_tree"),
    js=component_js("beam_tree", scripts=("beam_tree",)),
)


def show_beam_tree(*, trace: Trace, view: View) -> None:
    """The tree, its table, and α until the node that is chosen.

    Args:
        trace: the translation as it stands, with its tree.
        view: the changes, letters and spelling.
    """
    tree = trace.tree
    if tree is None:
        return
    show_text(
        "What the search kept and dropped. A box is a piece with its probability and the sum of "
        "log p until there; the thick path is the translation, ■ a finished hypothesis, dashed "
        "what was dropped. Finished hypotheses compete by log p a piece. Click a box, or walk with "
        "the arrow keys; space unfolds, Enter goes on from there.",
        small=True,
    )
    if trace.beam == 1:
        show_text("With a beam of 1 nothing but the best piece is ever considered.", small=True)
    if not tree.complete:
        show_text("The search is long: of its later steps the dropped pieces are left out.")
    key, edited = _tree_key(trace, view=view), ", edited" * bool(trace.changes)
    labels = [label(node.piece, view=view) for node in tree.nodes]
    outlines = glyph_outlines(texts=labels, font=font_file())
    _component(
        key=_KEY,
        data={
            "key": key,
            "title": f"Beam tree of {trace.model}{edited}: {trace.translation}",
            "file": f"{file_stem(trace=trace, grain='pieces')}-tree.svg",
            "best": tree.best,
            "direction": direction(trace.languages.target),
            "outlines": {run: (line.path, line.advance) for run, line in outlines.items()},
            "nodes": [
                {**node.to_json(), "p": node.to_json()["probability"], "piece": text}
                for node, text in zip(tree.nodes, labels, strict=True)
            ],
        },
        on_chosen_change=functools.partial(_go_on, tree, trace.target_pieces, key),
    )
    show_number_table(tree_table(tree, spell=speller(view)), hide_index=True, key="lab.tree")
    node = _chosen(key)
    if node is not None:
        show_alpha_until(node, trace=trace, view=view)


def _tree_key(trace: Trace, *, view: View) -> str:
    """Differs between searches, and between letters."""
    return repr((trace.digest, trace.beam, trace.source, view.changes, view.letters, view.spelling))


def _chosen(key: str) -> int | None:
    """The node that a person chose in the tree of this key; None if there is none."""
    report = st.session_state.get(_KEY, {}).get("chosen")
    return int(report["node"]) if report and report["tree"] == key else None


def _go_on(tree: BeamTree, written: tuple[str, ...], key: str) -> None:
    node = _chosen(key)
    if node is None or not st.session_state[_KEY]["chosen"]["go"]:
        return
    change = node_change(tree, node=node, written=written)
    if change is not None:
        add_change(change)
