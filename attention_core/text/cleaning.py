"""Cleaning of typed text: NFC, straight quotes, single spaces, lower case."""

import unicodedata

import regex

from attention_core.text.words import SPACE

_TYPED_END = regex.compile(r"</([sS])>")
_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."}
)


def clean(text: str) -> str:
    """Return text in NFC with straight quotes, single spaces and no invisible characters.

    Control characters, direction marks and unpaired surrogates become spaces. The joiners U+200C
    and U+200D stay, because Devanagari spelling needs them. In a typed end mark `</s>` the slash
    is replaced, so that no text can contain the real end mark.
    """
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = _TYPED_END.sub(r"<∕\1>", text)
    visible = (
        c if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else " "
        for c in text
    )
    return " ".join("".join(visible).replace(SPACE, " ").split())


def fold(text: str) -> str:
    """Lower-case text without changing its length; İ stays, as it would become two."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def mostly_english(sentence: str) -> bool:
    """Whether at least half of the letters are Latin; true if there are no letters."""
    letters = [c for c in clean(sentence) if c.isalpha()]
    latin = sum(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return 2 * latin >= len(letters)
