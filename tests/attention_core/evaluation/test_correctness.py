"""Correctness: counted by hand, and of a model the same as by the links that align makes."""

import numpy as np
import pytest
import torch

from attention_core.alignment.aligner import WEIGHTS, GivenPair, align
from attention_core.alignment.gold import GoldPair
from attention_core.alignment.links import parse_pharaoh
from attention_core.evaluation.correctness import (
    Correctness,
    correctness,
    correctness_by_length,
    measure_correctness,
    total_correctness,
)
from attention_core.model.checkpoint import Checkpoint
from attention_core.utils.distributed import Process
from tests.helpers import tiny


def gold(source, target, links):
    return GoldPair(
        source=tuple(source.split()), target=tuple(target.split()), gold=parse_pharaoh(links)
    )


PAIR = gold("the red bird sleeps", "लाल चिड़िया सोती है", "1-0 2-1 3-2 3?3")


def weights(*largest):
    """[5, 5]: of each target word and the end mark, the source word with the largest weight."""
    return np.eye(5, dtype=np.float32)[list(largest)] * 0.6 + 0.1


@pytest.mark.parametrize(
    ("largest", "right", "beside"),
    [
        ((1, 2, 3, 0, 4), 3, 0),
        ((1, 1, 4, 0, 4), 1, 2),  # the end mark is beside the last word
        ((0, 0, 0, 3, 4), 0, 1),
        ((3, 0, 1, 3, 4), 0, 0),
    ],
)
def test_where_the_largest_weight_stands(largest, right, beside):
    """A possible link counts for nothing, and neither does a word without any."""
    found = correctness(pair=PAIR, weights=weights(*largest))
    assert found == Correctness(words=3, right=right, beside=beside)


def test_a_word_with_several_links_is_right_on_any_and_counted_once():
    pair = gold("the red bird sleeps", "सोती है", "2-0 3-0")
    for largest, right, beside in ((2, 1, 0), (3, 1, 0), (1, 0, 1), (0, 0, 0)):
        found = correctness(pair=pair, weights=weights(largest, 0, 4)[:3])
        assert found == Correctness(words=1, right=right, beside=beside)


def test_shares():
    both = total_correctness(
        [Correctness(words=3, right=2, beside=1), Correctness(words=5, right=4, beside=0)]
    )
    assert both.to_json() == {"words": 8, "right": 0.75, "beside": 0.125}
    assert total_correctness([]).to_json() == {"words": 0, "right": None, "beside": None}


@pytest.fixture(scope="module", params=["plain", "both"])
def checkpoint(request):
    source, target = tiny.tokenizers()
    config = tiny.model_config(
        "attention", source=len(source), target=len(target), **tiny.OPTIONS[request.param]
    )
    return Checkpoint(
        name="tiny",
        digest="0",
        card={},
        model=tiny.tiny_model(config),
        source=source,
        target=target,
    )


@pytest.mark.parametrize("kind", WEIGHTS)
def test_a_model_is_judged_by_the_weights_that_align_finds(checkpoint, kind):
    """Trusted links made of the model's own largest weights are all right; moved, none."""
    texts = [(p.source.split(), p.target.split()) for p in tiny.PAIRS[:6]]
    given = [GivenPair(source=tuple(s), target=tuple(t)) for s, t in texts]
    me = Process(rank=0, count=1, device=torch.device("cpu"))
    blocks = align(checkpoint=checkpoint, pairs=given, process=me, weights=kind)
    found = [alignment.weights for block in blocks for alignment in block]
    own, moved = [], []
    for (source, target), one in zip(texts, found, strict=True):
        best = [(int(s), t) for t, s in enumerate(one[:-1].argmax(axis=1)) if s < len(source)]
        for rows, shift in ((own, 0), (moved, 1)):
            links = " ".join(f"{(s + shift) % len(source)}-{t}" for s, t in best)
            rows.append(gold(" ".join(source), " ".join(target), links))
    right = total_correctness(measure_correctness(checkpoint=checkpoint, pairs=own, weights=kind))
    assert right.words == right.right > 10
    wrong = total_correctness(measure_correctness(checkpoint=checkpoint, pairs=moved, weights=kind))
    assert (wrong.words, wrong.right) == (right.words, 0)
    assert wrong.beside > 0


def test_figures_have_intervals_over_pairs_and_lengths():
    long = gold(" ".join(["word"] * 14), "शब्द शब्द", "0-0 1-1")
    pairs = [PAIR] * 30 + [long] * 5
    rows = [Correctness(words=3, right=k % 4, beside=0) for k in range(30)]
    rows += [Correctness(words=2, right=2, beside=0)] * 5
    found = correctness_by_length(pairs=pairs, rows=rows)
    assert found["words"] == 100
    assert found["low"] < found["right"] == (sum(k % 4 for k in range(30)) + 10) / 100
    assert found["right"] < found["high"]
    short, longer = found["by_length"]
    assert (short["min"], short["max"], short["n"], short["words"]) == (1, 10, 30, 90)
    assert (longer["min"], longer["max"], longer["n"]) == (11, 20, 5)
    assert longer["low"] == longer["right"] == longer["high"] == 1.0
    assert correctness_by_length(pairs=pairs, rows=rows) == found  # the same draws
