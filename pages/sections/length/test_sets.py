"""Test sets: files of sentences kept out of training, with each model's measurement in its card."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from attention_core.config import MODELS_FOLDER
from attention_core.evaluation.measurement import Measurement, Metric
from attention_core.explorer import ModelInfo
from pages.shared.display.model_captions import kind_of_text

# What is in the files that are unlike any training file, by the beginning of their names.
_KINDS: Final[Mapping[str, str]] = {
    "flores200": "sentences from news, guides and schoolbooks (FLORES-200)",
    "stories": "children's stories",
}
# Pairs of our own, in the folder assets; all others are only measured.
_OURS: Final = {"everyday_words_test.tsv"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordedSet:
    """A file of pairs, and the measurement of every model that has one."""

    file: str
    measurements: tuple[Measurement, ...]  # in the order of the models

    @property
    def what(self) -> str:
        """What is in the file, in words; its name if that is not known."""
        known = (what for begin, what in _KINDS.items() if self.file.startswith(begin))
        return next(known, kind_of_text(self.file))

    @property
    def path(self) -> Path | None:
        """The file itself, if it comes with the project."""
        return MODELS_FOLDER.parent / self.file if self.file in _OURS else None

    @property
    def share_long(self) -> float:
        """The share of sentences that are too long for one vector."""
        first = self.measurements[0]
        return sum(bucket.n for bucket in first.long_buckets()) / first.n

    @property
    def label(self) -> str:
        """The text of its option in a menu."""
        what = self.what
        return f"{what[:1].upper()}{what[1:]} · {self.measurements[0].n:,} sentences"

    def caption(self, metric: Metric) -> str:
        """What was measured, how, and when."""
        rows = self.measurements
        beams = ", ".join(sorted({str(row.beam) for row in rows if row.beam}))
        signatures = sorted({row.signatures[metric] for row in rows if metric in row.signatures})
        beam = f", beam {beams}" if beams else ""
        how = f" Signature: {'; '.join(signatures)}." if signatures else ""
        begin = (
            f"{self.file}: {self.what}, {rows[0].n:,} sentences kept out of training{beam}.{how} "
            "Measured when the models were made; the figures are those of their cards."
        )
        if self.path is not None:
            return begin
        return (
            f"{begin} The sentences themselves are not part of this project and cannot be listed: "
            "measure a file of your own to read the sentences behind a point."
        )


def recorded_sets(models: Sequence[ModelInfo]) -> dict[str, RecordedSet]:
    """The sets of which cards have scores by length, by file; most long sentences first."""
    measurements: dict[str, dict[str, Measurement]] = {}  # by file, then by model: the last counts
    for info in models:
        for row in info.card.tests:
            measurement = Measurement.from_json({**row, "model": info.name})
            if measurement is not None and measurement.test:
                measurements.setdefault(measurement.test, {})[info.name] = measurement
    sets = [
        RecordedSet(file=file, measurements=tuple(rows.values()))
        for file, rows in measurements.items()
    ]
    return {row.file: row for row in sorted(sets, key=lambda row: (-row.share_long, row.file))}


def outdated_models(chosen: RecordedSet, *, models: Sequence[ModelInfo]) -> list[str]:
    """Models whose weights have changed since they were measured."""
    digests = {info.name: info.digest for info in models}
    return [
        row.model for row in chosen.measurements if row.digest and row.digest != digests[row.model]
    ]
