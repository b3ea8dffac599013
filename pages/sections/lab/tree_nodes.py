"""Nodes of a beam tree: how a translation gets to one, and α of the steps until there."""

import pandas as pd
import streamlit as st

from attention_core.analysis.comparison import first_difference
from attention_core.analysis.labelled_matrix import LabelledMatrix, labelled_matrix
from attention_core.beam_tree import BeamTree
from attention_core.interventions import ChangeError, ForceWord, write_changes
from attention_core.trace import Trace
from pages.sections.lab.change_list import current_changes
from pages.shared.display.messages import show_text
from pages.shared.display.target_text import speller
from pages.shared.state.caches import changed_translation
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View


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


def show_alpha_until(node: int, *, trace: Trace, view: View) -> None:
    """α of the steps until a node; nothing for a vanilla model.

    Args:
        node: its index in the tree of the Trace.
        trace: the translation as it stands.
        view: the changes, letters and spelling.
    """
    tree = trace.tree
    if trace.alpha is None or tree is None:
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
