"""The tree of the beam search that made the translation, and α until a node of it."""

import functools
from collections.abc import Callable

import pandas as pd
import streamlit as st

from attention_core.analysis.comparison import first_difference
from attention_core.analysis.labelled_matrix import LabelledMatrix, labelled_matrix
from attention_core.beam_tree import BeamTree
from attention_core.figures.component_files import component_css, component_js
from attention_core.interventions import ChangeError, ForceWord, write_changes
from attention_core.trace import Trace
from pages.sections.lab.change_list import add_change, current_changes
from pages.shared.display.marked_words import label
from pages.shared.display.messages import show_text
from pages.shared.display.number_table import show_number_table
from pages.shared.display.target_text import speller
from pages.shared.state.caches import changed_translation, explorer
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
    spell, key = speller(view), _tree_key(trace, view=view)
    _component(
        key=_KEY,
        data={
            "key": key,
            "title": f"Beam tree of {trace.model}: {trace.translation}",
            "best": tree.best,
            "nodes": [
                {
                    **node.to_json(),
                    "p": node.to_json()["probability"],
                    "piece": label(node.piece, view=view),
                }
                for node in tree.nodes
            ],
        },
        on_chosen_change=functools.partial(_go_on, tree, trace.target_pieces, key),
    )
    show_number_table(tree_table(tree, spell=spell), hide_index=True, key="lab.tree")
    _show_alpha(trace=trace, node=_chosen(key), view=view)


def tree_table(tree: BeamTree, *, spell: Callable[[str], str] = str) -> pd.DataFrame:
    """A row for each node of a tree."""
    best = set(tree.path(tree.best))
    return pd.DataFrame(
        [
            {
                "node": number,
                "after": node.parent,
                "step": node.step,
                "piece": spell(node.piece),
                "probability": node.to_json()["probability"],
                "sum of log p": node.total,
                "log p a piece": node.score,
                "kept": node.kept,
                "finished": node.finished,
                "best path": number in best,
            }
            for number, node in enumerate(tree.nodes)
        ]
    ).astype({"after": "Int64"})


def node_change(tree: BeamTree, *, node: int, written: tuple[str, ...]) -> ForceWord | None:
    """The forced word that leads from a translation to a node.

    Args:
        tree: of the search.
        node: its index.
        written: pieces of the translation as it stands.

    Returns:
        None if the node is on the path of the translation.
    """
    pieces = tree.pieces(node)
    at = first_difference(pieces, written[: len(pieces)])
    return None if at is None else ForceWord(step=at + 1, pieces=pieces[at:])


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


def _show_alpha(*, trace: Trace, node: int | None, view: View) -> None:
    """α of the steps until the chosen node."""
    tree = trace.tree
    if node is None or trace.alpha is None or tree is None:
        return
    change = node_change(tree, node=node, written=trace.target_pieces)
    shown = trace
    if change is not None:
        try:
            changes = write_changes([*current_changes(view), change])
            shown = changed_translation(
                _explorer=explorer(),
                model=trace.model,
                digest=trace.digest,
                sentence=view.sentence,
                beam=view.beam,
                changes=changes,
            )
        except ChangeError as error:
            show_text(f"α until this node cannot be shown: {error}.")
            return
    matrix = labelled_matrix(trace=shown, grain="pieces", spell=speller(view))
    steps = tree.nodes[node].step
    show_text(f"α of steps 1 to {steps}, until the chosen node:")
    st.dataframe(_first_rows(matrix, steps=steps), width="content", key="lab.tree.alpha")


def _first_rows(matrix: LabelledMatrix, *, steps: int) -> pd.DataFrame:
    return pd.DataFrame(
        matrix.weights[:steps],
        index=[f"{i}  {text}" for i, text in enumerate(matrix.rows[:steps], start=1)],
        columns=[f"{j}  {text}" for j, text in enumerate(matrix.columns, start=1)],
    ).round(3)
