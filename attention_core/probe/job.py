"""Train and measure the probes of one model."""

import functools
import random
from collections.abc import Callable, Sequence
from typing import Any

from attention_core.data.pairs import DataError, Pair
from attention_core.model.checkpoint import Checkpoint
from attention_core.probe.linear_probe import LinearProbe, found_words, train_probe
from attention_core.probe.recall import measure_recall
from attention_core.probe.vectors import READINGS, Reading, read_vectors
from attention_core.probe.words import ProbedSentence, frequent_words, probed_sentences

SENTENCES = 20_000  # of the training pairs, drawn by chance; every h_j of them is kept in memory


def vocabulary_of(*, checkpoint: Checkpoint, pairs: Sequence[Pair]) -> tuple[str, ...]:
    """The most frequent source words of all training pairs."""
    return frequent_words(checkpoint.source.encode(pair.source) for pair in pairs)


def train_and_measure(
    *,
    checkpoint: Checkpoint,
    vocabulary: Sequence[str],
    train: Sequence[Pair],
    dev: Sequence[Pair],
    test: Sequence[Pair],
    reading: Reading,
    sentences: int = SENTENCES,
    seed: int = 1,
    report: Callable[[str], None] = lambda _: None,
) -> tuple[LinearProbe, dict[str, Any]]:
    """Train a probe and its control; returns the probe, and the figures of both as JSON.

    The control is trained and measured in the same way on vectors of other sentences: its recall
    is what the frequencies of the words alone give.

    Args:
        checkpoint: the model.
        vocabulary: words that the probe looks for.
        train: pairs to train on.
        dev: pairs by which the best epoch is chosen.
        test: pairs to measure on.
        reading: one of READINGS of the model's kind.
        sentences: most training sentences.
        seed: of the draw, the order and the control.
        report: called with a line now and then.

    Raises:
        DataError: one of the three sets has no sentence with a word of the vocabulary.
    """
    assert reading in READINGS[checkpoint.model.config.kind], "a reading of the other kind"
    drawn = list(dict.fromkeys(pair.source for pair in train))
    random.Random(seed).shuffle(drawn)
    texts = (drawn[:sentences], [p.source for p in dev], [p.source for p in test])
    sets = [
        probed_sentences(part, tokenizer=checkpoint.source, vocabulary=vocabulary) for part in texts
    ]
    for name, part in zip(("training", "dev", "test"), sets, strict=True):
        if not part:
            raise DataError(f"no {name} sentence has a word that the probe looks for")
    vectors = [
        read_vectors(model=checkpoint.model, sentences=[s.ids for s in part], reading=reading)
        for part in sets
    ]
    figures: dict[str, Any] = {"n_train": len(sets[0]), "n_dev": len(sets[1]), "seed": seed}
    kept: LinearProbe | None = None
    for control in (True, False):
        name = "control" if control else reading
        given = [_shuffled(part, seed=seed) for part in vectors] if control else vectors
        probe = train_probe(
            vectors=given[0],
            present=_present(sets[0]),
            dev_vectors=given[1],
            dev_present=_present(sets[1]),
            words=len(vocabulary),
            seed=seed,
            report=functools.partial(_report, report, name),
        )
        found = found_words(scores=probe.scores(given[2]), present=_present(sets[2]))
        result = measure_recall(sentences=sets[2], found=found)
        figures |= {"control": result} if control else result
        kept = probe
    assert kept is not None
    return kept, figures


def _report(report: Callable[[str], None], name: str, line: str) -> None:
    report(f"{name}, {line}")


def _present(sentences: Sequence[ProbedSentence]) -> list[list[int]]:
    return [sorted(sentence.thirds) for sentence in sentences]


def _shuffled(vectors: Sequence[Any], *, seed: int) -> list[Any]:
    """The vectors in another order, by chance, in which none is in its own place."""
    order = list(range(len(vectors)))
    random.Random(seed).shuffle(order)
    shuffled = list(vectors)
    for number, other in zip(order, order[1:] + order[:1], strict=True):
        shuffled[number] = vectors[other]
    return shuffled
