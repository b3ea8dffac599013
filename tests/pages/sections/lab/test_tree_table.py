"""The table of a beam tree has the nodes and the path of the search."""

import json

import pytest

from attention_core.explorer import Explorer
from pages.sections.lab.tree_table import tree_table
from tests.helpers.app import SENTENCE


@pytest.mark.parametrize("kind", ["attention", "vanilla"])
def test_the_tree_is_a_table_as_well(models, kind):
    trace = Explorer(models=models).translate(model=f"tiny-{kind}", sentence=SENTENCE, tree=True)
    table = tree_table(trace.tree)
    assert len(table) == len(trace.tree.nodes)
    path = table[table["best path"]]
    assert tuple(path["piece"]) == trace.target_pieces
    assert path["sum of log p"].iloc[-1] == pytest.approx(trace.logprob.sum(), abs=1e-3)
    json.dumps(trace.tree.to_json())
