"""Numbers of words as other programs count them: by what stands between spaces.

The pages and `align` count punctuation as a word of its own, so that `Yes, I know.` has five words
and not three. Links that were made on text split at spaces alone can be renumbered.
"""

from collections.abc import Sequence

from attention_core.alignment.links import GoldLinks, Link, PharaohError, check_links
from attention_core.text.words import SPACE, Word


def words_of_tokens(*, words: Sequence[Word], pieces: Sequence[str]) -> tuple[int, ...]:
    """For each stretch between spaces the number of the word that stands for it.

    That is its first word with a letter or digit, else its first word.

    Args:
        words: of a sentence, without the end mark; their spans count `pieces`.
        pieces: SentencePiece's, where ▁ is a space.
    """
    tokens: list[list[int]] = []
    for number, word in enumerate(words):
        if not tokens or pieces[word.start].startswith(SPACE):
            tokens.append([])
        tokens[-1].append(number)
    return tuple(
        next((n for n in token if any(c.isalnum() for c in words[n].text)), token[0])
        for token in tokens
    )


def renumbered(gold: GoldLinks, *, sources: Sequence[int], targets: Sequence[int]) -> GoldLinks:
    """Links between tokens as links between words.

    Args:
        gold: links of tokens.
        sources: the word of each source token, as from `words_of_tokens`.
        targets: the word of each target token.

    Raises:
        PharaohError: a link is outside the tokens.
    """
    try:
        check_links(gold=gold, sources=len(sources), targets=len(targets))
    except PharaohError as error:
        raise PharaohError(f"{error} (split at spaces)") from error

    def moved(links: frozenset[Link]) -> frozenset[Link]:
        return frozenset((sources[s], targets[t]) for s, t in links)

    return GoldLinks(sure=moved(gold.sure), possible=moved(gold.possible))
