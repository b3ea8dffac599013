"""How much of a sentence consists of words that a model has met, judged by its own pieces.

Nothing here knows a language: a word in another script has unknown pieces, and a word that the
training text did not have falls into single letters.
"""

import dataclasses

from attention_core.text.words import SPACE, Word
from attention_core.trace import Trace

_LETTERS = 2  # a known word has at least so many letters a piece
_SHORTEST = 3  # letters of a word that can be judged by that; "a" and "I" are words


@dataclasses.dataclass(frozen=True, kw_only=True)
class Familiarity:
    """Counts of the words of a sentence, without digits and punctuation that the model knows."""

    words: int
    unfamiliar: int  # words with an unknown piece, or spelled out almost letter by letter

    @property
    def mostly_unfamiliar(self) -> bool:
        """Whether more than half of the words are unfamiliar; False without words."""
        return 2 * self.unfamiliar > self.words


def familiarity(trace: Trace) -> Familiarity:
    """Count the words of a Trace's source that the model has met, and has not."""
    *words, _end = trace.source_words
    judged = [word for word in words if word.text in trace.unknown or _has_letters(word.text)]
    unfamiliar = sum(
        word.text in trace.unknown or _is_spelled_out(word, trace=trace) for word in judged
    )
    return Familiarity(words=len(judged), unfamiliar=unfamiliar)


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _is_spelled_out(word: Word, *, trace: Trace) -> bool:
    """Whether a word has fewer than two letters a piece, so that its pieces say little."""
    letters = sum(character.isalpha() for character in word.text)
    pieces = [piece for piece in trace.source_pieces[word.start : word.stop] if piece != SPACE]
    return letters >= _SHORTEST and letters < _LETTERS * len(pieces)
