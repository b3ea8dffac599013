"""One training set from several files of pairs: filtered, weighted, joined."""

import random
from collections.abc import Iterable, Sequence

import regex

from attention_core.data.pairs import Pair

_DEVANAGARI = regex.compile(r"\p{Devanagari}")


_LETTER = regex.compile(r"\p{L}")


def is_usable(*, pair: Pair, max_words: int) -> bool:
    """Whether a pair is worth learning from.

    Not too long; lengths within a factor of 2.5 of each other beyond a grace of 4 words; and
    the Hindi mostly in Devanagari, the English not: crawled pairs break these when they are
    misaligned or untranslated.
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
        files: pairs and how often each is taken; 2.5 is twice, and half of them a third time.
        max_words: longest source sentence, in words.
        joined: share of the result made of two to six short pairs in a row. Nearly all long
            sentences of the corpus are Bible verses; these teach that others can be long too.
        seed: of the draws.
    """
    rng = random.Random(seed)
    chosen: list[Pair] = []
    for pairs, weight in files:
        good = [p for p in dict.fromkeys(pairs) if is_usable(pair=p, max_words=max_words)]
        chosen += good * int(weight)
        chosen += rng.sample(good, round(len(good) * (weight - int(weight))))
    chosen = [_as_typed(pair=pair) if rng.random() < 0.1 else pair for pair in chosen]
    short = [p for p in chosen if p.words <= 12 and p.source[-1] in ".?!"]
    if short:
        count = round(len(chosen) * joined / (1 - joined))
        rows = (_join(rng.sample(short, min(len(short), rng.randint(2, 6)))) for _ in range(count))
        chosen += [pair for pair in rows if pair.words <= max_words]
    return tuple(chosen)


def _as_typed(*, pair: Pair) -> Pair:
    """Without the full stops, as people type: else the model is lost when none comes."""
    if pair.source.endswith(".") and pair.target.endswith("।"):
        source, target = pair.source[:-1].rstrip(), pair.target[:-1].rstrip()
        if source and target:
            return Pair(source=source, target=target)
    return pair


def _join(pairs: Iterable[Pair]) -> Pair:
    """Several pairs as one text."""
    rows = tuple(pairs)
    return Pair(source=" ".join(p.source for p in rows), target=" ".join(p.target for p in rows))
