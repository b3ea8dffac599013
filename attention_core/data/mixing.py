"""One training set from several files of pairs: filtered, weighted, joined."""

import collections
import dataclasses
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from attention_core.data.pairs import Pair
from attention_core.text.scripts import (
    SENTENCE_ENDS,
    count_words,
    full_stop,
    has_letters,
    has_script,
    has_spaces,
    is_mostly,
    main_script,
)

Reason = Literal["length", "lengths", "script"]
REASONS: Final[Mapping[Reason, str]] = {
    "length": "the first side is too long",
    "lengths": "the sides differ too much in length",
    "script": "a side is not in the script of its column",
}
_LATIN: Final = "Latn"  # found in texts of every script: names, abbreviations
_SHORT = 12  # words of a pair that may be joined to others


@dataclasses.dataclass(frozen=True, kw_only=True)
class Mix:
    """A training set, and what did not come into it."""

    pairs: tuple[Pair, ...]
    scripts: tuple[str, str]  # that most letters of either column are in; "" if there are none
    left_out: Mapping[Reason, int]  # pairs of the files, each counted once a file


def column_scripts(pairs: Sequence[Pair]) -> tuple[str, str]:
    """The script that most letters of either column are in; "" if there are none."""
    return (
        main_script(pair.source for pair in pairs),
        main_script(pair.target for pair in pairs),
    )


def reason_left_out(*, pair: Pair, max_words: int, scripts: tuple[str, str]) -> Reason | None:
    """Why a pair is not worth learning from, or None if it is.

    Its first side has at most `max_words` words, and its longer side at most 4 words more than
    2.5 times the shorter. Either side is mostly in the script of its column and has nothing of
    the other column's, unless that is Latin; a first side of digits and signs is in any script.
    Crawled pairs fail when they are misaligned or untranslated.

    Args:
        pair: its sides in the order of the columns.
        max_words: of the first side.
        scripts: of the columns.
    """
    first, second = pair.words, count_words(pair.target)
    if first > max_words:
        return "length"
    if max(first, second) > 4 + 2.5 * min(first, second):
        return "lengths"
    rows = ((pair.source, *scripts), (pair.target, *reversed(scripts)))
    for text, own, other in rows:
        if other not in (own, _LATIN) and has_script(text, script=other):
            return "script"
        if (has_letters(text) or text is pair.target) and not is_mostly(text, script=own):
            return "script"
    return None


def mix_files(
    *, files: Sequence[tuple[Sequence[Pair], float]], max_words: int, joined: float, seed: int
) -> Mix:
    """One training set from several files.

    Args:
        files: pairs and their weight; 2.5 takes each pair twice, and half of them a third time.
        max_words: longest first side, in words.
        joined: share of the result that joins two to six short pairs. Nearly all long sentences of
            the corpus are Bible verses; joined pairs are long sentences of other kinds.
        seed: of the random choices.
    """
    rng = random.Random(seed)
    scripts = column_scripts([pair for pairs, _ in files for pair in pairs])
    left_out: collections.Counter[Reason] = collections.Counter()
    chosen: list[Pair] = []
    for pairs, weight in files:
        usable = []
        for pair in dict.fromkeys(pairs):
            reason = reason_left_out(pair=pair, max_words=max_words, scripts=scripts)
            if reason is None:
                usable.append(pair)
            else:
                left_out[reason] += 1
        chosen += usable * int(weight)
        chosen += rng.sample(usable, round(len(usable) * (weight - int(weight))))
    chosen = [
        _as_typed(pair=pair, scripts=scripts) if rng.random() < 0.1 else pair for pair in chosen
    ]
    short = [p for p in chosen if p.words <= _SHORT and p.source[-1] in SENTENCE_ENDS]
    if short:
        count = round(len(chosen) * joined / (1 - joined))
        rows = (_join(rng.sample(short, min(len(short), rng.randint(2, 6)))) for _ in range(count))
        chosen += [pair for pair in rows if pair.words <= max_words]
    return Mix(pairs=tuple(chosen), scripts=scripts, left_out=dict(left_out))


def _as_typed(*, pair: Pair, scripts: tuple[str, str]) -> Pair:
    """Drop both full stops, so that the model also learns sentences typed without one."""
    first, second = map(full_stop, scripts)
    if pair.source.endswith(first) and pair.target.endswith(second):
        source = pair.source.removesuffix(first).rstrip()
        target = pair.target.removesuffix(second).rstrip()
        if source and target:
            return Pair(source=source, target=target)
    return pair


def _join(pairs: Iterable[Pair]) -> Pair:
    """Several pairs as one text."""
    rows = tuple(pairs)
    return Pair(
        source=_text([pair.source for pair in rows]), target=_text([pair.target for pair in rows])
    )


def _text(sentences: Sequence[str]) -> str:
    """Sentences one after another, as their script writes them."""
    return (" " if all(map(has_spaces, sentences)) else "").join(sentences)
