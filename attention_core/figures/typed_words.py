"""What was typed for a word that cleaning has changed, as a drawing says it."""

import unicodedata

from attention_core.analysis.labelled_matrix import Grain
from attention_core.text.characters import JOINERS
from attention_core.text.scripts import has_case, isolated, main_script
from attention_core.text.words import Word


def typed_note(word: Word, *, grain: Grain = "words") -> str:
    """What was typed, in words; "" if it looks the same as the word.

    Characters that are only composed in another way look the same, and so do joiners where letters
    are not joined.

    Args:
        word: of the source, or of a translation that a person has given.
        grain: whether the note is about the word or about one of its pieces.

    >>> typed_note(Word(text="fish", start=0, stop=1, typed="ﬁsh"))
    'typed “ﬁsh”'
    """
    if _seen(word.typed) in ("", _seen(word.text)):
        return ""
    part = "of a word " * (grain == "pieces")
    return f"{part}typed “{isolated(word.typed)}”"


def _seen(text: str) -> str:
    """The text without differences that nobody sees."""
    script = main_script([text])
    if not script or has_case(script):
        text = "".join(c for c in text if c not in JOINERS)
    return unicodedata.normalize("NFC", text)
