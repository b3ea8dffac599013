"""Characters: what becomes of each when text is cleaned, whatever stands beside it.

Three kinds are changed. What is invisible and joins nothing vanishes; white space becomes a space;
and a form that means a plain letter or sign becomes it: ligatures, full width, presentation forms,
letters of mathematical fonts, quotes, apostrophes, hyphens, dashes and minus signs. A sign with a
meaning of its own, such as ², ½, ① or ©, stays as it is.
"""

import functools
import unicodedata
from typing import Final

import regex

from attention_core.text.words import SPACE

JOINERS: Final = "\u200c\u200d"  # of Devanagari, Arabic and emoji: they may change what is written
_SIGNS: Final = {
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‘’‚‛′´ʼ", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    "‥": "..",
    SPACE: " ",  # no text may contain it
}
# Tags of Unicode's compatibility mappings that change the shape and not the meaning.
_SHAPES: Final = frozenset(
    {"<wide>", "<narrow>", "<small>", "<vertical>", "<initial>", "<medial>", "<final>"}
    | {"<isolated>", "<noBreak>"}
)
# Ligatures and digraphs, whose tag <compat> other characters have too; letters of mathematics.
_LIGATURES: Final = regex.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb4fĲĳŀĿŉǄ-ǌǱ-ǳ]")
_FONTS: Final = regex.compile("[\U0001d400-\U0001d7ff]")
# Unicode has no property for these: they show nothing, and mark nothing that a reader sees.
_CONTROLS: Final = regex.compile(r"[\p{Cc}\ufff9-\ufffb]")
_IGNORABLE: Final = regex.compile(r"\p{Default_Ignorable_Code_Point}")
_CJK: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")


def has_cjk(text: str) -> bool:
    """Whether a text has letters beside which signs of full width are the usual ones."""
    return _CJK.search(text) is not None


@functools.lru_cache(maxsize=8192)
def plain(character: str, *, wide_signs: bool = False) -> str:
    """What a character means in plain text: itself, other characters, a space, or "".

    Args:
        character: one character.
        wide_signs: whether signs of full width stay, as in Chinese and Japanese.
    """
    if character in JOINERS:
        return character
    if (sign := _SIGNS.get(character)) is not None:
        return sign
    if character.isspace():
        return " "
    if _IGNORABLE.match(character) or _CONTROLS.match(character):
        return ""
    category = unicodedata.category(character)
    if category in {"Cf", "Cs"}:  # number signs of Arabic; unpaired halves of surrogates
        return " "
    tag = unicodedata.decomposition(character).partition(" ")[0]
    if wide_signs and tag in {"<wide>", "<vertical>"} and category[0] not in "LN":
        return character
    if tag in _SHAPES or _LIGATURES.match(character) or _FONTS.match(character):
        letters = unicodedata.normalize("NFKC", character)
        return "".join(plain(c, wide_signs=wide_signs) for c in letters if c != character)
    return character


def is_invisible(character: str) -> bool:
    """Whether cleaning drops a character because it shows nothing."""
    return plain(character) == ""
