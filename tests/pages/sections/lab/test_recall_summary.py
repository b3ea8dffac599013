"""The sentences on recall say what the numbers say, whichever way these turn out."""

import pytest

from attention_core.probe.measurement import ProbeMeasurement
from pages.sections.lab.recall_summary import in_words, loses_surely, lost
from tests.helpers.probes import card_row


def row(model, reading, **values):
    return ProbeMeasurement.from_json(card_row(reading, **values), model=model)


def test_what_the_control_leaves_is_what_can_be_lost():
    one = row("v", "fixed", short=0.8, long=0.5, control=(0.3, 0.4))
    assert lost(one) == pytest.approx((0.8 - 0.3) / 0.7 - (0.5 - 0.4) / 0.6)
    assert loses_surely(one)


def test_who_finds_everything_loses_nothing():
    """Even if the control finds more in long sentences, so that less is left to lead by."""
    one = row("a", "states", short=0.97, long=0.98, control=(0.13, 0.41))
    assert lost(one) < 0
    assert not loses_surely(one)
    assert lost(row("a", "states", short=1.0, long=1.0, control=(0.1, 1.0))) == pytest.approx(0.0)


def test_a_rising_control_counts():
    """The same recall at both ends tells less where guessing finds more."""
    one = row("v", "fixed", short=0.7, long=0.7, control=(0.2, 0.6))
    assert loses_surely(one)
    assert not loses_surely(row("v", "fixed", short=0.7, long=0.7, control=(0.3, 0.3)))


def test_wide_intervals_are_not_sure():
    assert not loses_surely(row("v", "fixed", short=0.8, long=0.5, width=0.3))


LOSES = {"short": 0.9, "long": 0.4}
KEEPS = {"short": 0.8, "long": 0.95}


@pytest.mark.parametrize(
    ("fixed", "states", "said"),
    [
        (LOSES, KEEPS, "That is what the article says"),
        (KEEPS, KEEPS, "That is not what the article says"),
        (LOSES, {"short": 0.9, "long": 0.2}, "the h_j of a lose no less"),
        ({**LOSES, "width": 0.4}, KEEPS, "That is not what the article says"),
    ],
)
def test_the_verdict_follows_the_numbers(fixed, states, said):
    *lines, verdict = in_words([row("v", "fixed", **fixed), row("a", "states", **states)])
    assert said in verdict
    assert lines[0].startswith(f"v, the fixed c: finds {fixed['short']:.0%} (")
    assert f"{states['long']:.0%}" in lines[1]
    assert "control 40%" in lines[1]


def test_models_that_differ_are_named():
    rows = [row("v1", "fixed", **LOSES), row("v2", "fixed", **KEEPS), row("a", "states", **KEEPS)]
    verdict = in_words(rows)[-1]
    assert "only in part" in verdict
    assert "v1 surely loses, v2 does not surely lose" in verdict


def test_too_few_sentences_are_not_judged():
    rows = [row("v", "fixed", **LOSES, n=3), row("a", "states", **KEEPS, n=3)]
    lines = in_words(rows)
    assert len(lines) == 2
    assert all("too few sentences to compare lengths" in line for line in lines)


def test_a_loss_of_less_than_half_a_point_has_no_sign():
    rows = [row("v", "fixed", **LOSES), row("a", "states", short=0.9, long=0.916)]
    assert lost(rows[1]) == pytest.approx(-0.003, abs=0.001)
    assert "a, the best of all h_j, 0 points." in in_words(rows)[-1]
