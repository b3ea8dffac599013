"""The forced word that leads from the translation to a node of the tree."""

from attention_core.explorer import Explorer
from pages.sections.lab.tree_nodes import node_change
from tests.helpers.app import SENTENCE


def test_a_node_is_reached_by_the_pieces_behind_the_common_beginning(models):
    trace = Explorer(models=models).translate(
        model="tiny-attention", sentence=SENTENCE, tree=True, beam=4
    )
    reached = 0
    for number, node in enumerate(trace.tree.nodes):
        change = node_change(trace.tree, node=number, written=trace.target_pieces)
        pieces = trace.tree.pieces(number)
        if change is None:
            assert trace.target_pieces[: node.step] == pieces
            continue
        reached += 1
        assert (*trace.target_pieces[: change.step - 1], *change.pieces) == pieces
        assert change.pieces[0] != trace.target_pieces[change.step - 1]
    assert reached > 3
