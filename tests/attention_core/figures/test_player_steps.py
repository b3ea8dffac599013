"""The ledger: its numbers are those of the Trace, and its checks can fail."""

import dataclasses
import json
import math

import numpy as np
import pytest

from attention_core.analysis.integrity import integrity_checks
from attention_core.analysis.labelled_matrix import END_MARK
from attention_core.explorer import Explorer
from attention_core.figures.player_steps import player_steps
from attention_core.trace import Trace

SENTENCE = "the red bird sits near 7 boats."


@pytest.fixture(scope="module")
def trace(explorer: Explorer) -> Trace:
    return explorer.translate(model="tiny-attention", sentence=SENTENCE)


@pytest.fixture(scope="module")
def vanilla(explorer: Explorer) -> Trace:
    return explorer.translate(model="tiny-vanilla", sentence=SENTENCE)


def test_numbers_are_those_of_the_trace(trace):
    made = json.loads(json.dumps(player_steps(trace=trace, read=str.upper)))
    assert np.float32(made["alpha"]).tolist() == trace.alpha.tolist()
    assert np.float32(made["energies"]).tolist() == trace.energies.tolist()
    assert made["entropy_limit"] == pytest.approx(math.log2(len(trace.source_pieces)))
    for i, row in enumerate(trace.alpha):
        bits = -sum(float(a) * math.log2(a) for a in row if a > 0)
        assert made["entropy"][i] == pytest.approx(bits, abs=1e-5)
        context = sum(float(a) * h.astype(float) for a, h in zip(row, trace.memory, strict=True))
        assert made["context_norm"][i] == pytest.approx(float(np.linalg.norm(context)), rel=1e-4)
        assert made["probability"][i] == pytest.approx(math.exp(trace.logprob[i]))
        if i:
            before = trace.contexts[i - 1].astype(float)
            moved = math.dist(trace.contexts[i].astype(float), before)
            assert made["context_move"][i] == pytest.approx(moved, rel=1e-5)
    assert made["context_move"][0] is None


def test_the_piece_written_is_marked_among_the_candidates(trace):
    made = player_steps(trace=trace, read=str)
    for row, probability in zip(made["candidates"], made["probability"], strict=True):
        written = [c for c in row if c["written"]]
        assert len(written) <= 1
        for candidate in written:
            assert candidate["probability"] == pytest.approx(probability, rel=1e-4)


def test_labels_lose_the_sign_for_a_space(trace):
    made = player_steps(trace=trace, read=str)
    assert made["source"][-1] == END_MARK
    assert len(made["source"]) == len(trace.source_pieces)
    assert not any("▁" in text for text in [*made["source"], *made["target"]])


def test_all_checks_hold_on_real_traces(trace, vanilla):
    for found in (integrity_checks(trace), integrity_checks(vanilla)):
        assert found
        assert all(check["holds"] for check in found), found
    assert len(integrity_checks(trace)) == 3  # padding was really there


def test_checks_fail_when_they_should(trace, vanilla):
    def broken(source, **parts):
        return [c["holds"] for c in integrity_checks(dataclasses.replace(source, **parts))]

    assert broken(trace, alpha=trace.alpha * np.float32(1.01)) == [False, True, False]
    assert broken(trace, padding_alpha=1e-9) == [True, False, True]
    assert broken(trace, contexts=trace.contexts + np.float32(0.01)) == [True, True, False]
    drifting = vanilla.contexts.copy()
    drifting[-1] += 0.01
    assert broken(vanilla, contexts=drifting) == [False, False]
    assert broken(vanilla, memory=vanilla.memory[::-1].copy()) == [True, False]


def test_a_vanilla_ledger_has_no_weights(vanilla):
    made = player_steps(trace=vanilla, read=str)
    assert made["alpha"] is made["energies"] is made["entropy"] is None
    assert made["context_move"][1:] == pytest.approx([0] * (len(vanilla.target_pieces) - 1))
