"""Sentences kept out of training: which sets the models were measured on, and what is in them."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

from attention_core.evaluation.measurement import LONG, Measurement, Metric, read_measurement
from attention_core.explorer import ModelInfo
from pages.shared.display.model_captions import kind_of_text, quality

# What no training file is like, by how the names begin.
_KINDS: Final[Mapping[str, str]] = {
    "flores200": "sentences from news, guides and schoolbooks (FLORES-200)",
    "stories": "children's stories",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class HeldOut:
    """A file of pairs, and what every model reached on it."""

    file: str
    measurements: tuple[Measurement, ...]  # in the order of the models

    @property
    def what(self) -> str:
        """What is in it, in words; its name if we cannot say."""
        known = (what for begin, what in _KINDS.items() if self.file.startswith(begin))
        return next(known, kind_of_text(self.file))

    @property
    def label(self) -> str:
        """A line for a menu."""
        what = self.what
        return f"{what[:1].upper()}{what[1:]} · {self.measurements[0].n:,} sentences"

    def caption(self, metric: Metric) -> str:
        """What was measured, how, and when."""
        found = self.measurements
        beams = ", ".join(sorted({str(one.beam) for one in found if one.beam}))
        signatures = sorted({one.signatures[metric] for one in found if metric in one.signatures})
        beam = f", beam {beams}" if beams else ""
        how = f" Signature: {'; '.join(signatures)}." if signatures else ""
        return (
            f"{self.file}: {self.what}, {found[0].n:,} sentences kept out of training{beam}.{how} "
            "Measured when the models were made; the figures are those of their cards. The "
            "sentences themselves are not part of this project and cannot be listed: measure a "
            "file of your own to read the sentences behind a point."
        )


def held_out_sets(models: Sequence[ModelInfo]) -> dict[str, HeldOut]:
    """All that the cards have figures by length for, by file; most long sentences first."""
    found: dict[str, list[Measurement]] = {}
    for info in models:
        for row in quality(info.card):
            measurement = read_measurement(row | {"model": info.name})
            if measurement is not None and measurement.test:
                found.setdefault(measurement.test, []).append(measurement)
    sets = [HeldOut(file=file, measurements=_once_each(rows)) for file, rows in found.items()]
    return {one.file: one for one in sorted(sets, key=lambda one: (-_share_long(one), one.file))}


def _once_each(rows: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """The last that a card says of a model, if it says more than one."""
    return tuple({found.model: found for found in rows}.values())


def _share_long(one: HeldOut) -> float:
    """How many of its sentences are beyond one vector's reach."""
    measurement = one.measurements[0]
    count, _ = measurement.beyond("bleu", words=LONG) or (0, 0.0)
    return count / measurement.n


def stale(chosen: HeldOut, *, models: Sequence[ModelInfo]) -> list[str]:
    """Models whose figures are those of other weights than they have now."""
    digests = {info.name: info.digest for info in models}
    return [
        found.model
        for found in chosen.measurements
        if found.digest and found.digest != digests[found.model]
    ]
