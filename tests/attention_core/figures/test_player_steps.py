"""The steps of the player: numbers are those of the Trace, and the checks can fail."""

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
from tests.helpers.traces import make_trace

SENTENCE = "the red bird sits near 7 boats."


@pytest.fixture(scope="module")
def trace(explorer: Explorer) -> Trace:
    return explorer.translate(model="tiny-attention", sentence=SENTENCE)


@pytest.fixture(scope="module")
def vanilla(explorer: Explorer) -> Trace:
    return explorer.translate(model="tiny-vanilla", sentence=SENTENCE)


def test_numbers_are_those_of_the_trace(trace):
    steps = json.loads(json.dumps(player_steps(trace=trace, romanize=str.upper)))
    assert np.float32(steps["alpha"]).tolist() == trace.alpha.tolist()
    assert np.float32(steps["energies"]).tolist() == trace.energies.tolist()
    assert steps["entropy_limit"] == pytest.approx(math.log2(len(trace.source_pieces)))
    for i, row in enumerate(trace.alpha):
        bits = -sum(float(a) * math.log2(a) for a in row if a > 0)
        assert steps["entropy"][i] == pytest.approx(bits, abs=1e-5)
        context = sum(float(a) * h.astype(float) for a, h in zip(row, trace.memory, strict=True))
        assert steps["context_norm"][i] == pytest.approx(float(np.linalg.norm(context)), rel=1e-4)
        assert steps["probability"][i] == pytest.approx(math.exp(trace.logprob[i]))
        if i:
            before = trace.contexts[i - 1].astype(float)
            moved = math.dist(trace.contexts[i].astype(float), before)
            assert steps["context_move"][i] == pytest.approx(moved, rel=1e-5)
    assert steps["context_move"][0] is None


def test_the_target_piece_is_marked_among_the_candidates(trace):
    steps = player_steps(trace=trace, romanize=str)
    for row, probability in zip(steps["candidates"], steps["probability"], strict=True):
        written = [c for c in row if c["written"]]
        assert len(written) <= 1
        for candidate in written:
            assert candidate["probability"] == pytest.approx(probability, rel=1e-4)


def test_labels_have_no_mark_for_a_space(trace):
    steps = player_steps(trace=trace, romanize=str)
    assert steps["source"][-1] == END_MARK
    assert len(steps["source"]) == len(trace.source_pieces)
    assert not any("▁" in text for text in [*steps["source"], *steps["target"]])


def test_pieces_of_a_changed_word_say_what_was_typed(explorer):
    trace = explorer.translate(model="tiny-attention", sentence="the ｒｅｄ bird")
    notes = player_steps(trace=trace, romanize=str.upper)["source_notes"]
    red = next(word for word in trace.source_words if word.text == "red")
    assert len(notes) == len(trace.source_pieces)
    for k, note in enumerate(notes):
        assert note == "of a word typed “ｒｅｄ”" * (red.start <= k < red.stop)


def test_all_checks_hold_on_real_traces(trace, vanilla):
    for checks in (integrity_checks(trace), integrity_checks(vanilla)):
        assert checks
        assert all(check["holds"] for check in checks), checks
    assert len(integrity_checks(trace)) == 3  # the one about padding, too


def test_checks_fail_when_they_should(trace, vanilla):
    def broken(original, **changes):
        return [c["holds"] for c in integrity_checks(dataclasses.replace(original, **changes))]

    assert broken(trace, alpha=trace.alpha * np.float32(1.01)) == [False, True, False]
    assert broken(trace, padding_alpha=1e-9) == [True, False, True]
    assert broken(trace, contexts=trace.contexts + np.float32(0.01)) == [True, True, False]
    drifting = vanilla.contexts.copy()
    drifting[-1] += 0.01
    assert broken(vanilla, contexts=drifting) == [False, False]
    assert broken(vanilla, memory=vanilla.memory[::-1].copy()) == [True, False]


def test_a_vanilla_trace_has_no_weights(vanilla):
    steps = player_steps(trace=vanilla, romanize=str)
    assert steps["alpha"] is steps["energies"] is steps["entropy"] is None
    assert steps["context_move"][1:] == pytest.approx([0] * (len(vanilla.target_pieces) - 1))


def test_each_side_has_its_language_and_direction():
    found = player_steps(trace=make_trace(languages="en-he"), romanize=str)
    assert found["languages"] == {
        "source": {"lang": "en", "direction": "ltr"},
        "target": {"lang": "he", "direction": "rtl"},
    }
