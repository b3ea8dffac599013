"""One training set from several files of pairs: filtered, weighted, joined."""

import random
from collections.abc import Iterable, Sequence

import regex

from attention_core.data.pairs import Pair

_DEVANAGARI = regex.compile(r"\p{Devanagari}")
_LETTER = regex.compile(r"\p{L}")


def is_usable(*, pair: Pair, max_words: int) -> bool:
    """Whether a pair is worth learning from.

    Its source has at most `max_words` words, its longer side at most 4 words more than 2.5 times
    the shorter, its Hindi is mostly in Devanagari and its English contains none. Crawled pairs
    fail when they are misaligned or untranslated.
    """
    source, target = pair.words, len(pair.target.split())
    letters = len(_LETTER.findall(pair.target))
    return (
        source <= max_words
        and max(source, target) <= 4 + 2.5 * min(source, target)
        and len(_DEVANAGARI.findall(pair.target)) > 0.5 * letters
        and not _DEVANAGARI.search(pair.source)
    )


def mix_files(
    *, files: Sequence[tuple[Sequence[Pair], float]], max_words: int, joined: float, seed: int
) -> tuple[Pair, ...]:
    """One training set from several files.

    Args:
        files: pairs and their weight; 2.5 takes each pair twice, and half of them a third time.
        max_words: longest source sentence, in words.
        joined: share of the result that joins two to six short pairs. Nearly all long sentences of
            the corpus are Bible verses; joined pairs are long sentences of other kinds.
        seed: of the random choices.
    """
    rng = random.Random(seed)
    chosen: list[Pair] = []
    for pairs, weight in files:
        usable = [p for p in dict.fromkeys(pairs) if is_usable(pair=p, max_words=max_words)]
        chosen += usable * int(weight)
        chosen += rng.sample(usable, round(len(usable) * (weight - int(weight))))
    chosen = [_as_typed(pair=pair) if rng.random() < 0.1 else pair for pair in chosen]
    short = [p for p in chosen if p.words <= 12 and p.source[-1] in ".?!"]
    if short:
        count = round(len(chosen) * joined / (1 - joined))
        rows = (_join(rng.sample(short, min(len(short), rng.randint(2, 6)))) for _ in range(count))
        chosen += [pair for pair in rows if pair.words <= max_words]
    return tuple(chosen)


def _as_typed(*, pair: Pair) -> Pair:
    """Drop both full stops, so that the model also learns sentences typed without one."""
    if pair.source.endswith(".") and pair.target.endswith("।"):
        source, target = pair.source[:-1].rstrip(), pair.target[:-1].rstrip()
        if source and target:
            return Pair(source=source, target=target)
    return pair


def _join(pairs: Iterable[Pair]) -> Pair:
    """Several pairs as one text."""
    rows = tuple(pairs)
    return Pair(source=" ".join(p.source for p in rows), target=" ".join(p.target for p in rows))
