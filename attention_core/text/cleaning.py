"""Text as it is typed, made plain: NFC, straight quotes, single spaces, lower case."""

import unicodedata

import regex

from attention_core.text.words import SPACE

_TYPED_END = regex.compile(r"</([sS])>")


_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."}
)


def clean(text: str) -> str:
    """NFC, straight quotes, one space between words; what cannot be seen becomes a space.

    Control characters, direction marks and unpaired surrogates have no place in a sentence;
    the joiners U+200C and U+200D stay, since Devanagari is spelt with them. Who types the end
    mark gets it with another slash: there is one real end mark, and it is not text.
    """
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = _TYPED_END.sub(r"<∕\1>", text)
    visible = (
        c if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else " "
        for c in text
    )
    return " ".join("".join(visible).replace(SPACE, " ").split())


def fold(text: str) -> str:
    """Lower case, one character for one character (İ would become two, so it stays)."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def mostly_english(sentence: str) -> bool:
    """Whether at least half of the letters are Latin ones; true where there are none."""
    letters = [c for c in clean(sentence) if c.isalpha()]
    latin = sum(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return 2 * latin >= len(letters)
