"""Interventions through the one door: obeyed or refused, and nothing half applied."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_core.analysis.integrity import integrity_checks
from attention_core.config import KINDS
from attention_core.interventions import (
    ChangeError,
    ForceWord,
    FreezeContext,
    MaskWords,
    SetAlpha,
    read_changes,
)
from tests.helpers import tiny
from tests.helpers.changes import LISTS

SENTENCE = tiny.PAIRS[0].source


@given(changes=LISTS, kind=st.sampled_from(KINDS), beam=st.sampled_from([1, 3]))
@settings(max_examples=40)
def test_any_list_of_changes_is_obeyed_or_refused(explorer, changes, kind, beam):
    """Σα = 1 and c = Σ α h hold for what was used, and nothing crashes."""
    length = "attention_core.decoding.beam_search.length_limit"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(length, lambda _: 14)
        try:
            trace = explorer.translate(
                model=f"tiny-{kind}", sentence=SENTENCE, beam=beam, changes=changes, tree=True
            )
        except ChangeError as error:
            trace, fault = None, str(error)
    if trace is None:
        assert fault.startswith("change ")
        assert "\n" not in fault
        return
    assert trace.changes == tuple(changes)
    assert all(check["holds"] for check in integrity_checks(trace))
    assert trace.tree.pieces(trace.tree.best) == trace.target_pieces
    assert read_changes(json.loads(json.dumps(trace.to_json()))["changes"]) == trace.changes


def test_no_change_gives_the_very_same_trace(explorer, kind):
    name = f"tiny-{kind}"
    own = explorer.translate(model=name, sentence=SENTENCE)
    assert explorer.translate(model=name, sentence=SENTENCE, changes=()).to_json() == own.to_json()
    step = min(3, len(own.target_pieces))
    word = ForceWord(step=step, pieces=(own.target_pieces[step - 1],))
    forced = explorer.translate(model=name, sentence=SENTENCE, changes=[word])
    assert {**forced.to_json(), "changes": []} == own.to_json()


def test_weights_set_to_what_they_were_give_the_same_trace(explorer):
    own = explorer.translate(model="tiny-attention", sentence=SENTENCE)
    row = own.alpha[1].astype(float)
    weights = tuple((k, row[w.start : w.stop].sum()) for k, w in enumerate(own.source_words))
    change = SetAlpha(step=2, weights=weights)
    same = explorer.translate(model="tiny-attention", sentence=SENTENCE, changes=[change])
    assert same.changes == (change,)
    assert {**same.to_json(), "changes": []} == own.to_json()


def test_a_forced_translation_obeys_changes(explorer):
    changes = (FreezeContext(context="mean"),)
    own = explorer.force(model="tiny-attention", sentence=SENTENCE, target="लाल चिड़िया")
    frozen = explorer.force(
        model="tiny-attention", sentence=SENTENCE, target="लाल चिड़िया", changes=changes
    )
    assert frozen.target_pieces == own.target_pieces
    assert frozen.changes == changes
    assert (frozen.contexts == frozen.contexts[0]).all()
    assert (frozen.logprob != own.logprob).any()
    with pytest.raises(ChangeError, match="forced already"):
        explorer.force(
            model="tiny-attention",
            sentence=SENTENCE,
            target="लाल",
            changes=[ForceWord(step=1, text="लाल")],
        )


@pytest.mark.parametrize("measure", ["occlusion", "posterior"])
def test_what_is_measured_without_changes_refuses_a_changed_trace(explorer, measure):
    changes = [FreezeContext(context="mean")]
    trace = explorer.translate(model="tiny-attention", sentence=SENTENCE, changes=changes)
    with pytest.raises(ChangeError, match="unchanged"):
        getattr(explorer, measure)(trace)


def test_integrity_is_that_of_what_was_used(explorer):
    """Masked words have no weight, and a frozen context is the same at every step."""
    changes = (MaskWords(words=(1, 3)), FreezeContext(context="first"))
    trace = explorer.translate(model="tiny-attention", sentence=SENTENCE, changes=changes)
    checks = {check["name"]: check for check in integrity_checks(trace)}
    assert list(checks) == [
        "Σα = 1 in every row",
        "α = 0 on padding",
        "c = Σ α h at every step",
        "α = 0 on masked words",
        "c is the same at every step",
    ]
    assert all(check["holds"] for check in checks.values())
    own = explorer.translate(model="tiny-attention", sentence=SENTENCE)
    liar = dataclasses.replace(own, changes=changes)
    holds = {check["name"]: check["holds"] for check in integrity_checks(liar)}
    assert not holds["α = 0 on masked words"]
    assert not holds["c is the same at every step"]
