"""Words that are given, and the pieces of the sentence that they make."""

import dataclasses
from collections.abc import Sequence

from attention_core.text.cleaning import clean
from attention_core.text.tokenizer import Tokenizer
from attention_core.text.words import SPACE, Word


@dataclasses.dataclass(frozen=True, kw_only=True)
class GivenWords:
    """One side of a pair in pieces, the end mark last."""

    ids: tuple[int, ...]
    words: tuple[Word, ...]  # the words that have pieces, the end mark last; spans tile the pieces
    numbers: tuple[int, ...]  # of these words among the given ones; the end mark has the last


def given_words(*, tokenizer: Tokenizer, words: str | Sequence[str]) -> GivenWords:
    """Pieces of a sentence, and the given word that each belongs to.

    Cleaning leaves one space between words, and a piece has spaces at its start alone. So the
    number of SentencePiece's spaces up to a piece is the number of the cleaned word it begins in.

    Args:
        tokenizer: of the sentence's language.
        words: as given, where a word may be empty after cleaning; or a sentence.
    """
    if isinstance(words, str):
        sentence = tokenizer.encode(words)
        numbers = tuple(range(len(sentence.words)))
        return GivenWords(ids=sentence.ids, words=sentence.words, numbers=numbers)
    chunks = [number for number, word in enumerate(words) for _ in clean(word).split()]
    encoded = tokenizer.encode(" ".join(words))
    spans: list[Word] = []
    given: list[int] = []  # number of the given word of each span
    # The tokenizer puts a space before the first word.
    spaces = -1 if encoded.pieces[0].startswith(SPACE) else 0
    for k, piece in enumerate(encoded.pieces[:-1]):
        lead = len(piece) - len(piece.lstrip(SPACE))
        number = chunks[spaces + lead]
        spaces += piece.count(SPACE)
        if given and given[-1] == number:
            spans[-1] = dataclasses.replace(spans[-1], stop=k + 1)
        else:
            spans.append(Word(text=words[number], start=k, stop=k + 1))
            given.append(number)
    return GivenWords(
        ids=encoded.ids,
        words=(*spans, encoded.words[-1]),
        numbers=(*given, len(words)),
    )
