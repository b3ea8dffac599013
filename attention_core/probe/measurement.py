"""Recall of a probe as a card holds it: in all, by length, by place, and that of the control.

A card is a file that a person can edit: reading leaves out what makes no sense. Measuring is left
to `recall`, drawing to `figures.recall_lines`.
"""

import dataclasses
from collections.abc import Mapping
from typing import get_args

from attention_core.evaluation.measurement import LONG_WORDS, MIN_SENTENCES, Span
from attention_core.probe.vectors import Reading
from attention_core.probe.words import PLACES
from attention_core.utils.json_values import Row, number_in, object_in, rows_in, text_in, whole_in


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recall:
    """The share of words that a probe finds, from 0 to 1."""

    value: float
    low: float  # of the 95% interval
    high: float
    words: int  # that there are to be found
    n: int  # sentences

    @property
    def few(self) -> bool:
        """Whether there are fewer than MIN_SENTENCES sentences."""
        return self.n < MIN_SENTENCES

    @classmethod
    def from_json(cls, row: Row) -> "Recall | None":
        """Read a row; None if it has no usable recall."""
        value, low, high = (number_in(row.get(key)) for key in ("recall", "low", "high"))
        words, n = whole_in(row.get("words")), whole_in(row.get("n"))
        if value is None or low is None or high is None or words is None or n is None:
            return None
        if not 0 <= low <= high <= 1 or not 0 <= value <= 1:
            return None
        return cls(value=float(value), low=float(low), high=float(high), words=words, n=n)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecallParts:
    """Recall in all, by sentence length and by place in the sentence; parts without words lack."""

    total: Recall
    by_length: Mapping[Span, Recall]  # shortest sentences first
    by_place: Mapping[str, Recall]  # in the order of PLACES

    @classmethod
    def from_json(cls, row: Row) -> "RecallParts | None":
        """Read what `measure_recall` returns; None if there is no recall in all."""
        total = Recall.from_json(row)
        if total is None:
            return None
        lengths = {
            _span(part): recall
            for part in rows_in(row.get("by_length"))
            if (recall := Recall.from_json(part)) and whole_in(part.get("min")) is not None
        }
        places = {
            text_in(part.get("place")): recall
            for part in rows_in(row.get("by_place"))
            if (recall := Recall.from_json(part))
        }
        return cls(
            total=total,
            by_length=dict(sorted(lengths.items())),
            by_place={place: places[place] for place in PLACES if place in places},
        )


def _span(row: Row) -> Span:
    least, most = whole_in(row.get("min")), whole_in(row.get("max"))
    return Span(min=least or 0) if most is None else Span(min=least or 0, max=most)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProbeMeasurement:
    """What a card says of one probe."""

    model: str
    digest: str  # of the weights that it was trained on
    reading: Reading
    test: str  # names of the files that it was measured on
    probe: RecallParts
    control: RecallParts  # trained and measured on vectors of other sentences

    @classmethod
    def from_json(cls, row: Row, *, model: str) -> "ProbeMeasurement | None":
        """Read a row of a card's "probes"; None if it has no usable figures."""
        readings: dict[str, Reading] = {name: name for name in get_args(Reading)}
        reading = readings.get(text_in(row.get("probe")))
        probe = RecallParts.from_json(row)
        control = RecallParts.from_json(object_in(row.get("control")))
        if reading is None or probe is None or control is None:
            return None
        return cls(
            model=model,
            digest=text_in(row.get("digest")),
            reading=reading,
            test=text_in(row.get("test")),
            probe=probe,
            control=control,
        )

    def ends(self) -> tuple[Span, Span] | None:
        """The first span with MIN_SENTENCES sentences, and the last such of long sentences.

        None if one of the two is missing.
        """
        enough = [
            span
            for span, recall in self.probe.by_length.items()
            if not recall.few and span in self.control.by_length
        ]
        if not enough or enough[-1].min <= LONG_WORDS or enough[0].min > LONG_WORDS:
            return None
        return enough[0], enough[-1]
