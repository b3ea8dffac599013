"""Example sentences, written for this project, from four words to over sixty.

They are English. What stands in for them in other languages is in `state.model_examples`.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from attention_core.text.scripts import count_words, isolated
from pages.shared.state.view import OPENING

EXAMPLES: Final = (
    OPENING,
    "Where did you put my keys?",
    "My mother is cooking rice in the kitchen.",
    "The king gave bread to the hungry children.",
    "My sister reads a book to her little brother every night.",
    "The dog saw the cat, the cat saw the mouse, and the mouse saw the door.",
    "When the rain stopped, the farmer and his two sons went back to the field to look for the "
    "lost goat.",
    "I wanted to call you yesterday evening, but my phone was at home and I could not remember "
    "your number.",
    "The old woman told the people of the village that a great river had once run behind their "
    "houses, and that the trees on the hill still remembered the water.",
    "Early in the morning the fisherman pushed his boat into the lake, and because the wind was "
    "strong and the waves were high, his wife stood at the window all day and waited until she "
    "saw his small lamp coming back in the dark.",
    "A long time ago a young potter lived at the edge of a dry forest, and every day he walked to "
    "the well, filled two jars with water, gave one jar to his mother, and carried the other one "
    "to a thirsty elephant, until one summer the elephant led him through the forest to a hidden "
    "spring, and from that day the whole village had water.",
)
# A sentence that grows: a beginning, and what each further step adds.
CLAUSES: Final = (
    "The king had a son",
    ", and the son loved his father's people",
    ", so he went to a village where there was no water",
    ", and he saw an old woman who was sitting under a tree with her children",
    ", and she said to him that they had walked for three days and had found nothing to drink",
    ", so he gave them his own water",
)
GROWING_SENTENCES: Final = tuple(f"{text}." for text in accumulate(CLAUSES))
# In sight on every page; the menu has all. From the shortest to the longest.
QUICK: Final = (EXAMPLES[0], EXAMPLES[1], EXAMPLES[5], EXAMPLES[-1])


def quick_choice(examples: Sequence[str]) -> tuple[str, ...]:
    """Four of some sentences, in their order; of the project's own, those that were chosen."""
    if tuple(examples) == EXAMPLES:
        return QUICK
    last = len(examples) - 1
    return tuple(dict.fromkeys(examples[k * last // 3] for k in range(4))) if examples else ()


def menu_label(sentence: str) -> str:
    """A line of the menu: the number of words, and the first few."""
    return f"{count_words(sentence)} words · {isolated(_beginning(sentence, longest=44))}"


def quick_label(sentence: str) -> str:
    """The sentence if it is short; else its beginning and the number of its words."""
    longest = 26
    if len(sentence) <= longest:
        return isolated(sentence)
    beginning = isolated(_beginning(sentence, longest=longest))
    return f"{beginning} {count_words(sentence)} words"


def _beginning(sentence: str, *, longest: int) -> str:
    if len(sentence) <= longest:
        return sentence
    return sentence[: longest - 1].rsplit(" ", 1)[0] + " …"
