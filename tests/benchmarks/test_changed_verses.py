"""The table of changed models: each column is what `evaluate --change` measures."""

import re

import changed_verses
import pytest

from attention_core.cli.evaluate import evaluate_translations
from attention_core.explorer import Explorer
from attention_core.interventions import FreezeContext, ScaleEnergies
from tests.helpers import tiny


def test_each_column_is_measured_under_its_change(models):
    explorer = Explorer(models=models, device="cpu")
    found = changed_verses.measure(
        explorer=explorer,
        attention="tiny-attention",
        vanilla="tiny-vanilla",
        pairs=tiny.PAIRS,
        beam=2,
    )
    expected = [
        ("tiny-attention", ()),
        ("tiny-attention", (ScaleEnergies(factor=0.5),)),
        ("tiny-attention", (FreezeContext(context="mean"),)),
        ("tiny-vanilla", ()),
    ]
    for measured, (model, changes) in zip(found.values(), expected, strict=True):
        alone = evaluate_translations(
            checkpoint=explorer.load(model), pairs=tiny.PAIRS, beam=2, changes=changes
        ).measurement
        assert measured.scores == alone.scores
        assert measured.buckets == alone.buckets

    lines = [line.split("|")[1:-1] for line in changed_verses.table(found).splitlines()]
    assert len({len(line) for line in lines}) == 1
    assert lines[2][0].strip() == "1–10"
    assert int(lines[-1][1]) == len(tiny.PAIRS)
    for cell, measured in zip(lines[-1][2:], found.values(), strict=True):
        value = float(re.match(r" ([\d.]+)", cell)[1])
        assert value == pytest.approx(measured.scores["bleu"].value, abs=0.05)
