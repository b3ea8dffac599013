"""Words: which pieces make up which word, and α merged from pieces to words."""

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
import regex
from numpy.typing import NDArray

from attention_core.text.scripts import has_spaces

END_PIECE = "</s>"
SPACE = "▁"  # how SentencePiece writes a space

# Letters with their marks, joined by apostrophe or hyphen; or numbers; or a run of one sign.
_WORD = regex.compile(
    r"[\p{L}\p{M}\p{N}\u200c\u200d]+(?:['’.,:-](?=[\p{L}\p{N}])[\p{L}\p{M}\p{N}\u200c\u200d]+)*"
    r"|(\S)\1*"
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Word:
    """A word as a person sees it, and the pieces `start <= k < stop` that it is made of."""

    text: str
    start: int
    stop: int
    typed: str = ""  # what was typed for it, if cleaning has changed that


def word_spans(*, pieces: Sequence[str], text: str) -> tuple[Word, ...]:
    """Group pieces into words: split at spaces, and between letters and punctuation.

    In scripts that are written without spaces between words, each piece is a word.

    Args:
        pieces: SentencePiece pieces whose characters, joined, are `text` with ▁ for space.
        text: the same characters as they should be shown (case kept).

    Returns:
        Words in order; every piece is in exactly one. A piece belongs to the word of its first
        visible character; a word in which no piece begins is merged with its neighbour.
    """
    joined = "".join(pieces).replace(SPACE, " ")
    lead = len(joined) - len(joined.lstrip(" "))  # the ▁ that SentencePiece puts first
    shown = " " * lead + text if len(joined) == lead + len(text) else joined
    owner = [-1] * len(shown)
    matches = list(_WORD.finditer(shown))
    for index, match in enumerate(matches):
        owner[match.start() : match.end()] = [index] * (match.end() - match.start())

    words: list[Word] = []
    at = 0
    last: int | None = None
    number: int | None
    for k, piece in enumerate(pieces):
        visible = at + len(piece) - len(piece.lstrip(SPACE))
        after = at + len(piece)
        number = owner[visible] if visible < after else None  # a bare ▁ goes with what follows
        if number is None and after < len(shown) and owner[after] >= 0:
            number = owner[after]
            visible = after
        if number is not None and not has_spaces(shown[visible]):
            number = -2 - visible  # unlike any other word's
        if words and (number is None or number == last):
            words[-1] = dataclasses.replace(words[-1], stop=k + 1)
        else:
            words.append(Word(text="", start=k, stop=k + 1))
        last = number if number is not None else last
        at = after
    ends = [0, *itertools.accumulate(map(len, pieces))]  # of the pieces, in characters
    return tuple(
        dataclasses.replace(word, text=shown[ends[word.start] : ends[word.stop]].strip() or SPACE)
        for word in words
    )


def merge_to_words(
    *,
    alpha: NDArray[np.float32],
    source_words: Sequence[Word],
    target_words: Sequence[Word],
) -> NDArray[np.float32]:
    """α over words: source pieces summed, target pieces averaged, so rows still sum to 1.

    Args:
        alpha: [I, J] over pieces.
        source_words: their spans tile the J columns.
        target_words: their spans tile the I rows.

    Returns:
        [target words, source words].
    """
    columns = np.add.reduceat(
        alpha.astype(np.float64), [word.start for word in source_words], axis=1
    )
    rows = np.add.reduceat(columns, [word.start for word in target_words], axis=0)
    sizes = np.array([word.stop - word.start for word in target_words], dtype=np.float64)
    return np.asarray(rows / sizes[:, None], dtype=np.float32)
