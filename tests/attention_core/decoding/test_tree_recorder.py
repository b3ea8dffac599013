"""The tree of a beam search against a search written out in plain Python."""

import itertools

import pytest

from attention_core.beam_tree import BeamNode, BeamTree
from attention_core.decoding import beam_search as search
from attention_core.decoding import tree_recorder
from attention_core.decoding.beam_search import FORBIDDEN, beam_search
from attention_core.decoding.interventions import DecodingPlan
from attention_core.decoding.tree_recorder import TreeRecorder
from attention_core.text.tokenizer import END
from tests.helpers import tiny
from tests.helpers.stepping import log_probabilities

IDS = tiny.random_ids(lengths=[8], vocabulary=20, seed=6)[0]
LONGEST = 4


def recorded(model, beam, **options):
    recorder = TreeRecorder()
    (found,) = beam_search(model=model, sources=[IDS], beam=beam, recorder=recorder, **options)
    return recorder.tree(best=found[0].ids, spell=str), found


def by_hand(model, beam):
    """Every candidate of the search: its pieces, total, and whether it is kept and finished."""
    alive, width, candidates = [((), 0.0)], beam, {}
    for step in range(1, LONGEST + 1):
        rows = []
        for written, total in alive:
            scores = log_probabilities(model, IDS, [*written, END])[-1].tolist()
            allowed = [k for k in range(len(scores)) if k not in FORBIDDEN]
            # Of each row, as many as the beam was wide at the start.
            best = sorted(allowed, key=lambda k: -scores[k])[:beam]
            rows += [((*written, k), total + scores[k]) for k in best]
        kept = sorted(rows, key=lambda row: -row[1])[:width]
        for row in rows:
            ends = row in kept and (row[0][-1] == END or step == LONGEST)
            candidates[row[0]] = (row[1], row in kept, ends)
            width -= ends
        alive = [row for row in kept if not candidates[row[0]][2]]
    return candidates


@pytest.mark.parametrize("beam", [1, 2, 5])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_tree_is_every_candidate_of_the_search(kind, options, device, beam, seed, monkeypatch):
    monkeypatch.setattr(search, "length_limit", lambda _: LONGEST)
    config = tiny.model_config(kind, target=8, **options)
    model = tiny.tiny_model(config, seed=seed, gain=1.5).to(device)
    tree, found = recorded(model, beam)
    expected = by_hand(model, beam)
    written = {tuple(map(int, tree.pieces(k))): node for k, node in enumerate(tree.nodes)}
    assert set(written) == set(expected)
    assert len(written) == len(tree.nodes)
    for pieces, (total, kept, finished) in expected.items():
        node = written[pieces]
        assert node.step == len(pieces)
        assert node.total == pytest.approx(total, abs=1e-3)
        assert (node.kept, node.finished) == (kept, finished)
        own = total - (expected[pieces[:-1]][0] if pieces[:-1] else 0.0)
        assert node.logprob == pytest.approx(own, abs=1e-3)
    assert {p for p, node in written.items() if node.finished} == {h.ids for h in found}
    assert tree.complete


def test_its_best_leaf_is_the_translation_and_its_scores_are_the_hypotheses(model):
    tree, found = recorded(model, 4)
    assert tuple(map(int, tree.pieces(tree.best))) == found[0].ids
    assert tree.nodes[tree.best].finished
    scores = {
        tuple(map(int, tree.pieces(k))): node.score
        for k, node in enumerate(tree.nodes)
        if node.finished
    }
    assert scores.keys() == {h.ids for h in found}
    for hypothesis in found:
        assert scores[hypothesis.ids] == pytest.approx(hypothesis.score, abs=1e-4)


def test_recording_changes_nothing(model):
    _, found = recorded(model, 4)
    (without,) = beam_search(model=model, sources=[IDS], beam=4)
    assert [(h.ids, h.logprob) for h in found] == [(h.ids, h.logprob) for h in without]


def test_parents_come_before_their_children_and_only_kept_ones_have_any(model):
    tree, _ = recorded(model, 4)
    for number, node in enumerate(tree.nodes):
        if node.parent is None:
            assert node.step == 1
            continue
        parent = tree.nodes[node.parent]
        assert node.parent < number
        assert node.step == parent.step + 1
        assert parent.kept
        assert not parent.finished


def test_a_fixed_piece_is_the_only_node_of_its_step(model):
    tree, _ = recorded(model, 4, plans=[DecodingPlan(pieces={1: 9})])
    assert [node.piece for node in tree.nodes if node.step == 1] == ["9"]


def test_a_full_tree_leaves_out_dropped_candidates_and_says_so(model, monkeypatch):
    whole, _ = recorded(model, 4)
    monkeypatch.setattr(tree_recorder, "MOST_NODES", 30)
    tree, found = recorded(model, 4)
    assert not tree.complete
    assert len(tree.nodes) < len(whole.nodes)
    kept = {tree.pieces(k) for k, node in enumerate(tree.nodes) if node.kept}
    assert kept == {whole.pieces(k) for k, node in enumerate(whole.nodes) if node.kept}
    assert tuple(map(int, tree.pieces(tree.best))) == found[0].ids
    full = max(node.step for node in tree.nodes if not node.kept) + 1
    early = [node for node in whole.nodes if node.step < full]
    assert [node for node in tree.nodes if node.step < full] == early
    assert len(early) <= 30


def test_the_tree_of_several_sentences_is_refused(model):
    with pytest.raises(ValueError, match="one sentence"):
        beam_search(model=model, sources=[IDS, IDS], recorder=TreeRecorder())


def test_the_json_of_a_tree():
    common = {"kept": True, "finished": False}
    nodes = (
        BeamNode(parent=None, step=1, piece="▁a", logprob=-0.5, total=-0.5, **common),
        BeamNode(parent=0, step=2, piece="b", logprob=-1.0, total=-1.5, kept=True, finished=True),
        BeamNode(parent=0, step=2, piece="c", logprob=-2.0, total=-2.5, kept=False, finished=False),
    )
    tree = BeamTree(nodes=nodes, best=1, complete=True)
    assert tree.path(2) == (0, 2)
    assert tree.pieces(1) == ("▁a", "b")
    assert nodes[1].score == -0.75
    data = tree.to_json()
    assert data["best"] == 1
    assert data["nodes"][2] == {
        "parent": 0,
        "step": 2,
        "piece": "c",
        "probability": pytest.approx(0.1353352832),
        "total": -2.5,
        "kept": False,
        "finished": False,
    }
    assert [set(a) == set(b) for a, b in itertools.pairwise(data["nodes"])] == [True, True]
