"""Text of any language in Latin letters, as far as this project can write it well.

Hindi is written as it is pronounced (`romanization`). Other languages of Devanagari, and Bengali,
Gujarati, Punjabi, Odia, Telugu, Kannada and Malayalam, are written letter by letter by ISO 15919
with indic-transliteration. Tamil is left out, because the library confuses its stops, and so are
all other scripts.
"""

import unicodedata
from typing import Final

import regex
from indic_transliteration import sanscript

from attention_core.text.languages import usual_script
from attention_core.text.romanization import romanize, romanize_plain

_SCHEMES: Final = {
    "Deva": sanscript.DEVANAGARI,
    "Beng": sanscript.BENGALI,
    "Gujr": sanscript.GUJARATI,
    "Guru": sanscript.GURMUKHI,
    "Orya": sanscript.ORIYA,
    "Telu": sanscript.TELUGU,
    "Knda": sanscript.KANNADA,
    "Mlym": sanscript.MALAYALAM,
}
_RUNS: Final = {
    script: regex.compile(rf"[\p{{Script={script}}}\u200c\u200d]+") for script in _SCHEMES
}
# Letters with a dot below that Unicode normalises to two signs; the library has them as one.
_DOTTED: Final = {
    unicodedata.normalize("NFD", letter): letter
    for letter in map(chr, range(0x0980, 0x0B80))
    if len(unicodedata.normalize("NFC", letter)) == 2
}
_DANDAS: Final = str.maketrans("।॥", "..")


def can_romanize(language: str) -> bool:
    """Whether `to_latin` writes the usual script of a language in Latin letters."""
    return usual_script(language) in _SCHEMES


def is_latin(language: str) -> bool:
    """Whether a language is written in Latin letters anyway."""
    return usual_script(language) == "Latn"


def to_latin(text: str, *, language: str, plain: bool = False) -> str:
    """Words in the script of a language in Latin letters; everything else unchanged.

    Args:
        text: of that language.
        language: tag of BCP 47.
        plain: Hindi in ASCII, about as people type it; of no effect on other languages.

    >>> to_latin("लाइट बंद करो।", language="hi"), to_latin("ઘર AI", language="gu")
    ('lāiṭ band karo.', 'ghara AI')
    """
    if language.split("-")[0] == "hi":
        return romanize_plain(text) if plain else romanize(text)
    script = usual_script(language)
    if script not in _SCHEMES:
        return text
    return str(
        _RUNS[script].sub(lambda run: _letters(run[0], script=script), text).translate(_DANDAS)
    )


def _letters(text: str, *, script: str) -> str:
    """One run of a script by ISO 15919."""
    text = text.replace("\u200c", "").replace("\u200d", "")
    for signs, letter in _DOTTED.items():
        text = text.replace(signs, letter)
    latin = str(sanscript.transliterate(text, _SCHEMES[script], sanscript.ISO))
    return latin.replace("v", "b") if script == "Beng" else latin  # ব is b; the library has v
