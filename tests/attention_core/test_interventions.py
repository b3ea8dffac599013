"""Interventions as JSON: there and back, and one clear line for whatever is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.interventions import (
    MOST_CHANGES,
    ChangeError,
    ForceWord,
    FreezeContext,
    MaskWords,
    ScaleEnergies,
    SetAlpha,
    parse_changes,
    read_changes,
    write_changes,
)
from tests.helpers.changes import LISTS

WRITTEN = """[
  {"kind": "alpha", "step": 2, "weights": {"5": 0.3, "4": 0.7}},
  {"kind": "word", "step": 1, "text": " बंद "},
  {"kind": "word", "step": 3, "pieces": ["▁कर", "दो"]},
  {"kind": "mask", "words": [3, 1, 3]},
  {"kind": "freeze", "context": "first"},
  {"kind": "sharpen", "factor": 2}
]"""
READ = (
    SetAlpha(step=2, weights=((4, 0.7), (5, 0.3))),
    ForceWord(step=1, text="बंद"),
    ForceWord(step=3, pieces=("▁कर", "दो")),
    MaskWords(words=(1, 3)),
    FreezeContext(context="first"),
    ScaleEnergies(factor=2.0),
)


def test_every_kind_is_read():
    assert parse_changes(WRITTEN) == READ


def test_they_are_written_in_one_line_without_spaces():
    written = write_changes(READ)
    assert written == (
        '[{"kind":"alpha","step":2,"weights":{"4":0.7,"5":0.3}},'
        '{"kind":"word","step":1,"text":"बंद"},{"kind":"word","step":3,"pieces":["▁कर","दो"]},'
        '{"kind":"mask","words":[1,3]},{"kind":"freeze","context":"first"},'
        '{"kind":"sharpen","factor":2.0}]'
    )
    assert parse_changes(written) == READ


def test_no_change_is_an_empty_text():
    assert write_changes(()) == ""
    assert parse_changes("") == parse_changes(" \n") == parse_changes("[]") == ()


@given(changes=LISTS)
def test_any_list_comes_back(changes):
    assert parse_changes(write_changes(changes)) == tuple(changes)
    assert read_changes([change.to_json() for change in changes]) == tuple(changes)


def outcome(read, value):
    """The changes, or none and the message."""
    try:
        return read(value), ""
    except ChangeError as error:
        return (), str(error)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {"kind": st.one_of(st.sampled_from(["alpha", "word", "mask", "freeze", "sharpen"]), JSON)},
    optional=dict.fromkeys(
        ("step", "weights", "text", "pieces", "words", "context", "factor"), JSON
    ),
)


@given(data=st.one_of(JSON, st.lists(st.one_of(FIELDS, JSON), max_size=3)))
def test_any_json_is_read_or_refused_in_one_line(data):
    changes, fault = outcome(read_changes, data)
    assert "\n" not in fault
    assert parse_changes(write_changes(changes)) == changes


@given(text=st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    changes, fault = outcome(parse_changes, text)
    assert "\n" not in fault
    assert parse_changes(write_changes(changes)) == changes


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("5", "5 is not an object"),
        ('{"step": 1}', '"kind" is null, not one of alpha, word, mask, freeze, sharpen'),
        ('{"kind": "colour"}', '"kind" is "colour"'),
        ('{"kind": ["alpha"]}', '"kind" is'),
        ('{"kind": "alpha", "weights": {"1": 1}}', '"step" is missing'),
        ('{"kind": "alpha", "step": 1}', '"weights" is missing'),
        ('{"kind": "alpha", "step": 0, "weights": {"1": 1}}', '"step" is 0'),
        ('{"kind": "alpha", "step": true, "weights": {"1": 1}}', '"step" is true'),
        ('{"kind": "alpha", "step": 1.5, "weights": {"1": 1}}', '"step" is 1.5'),
        ('{"kind": "alpha", "step": 1, "weights": {}}', '"weights"'),
        ('{"kind": "alpha", "step": 1, "weights": [1]}', '"weights"'),
        ('{"kind": "alpha", "step": 1, "weights": {"1": 0, "2": 0}}', "all weights are 0"),
        ('{"kind": "alpha", "step": 1, "weights": {"1": -1}}', "weight -1 is not"),
        ('{"kind": "alpha", "step": 1, "weights": {"1": NaN}}', "weight NaN is not"),
        ('{"kind": "alpha", "step": 1, "weights": {"1": Infinity}}', "weight Infinity is not"),
        ('{"kind": "alpha", "step": 1, "weights": {"1": "much"}}', 'weight "much" is not'),
        ('{"kind": "alpha", "step": 1, "weights": {"light": 1}}', '"light" is not the number'),
        ('{"kind": "alpha", "step": 1, "weights": {"-1": 1}}', '"-1" is not the number'),
        ('{"kind": "alpha", "step": 1, "weights": {"1": 1, "01": 2}}', "twice"),
        ('{"kind": "alpha", "step": 1, "weights": {"1": 1, "1": 2}}', '"1" occurs twice'),
        ('{"kind": "alpha", "step": 1, "weights": {"1": 1}, "word": 2}', '"word" is not a field'),
        ('{"kind": "word", "step": 1}', '"text" or "pieces"'),
        ('{"kind": "word", "step": 1, "text": "a", "pieces": ["a"]}', '"text" or "pieces"'),
        ('{"kind": "word", "step": 1, "text": "  "}', '"text" is not a word'),
        ('{"kind": "word", "step": 1, "text": 7}', '"text" is not a word'),
        ('{"kind": "word", "step": 1, "pieces": []}', '"pieces"'),
        ('{"kind": "word", "step": 1, "pieces": [""]}', '"pieces"'),
        ('{"kind": "mask", "words": []}', '"words"'),
        ('{"kind": "mask", "words": 3}', '"words"'),
        ('{"kind": "mask", "words": [-1]}', "-1 is not the number"),
        ('{"kind": "mask", "words": [true]}', "true is not the number"),
        ('{"kind": "freeze", "context": "last"}', "not one of mean, first, uniform"),
        ('{"kind": "sharpen", "factor": -0.5}', '"factor" is -0.5'),
        ('{"kind": "sharpen", "factor": 1e9}', '"factor" is'),
        ('{"kind": "sharpen", "factor": NaN}', '"factor" is NaN'),
        ('{"kind": "sharpen", "factor": false}', '"factor" is false'),
    ],
)
def test_a_bad_change_is_named_by_its_number(row, said):
    good = '{"kind": "mask", "words": [1]}'
    with pytest.raises(ChangeError) as found:
        parse_changes(f"[{good}, {row}]")
    assert said in str(found.value)
    assert "\n" not in str(found.value)
    # What the JSON reader itself refuses has no number yet.
    assert str(found.value).startswith("change 2: ") or "in one object" in str(found.value)


@pytest.mark.parametrize("text", ["{}", "5", "null", '"mask"', "[", "[1,]", "[" * 100_000])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ChangeError, match="JSON"):
        parse_changes(text)


def test_more_changes_than_the_limit_are_refused():
    row = {"kind": "mask", "words": [1]}
    assert len(read_changes([row] * MOST_CHANGES)) == MOST_CHANGES
    with pytest.raises(ChangeError, match=f"{MOST_CHANGES + 1} changes"):
        read_changes([row] * (MOST_CHANGES + 1))


def test_a_large_whole_number_is_no_weight():
    with pytest.raises(ChangeError, match="weight"):
        read_changes([{"kind": "alpha", "step": 1, "weights": {"0": 10**400}}])


def test_halves_of_surrogate_pairs_become_writable():
    (change,) = read_changes([{"kind": "word", "step": 1, "text": "a\ud800"}])
    json.dumps(change.to_json(), ensure_ascii=False).encode("utf-8")
