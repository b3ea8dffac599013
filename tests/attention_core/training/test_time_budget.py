"""A budget of minutes: updates that fit, estimated from the speed."""

from hypothesis import given
from hypothesis import strategies as st

from attention_core.training.time_budget import (
    EVERY,
    FIRST,
    VALIDATIONS,
    TimeBudget,
    evaluate_every,
)


@given(
    start=st.integers(0, 5000),
    speed=st.floats(1, 500),  # updates a minute
    minutes=st.floats(1, 600),
)
def test_at_an_even_speed_the_updates_are_those_of_the_minutes(start, speed, minutes):
    budget = TimeBudget(minutes=minutes, update=start)
    for made in (FIRST, EVERY, 4 * EVERY):
        found = budget.updates(update=start + made, minutes=made / speed)
        assert found == start + max(made + 1, round(minutes * speed)) or (
            abs(found - start - minutes * speed) <= 1
        )


def test_between_estimates_there_is_none():
    budget = TimeBudget(minutes=10, update=7)
    due = [made for made in range(1, 250) if budget.updates(update=7 + made, minutes=1)]
    assert due == [FIRST, EVERY, 2 * EVERY]


@given(updates=st.integers(1, 10**6))
def test_validations_are_spread_over_the_run(updates):
    every = evaluate_every(updates)
    assert every % 50 == 0
    assert every == 50 or abs(updates / every - VALIDATIONS) < VALIDATIONS / 2
