"""Example sentences, written for this project, from four words to over sixty."""

EXAMPLES = (
    "Please close the door.",
    "Where did you put my keys?",
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


def menu_label(sentence: str) -> str:
    """A line for the menu: how many words, and how it begins."""
    words = sentence.split()
    begin = sentence if len(sentence) <= 44 else sentence[:43].rsplit(" ", 1)[0] + " …"
    return f"{len(words)} words · {begin}"
