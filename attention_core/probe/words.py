"""The words that a probe looks for: the most frequent of the training source, counted on words."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attention_core.text.scripts import count_words
from attention_core.text.tokenizer import TokenizedText, Tokenizer

VOCABULARY = 1000
PLACES = ("first third", "middle", "last third")  # of a sentence


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProbedSentence:
    """A sentence, and which of the words that are looked for it has, and where."""

    ids: tuple[int, ...]  # pieces, the end mark last
    length: int  # words between spaces, as in the name "attention-50"
    thirds: Mapping[int, int]  # index of the word looked for: 0, 1 or 2, where it occurs first


def spoken(word: str) -> bool:
    """Whether a word has a letter or a digit: signs have neither."""
    return any(character.isalnum() for character in word)


def spoken_words(text: TokenizedText) -> list[str]:
    """The words of a sentence in lower case, without punctuation and the end mark."""
    return [word.text.casefold() for word in text.words[:-1] if spoken(word.text)]


def frequent_words(
    sentences: Iterable[TokenizedText], *, count: int = VOCABULARY
) -> tuple[str, ...]:
    """The most frequent words, the most frequent first; words of equal frequency by spelling."""
    counts = Counter(word for sentence in sentences for word in spoken_words(sentence))
    return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:count])


def probed_sentences(
    texts: Iterable[str], *, tokenizer: Tokenizer, vocabulary: Sequence[str]
) -> list[ProbedSentence]:
    """The sentences that have a word of the vocabulary."""
    numbers = {word: number for number, word in enumerate(vocabulary)}
    probed = []
    for text in texts:
        encoded, thirds = tokenizer.encode(text), dict[int, int]()
        words = spoken_words(encoded)
        for position, word in enumerate(words):
            if word in numbers:
                thirds.setdefault(numbers[word], len(PLACES) * position // len(words))
        if thirds:
            sentence = ProbedSentence(ids=encoded.ids, length=count_words(text), thirds=thirds)
            probed.append(sentence)
    return probed
