"""What the recall of the probes shows, in sentences that are computed from the numbers."""

from collections.abc import Sequence

from attention_core.figures.recall_lines import READING_NAMES
from attention_core.probe.measurement import ProbeMeasurement


def in_words(measurements: Sequence[ProbeMeasurement]) -> list[str]:
    """A sentence for each probe, then one that holds them against what the article says."""
    lines = [_line(row) for row in measurements]
    verdict = _verdict(measurements)
    return [*lines, verdict] if verdict else lines


def _line(row: ProbeMeasurement) -> str:
    name = f"{row.model}, {READING_NAMES[row.reading]}"
    ends = row.ends()
    if ends is None:
        total = row.probe.total
        return (
            f"{name}: {total.value:.0%} of the words in all ({total.low:.0%} to {total.high:.0%}), "
            f"control {row.control.total.value:.0%}; too few sentences to compare lengths."
        )
    parts = []
    for span in ends:
        recall, control = row.probe.by_length[span], row.control.by_length[span]
        parts.append(
            f"{recall.value:.0%} ({recall.low:.0%} to {recall.high:.0%}) of the words of "
            f"sentences of {span} words, control {control.value:.0%}"
        )
    return f"{name}: finds {parts[0]}; {parts[1]}."


def lost(row: ProbeMeasurement) -> float | None:
    """By how much less is found of what frequencies leave unknown, from shortest to longest.

    A share from -1 to 1; None without sentences of both lengths. What the vector tells is
    (recall - control) / (1 - control): long sentences have more of the most frequent words, which
    the control finds as well, so that neither recall nor its lead can be compared as it is.
    """
    ends = row.ends()
    if ends is None:
        return None
    first, last = (
        _told(row.probe.by_length[span].value, control=row.control.by_length[span].value)
        for span in ends
    )
    return first - last


def loses_surely(row: ProbeMeasurement) -> bool:
    """Whether the 95% intervals of both shares lie apart, that of the longest below."""
    ends = row.ends()
    if ends is None:
        return False
    (first, own), (last, other) = (
        (row.probe.by_length[span], row.control.by_length[span].value) for span in ends
    )
    return _told(last.high, control=other) < _told(first.low, control=own)


def _told(recall: float, *, control: float) -> float:
    """The share that is found of what the control does not find; 1 if it leaves nothing."""
    return (recall - control) / (1 - control) if control < 1 else 1.0


def _verdict(measurements: Sequence[ProbeMeasurement]) -> str:
    judged = [row for row in measurements if row.ends()]
    fixed = [row for row in judged if row.reading == "fixed"]
    states = [row for row in judged if row.reading == "states"]
    if not fixed or not states:
        return ""
    losses = "; ".join(f"{_short(row)} {_points(lost(row))}" for row in judged)
    begin = (
        "Of the words that the control does not find, this much less is found in the longest "
        f"sentences than in the shortest: {losses}."
    )
    surely = [row for row in fixed if loses_surely(row)]
    less = [row for row in states if (lost(row) or 0) < min(lost(f) or 0 for f in fixed)]
    if len(surely) == len(fixed) and len(less) == len(states):
        return (
            f"{begin} That is what the article says: a longer sentence overloads the fixed vector, "
            "and the states that attention reads keep more."
        )
    if not surely:
        return (
            f"{begin} That is not what the article says: by these intervals, the fixed vector "
            "does not surely tell less as sentences grow."
        )
    said = [
        f"{row.model} surely loses" if row in surely else f"{row.model} does not surely lose"
        for row in fixed
    ]
    kept = [f"the h_j of {row.model} lose {'less' if row in less else 'no less'}" for row in states]
    return f"{begin} That is only in part what the article says: {', '.join([*said, *kept])}."


def _short(row: ProbeMeasurement) -> str:
    return f"{row.model}, {READING_NAMES[row.reading]},"


def _points(share: float | None) -> str:
    return f"{round(100 * (share or 0))} points".replace("-", "−")  # and no "-0"
