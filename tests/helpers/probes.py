"""Probes of the tiny models, trained in an instant on our own sentences."""

from pathlib import Path

from attention_core.explorer import Explorer
from attention_core.probe.folder import write_probe
from attention_core.probe.job import train_and_measure, vocabulary_of
from attention_core.probe.vectors import READINGS
from tests.helpers import tiny


def add_probes(models: Path) -> None:
    """Train and measure every probe of every model of a folder, and write them there."""
    explorer = Explorer(models=models, device="cpu")
    for info in explorer.models():
        checkpoint = explorer.load(info.name)
        vocabulary = vocabulary_of(checkpoint=checkpoint, pairs=tiny.PAIRS)
        for reading in READINGS[checkpoint.model.config.kind]:
            probe, figures = train_and_measure(
                checkpoint=checkpoint,
                vocabulary=vocabulary,
                train=tiny.PAIRS,
                dev=tiny.DEV,
                test=tiny.PAIRS,
                reading=reading,
            )
            write_probe(
                folder=explorer.folder(info.name),
                reading=reading,
                probe=probe,
                vocabulary=vocabulary,
                figures={"test": "tiny.tsv", **figures},
            )


def card_row(reading, *, short, long, control=(0.3, 0.4), width=0.02, n=40):
    """A row of a card's "probes" with two spans of sentence lengths.

    Args:
        reading: of the probe.
        short: recall in sentences of 1-10 words.
        long: in those of 41-50.
        control: recall of the control in both.
        width: half of every interval.
        n: sentences of each span.
    """

    def recall(value):
        words = {"n": n, "words": 10 * n, "recall": value}
        return {**words, "low": max(0.0, value - width), "high": min(1.0, value + width)}

    def parts(first, last):
        return {
            **recall((first + last) / 2),
            "by_length": [
                {"min": 1, "max": 10, **recall(first)},
                {"min": 41, "max": 50, **recall(last)},
            ],
            "by_place": [{"place": p, **recall(first)} for p in ("first third", "middle")]
            + [{"place": "last third", "n": n, "words": 0, "recall": None, "low": None}],
        }

    both = {**parts(short, long), "control": parts(*control)}
    return {"probe": reading, "digest": "d" * 12, "sha256": "", "test": "a.tsv, b.tsv", **both}
