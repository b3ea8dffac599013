"""A budget of minutes instead of updates: how many updates fit into the time.

The learning rate decays over the updates of the whole run, so their number must be known while it
runs. It is estimated from the speed so far, first early in the warm-up and again now and then. A
run with such a budget depends on the speed of the machine: resumed, it goes on, but not with
exactly the weights of an uninterrupted one.
"""

FIRST = 30  # update of the first estimate
EVERY = 100  # updates between two estimates
VALIDATIONS = 16  # of the whole run, at about even distances


class TimeBudget:
    """Estimates the updates of a run that may take so many minutes from now."""

    def __init__(self, *, minutes: float, update: int) -> None:
        """Begin at an update.

        Args:
            minutes: that the run may take from now on.
            update: the updates that have been made.
        """
        self._minutes, self._start = minutes, update

    def updates(self, *, update: int, minutes: float) -> int | None:
        """The updates of the whole run, or None where it is not the time to estimate them.

        Args:
            update: made so far.
            minutes: passed since this budget began.
        """
        made = update - self._start
        if made != FIRST and (made < EVERY or made % EVERY):
            return None
        return self._start + max(made + 1, round(made * self._minutes / max(minutes, 1e-9)))


def evaluate_every(updates: int) -> int:
    """Updates between two validations of a run of so many updates."""
    return max(50, round(updates / VALIDATIONS / 50) * 50)
