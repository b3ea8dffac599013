"""Scripts: which one a text is written in, whether it has case and spaces, and its direction.

A script is named by its ISO 15924 code, `Deva`; which letters belong to it is Unicode's property,
which `regex` has. The scripts of Chinese, Japanese and Korean count as one, `Hani`, because one
sentence mixes them.
"""

import collections
import functools
import math
from collections.abc import Iterable
from typing import Final, Literal

import regex

Direction = Literal["ltr", "rtl"]  # as HTML has it

HAN: Final = "Hani"
_WITH_HAN: Final = frozenset({"Hani", "Hira", "Kana", "Hrkt", "Bopo", "Hang", "Jpan", "Kore"}) | {
    "Hans",
    "Hant",
}
RIGHT_TO_LEFT: Final = frozenset(
    {"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Mand", "Samr", "Rohg", "Mend"}
)
_CASED: Final = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Adlm", "Cher", "Copt", "Glag", "Osge"})
DANDA: Final = "।"
_FULL_STOPS: Final = {
    **dict.fromkeys(("Deva", "Beng", "Guru", "Orya"), DANDA),
    "Hani": "。",
    "Ethi": "።",
    "Armn": "։",
}
FULL_STOP: Final = "."  # of all other scripts
SENTENCE_ENDS: Final = ".?!।॥。？！؟۔።։"

_LETTER = regex.compile(r"\p{L}")
_TURNING = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
# Scripts without spaces between words, and how many of their letters make a word on average.
_UNSPACED: Final = {
    regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}ー]+"): 2,
    regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]+"): 4,
}
_ANY_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)


@functools.cache
def script_of(letter: str) -> str:
    """The script of one letter; "" for characters that are no letters or that all scripts share."""
    if not _LETTER.match(letter):
        return ""
    return next((code for code in _codes() if _pattern(code).match(letter)), "")


@functools.cache
def _codes() -> tuple[str, ...]:
    """ISO 15924 codes that name a script of Unicode, the most used ones first."""
    from babel import Locale

    usual = ("Latn", "Deva", "Cyrl", "Arab", HAN, "Grek", "Hebr")
    return (*usual, *(code for code in map(str, Locale("en").scripts) if _names_script(code)))


def _names_script(code: str) -> bool:
    if code in _WITH_HAN or code in {"Zyyy", "Zinh", "Zzzz"}:  # common, inherited, unknown
        return False
    try:
        regex.compile(rf"\p{{Script={code}}}")
    except regex.error:  # a variant such as Latf, Fraktur
        return False
    return True


@functools.cache
def _pattern(script: str) -> "regex.Pattern[str]":
    """One character of a script, marks and digits of its own included."""
    if script == HAN:
        return regex.compile(
            r"[\p{Script=Hani}\p{Script=Hira}\p{Script=Kana}\p{Script=Bopo}"
            r"\p{Script=Hang}]"
        )
    return regex.compile(rf"\p{{Script={script}}}")


def family(script: str) -> str:
    """The script that a script counts as here: Hiragana, Hangul and others count as `Hani`."""
    return HAN if script in _WITH_HAN else script


def main_script(texts: Iterable[str]) -> str:
    """The script of most letters of all texts; "" if they have no letters."""
    letters: collections.Counter[str] = collections.Counter()
    for text in texts:
        letters.update(text)
    counts: collections.Counter[str] = collections.Counter()
    for letter, count in letters.items():
        if script := script_of(letter):
            counts[script] += count
    return max(counts, key=lambda script: counts[script]) if counts else ""


def direction_of(texts: Iterable[str]) -> Direction:
    """The direction of the script of most letters; from left to right without letters."""
    return "rtl" if main_script(texts) in RIGHT_TO_LEFT else "ltr"


def isolated(text: str) -> str:
    """A text for use within another: if it has letters that run from right to left, in isolation.

    Without the two invisible signs of Unicode (U+2068, U+2069), such letters also turn round the
    numbers and signs beside them.
    """
    return f"\u2068{text}\u2069" if _TURNING.search(text) else text


def is_mostly(text: str, *, script: str) -> bool:
    """Whether more than half as many characters are of a script as the text has letters."""
    if not script:
        return False
    return bool(2 * len(_pattern(script).findall(text)) > len(_LETTER.findall(text)))


def has_script(text: str, *, script: str) -> bool:
    """Whether any character of the text is of a script."""
    return bool(script) and _pattern(script).search(text) is not None


def has_letters(text: str) -> bool:
    """Whether there is a letter of any script in the text."""
    return _LETTER.search(text) is not None


def count_han(texts: Iterable[str]) -> int:
    """Number of different characters of Chinese, Japanese and Korean in all texts."""
    return sum(script_of(letter) == HAN for letter in set().union(*texts))


def has_case(script: str) -> bool:
    """Whether a script has capitals."""
    return script in _CASED


def full_stop(script: str) -> str:
    """The sign that ends a statement in a script."""
    return _FULL_STOPS.get(script, FULL_STOP)


def is_unspaced(script: str) -> bool:
    """Whether a script is written without spaces between words; `Hani` is, Hangul apart."""
    return script in {HAN, "Thai", "Laoo", "Khmr", "Mymr", "Tibt"}


def has_spaces(text: str) -> bool:
    """Whether a text has no letter of a script that is written without spaces between words."""
    return _ANY_UNSPACED.search(text) is None


def count_words(text: str) -> int:
    """Length of a text in words, split at spaces.

    Where a script has no spaces between words, the number is an estimate from the letters: two
    make a word in Chinese and Japanese, four in Thai, Lao, Khmer, Burmese and Tibetan.
    """
    if text.isascii() or has_spaces(text):
        return len(text.split())
    words = 0
    for pattern, letters in _UNSPACED.items():
        words += sum(math.ceil(len(run) / letters) for run in pattern.findall(text))
        text = pattern.sub(" ", text)
    return words + sum(has_letters(part) for part in text.split())
