"""Hindi in Latin letters, the way Hindi is read and not only the way it is spelt.

Every bare consonant of Devanagari has a vowel `a` in it, and speech leaves many of them out: the
letters spell *samajhanā*, a reader says *samajhnā*. Here the letters come from the ISO 15919 table
of the library indic-transliteration, and the silent vowels are dropped by the rules below.

Scheme of `latin` (ISO 15919 with the changes usual in books on Hindi):

* vowels a ā i ī u ū e ai o au, ऑ ô, ऍ and ॲ ê. `e`, `o` have no macron: both are always long.
* ऋ r̥ (ring below) and ड़ ṛ (dot below) stay apart; ढ़ ṛh.
* c ch j jh, ṭ ṭh ḍ ḍh ṇ, ś, ṣ; from Persian and English क़ q, ख़ x, ग़ ġ, ज़ z, झ़ zh, फ़ f.
* ज्ञ stays jñ, as it is written, although it is said gy; `plain` writes gy. वह, यह are vah, yah.
* ँ is always a tilde on the vowel: cā̃d, hū̃. ं is the nasal of the stop after it (band, ghaṇṭā,
  sampark), otherwise a tilde (maĩ, sãsār); at the end of a word after an unwritten `a`, where only
  Sanskrit words have it, it is m (svayam). ः is ḥ.
* danda and abbreviation sign are ".", digits are ASCII digits, ऽ is not sounded.

Rules for the unwritten `a`, in this order. Rule 3 is the one known from Ohala, *Aspects of Hindi
Phonology* (1983); that the last `a` is silent is common knowledge; the exceptions are our wording.

1. Seams. A word that begins with two bare consonants said twice (खटखटाना) is read as two words,
   and so is every word that begins as in the short list `_SEAM`.
2. Last vowel. It is silent (ghar, dharm) unless the word has no other vowel (न na), or it follows
   iy or īy (priya), or a cluster that is hard to say alone: one ending in y, or in r, l, v after
   another letter than r (mitra, rājya, viśva, but pūrv), or ज्ञ or ष्ण.
3. Inner vowels, from right to left. An `a` is silent between one consonant and one consonant if
   a sounded vowel stands on either side (VC_CV): *laṛkā*, *bacpan*, but *samasyā*.
4. It stays nevertheless
   a. before a last syllable -yā, -ye and the like (rupayā), or one in short i or u, which only
      Sanskrit words have (pragati), but not -ki (jabki);
   b. between a plain stop and h, which would look like an aspirate (dopahar);
   c. on both sides of the r of Sanskrit -araṇ- (upkaraṇ);
   d. after a short vowel with ं, which counts as a second consonant (kampanī, zindagī), unless
      r, l or ṛ follows (jaṅglī) or the rest is a verb's ending (hãsnā, pahuñckar); and after any
      ं between t or d and r (antarikṣ, sundarī);
   e. before a consonant and a final ī other than -tī, -nī, or a final ẽ or õ, if the `a` before
      it can go instead: these are mostly endings of a whole word (matlab-ī, jānvar-õ).

Limits: these are rules, not a dictionary. Compounds (raktacāp), names (vandnā), plurals such as
लेखकों (lekhkõ) and loans such as उम्र (umra) or संतरा (santarā) can come out wrong. Letters of other
languages that the library lacks are passed over, as are signs with nothing to stand on.
"""

import dataclasses
import re
import unicodedata
from functools import lru_cache
from typing import Final

from indic_transliteration import sanscript

_TILDE: Final = "\u0303"
_VIRAMA: Final = "\u094d"
_NUKTA: Final = "\u093c"

# Where a word's first part ends that keeps its own reading: a pair of letters said twice, or one
# of a few words. A prefix alone (बे-) cannot be listed: it also begins words without it (बेचना).
_SEAM: Final = re.compile(
    "((?:[क-ह]\u093c?){2})(?=\\1)|बे(?=वजह|ख\u093c?बर|शरम)|ला(?=जवाब)|ना(?=पसंद)|अ(?=सफल|समर्थ)"
    "|अह(?=मदाबाद)|आम(?=दनी)|मेह(?=नती)|जन्म(?=दिन)|लोक(?=प्रिय)|क्यों(?=कि$)"
)

_CONSONANT: Final = "[\u0915-\u0939]\u093c?"
_SYLLABLE: Final = re.compile(
    f"(?:(?P<onset>(?:{_CONSONANT}{_VIRAMA})*{_CONSONANT})(?P<sign>[\u093e-\u094d\u0962\u0963]?)"
    "|(?P<alone>[\u0905-\u0914\u0950\u0960\u0961\u0972\u093e-\u094c\u0962\u0963]))"
    "(?P<marks>[\u0901-\u0903]*)"
)
_WORD: Final = re.compile("[\u0900-\u0963\u0971-\u097f][\u0900-\u0963\u0971-\u097f\u200c\u200d]*")
_SYMBOLS: Final = {0x0964: ".", 0x0965: ".", 0x0970: "."} | {
    0x0966 + digit: str(digit) for digit in range(10)
}

# Where this scheme departs from the library's ISO 15919.
_OURS: Final = {"ē": "e", "ō": "o", "ōṁ": "om", "k͟h": "x", "ẏ": "y"}
# Letters that Hindi uses for foreign sounds and that the library does not have.
_ADDED: Final = {"ॲ": "ê", f"झ़{_VIRAMA}": "zh"}

_HOMORGANIC: Final = {
    stop: nasal
    for nasal, stops in {"ṅ": "kgqṅ", "ñ": "cjñ", "ṇ": "ṭḍṇ", "n": "tdnṉ", "m": "pbm"}.items()
    for stop in stops
}
_PLAIN_STOPS: Final = frozenset("kgcjṭḍtdpb")
_SHORT: Final = frozenset({"a", "i", "u", "r̥"})
_VERB_ENDINGS: Final = frozenset({"nā", "ne", "tā", "te", "tī", "kar"})

# In order: a longer spelling has to be met before the one inside it. Decomposed (NFD) letters.
_TYPED: Final = (
    ("jn\u0303", "gy"),
    ("n\u0303", "n"),
    (f"e{_TILDE}$", "ein"),
    (_TILDE, "n"),
    ("r\u0325", "ri"),
    ("r\u0323", "d"),
    ("s[\u0301\u0323]", "sh"),
    ("x", "kh"),
    ("c?ch|c?c", lambda found: {"ch": "chh", "c": "ch"}.get(found[0], "cch")),
)


@dataclasses.dataclass(kw_only=True, slots=True)
class _Syllable:
    """Consonants, then a vowel ("" if silent or killed by a halant), then a nasal or ḥ."""

    onset: tuple[str, ...]
    vowel: str
    unwritten: bool  # the vowel is the `a` that no sign shows
    nasal: str = ""
    breath: str = ""
    anusvara: bool = False

    def __str__(self) -> str:
        return "".join((*self.onset, self.vowel, self.nasal, self.breath))


def _letter(signs: str) -> str:
    """A vowel, or a consonant with its halant, in the scheme of `latin`."""
    if signs in _ADDED:
        return _ADDED[signs]
    letter = str(sanscript.transliterate(signs, sanscript.DEVANAGARI, sanscript.ISO))
    if _NUKTA in letter:  # a dot that makes no letter known to the library
        return _letter(signs.replace(_NUKTA, ""))
    return _OURS.get(letter, letter)


def _syllables(word: str) -> list[_Syllable]:
    """The syllables of a word as it is spelt; signs that belong to none are left out."""
    found: list[_Syllable] = []
    for match in _SYLLABLE.finditer(word):
        onset, sign, alone, marks = match.group("onset", "sign", "alone", "marks")
        unwritten = not (sign or alone)
        found.append(
            _Syllable(
                onset=tuple(_letter(c + _VIRAMA) for c in re.findall(_CONSONANT, onset or "")),
                vowel="a" if unwritten else _letter(sign or alone),
                unwritten=unwritten,
                nasal=_TILDE if "\u0901" in marks else "",
                breath="ḥ" if "\u0903" in marks else "",
                anusvara="\u0902" in marks,
            )
        )
    for at, here in enumerate(found):
        if here.anusvara:
            if at + 1 < len(found):
                here.nasal = _HOMORGANIC.get(str(found[at + 1])[0], _TILDE)
            else:
                here.nasal = "m" if here.vowel == "a" else _TILDE
    return found


def _keeps_last(syllables: list[_Syllable]) -> bool:
    """Rule 2: whether the unwritten vowel of the last syllable is sounded."""
    last = syllables[-1]
    if len(syllables) == 1 or last.nasal or last.breath:
        return True
    if len(last.onset) == 1:
        return last.onset == ("y",) and syllables[-2].vowel in {"i", "ī"}
    *_, before, end = last.onset
    return (
        end == "y"
        or (end in {"r", "l", "v"} and before not in {"r", end})
        or (before, end) in {("j", "ñ"), ("ṣ", "ṇ")}
    )


def _may_drop(syllables: list[_Syllable], at: int) -> bool:
    """Rules 3 and 4a to 4d: whether the vowel of an inner syllable can be silent."""
    left, here, right = syllables[at - 1 : at + 2]
    if not (here.unwritten and left.vowel and right.vowel) or here.nasal or here.breath:
        return False
    if len(here.onset) != 1 or len(right.onset) != 1:
        return False
    before, after = here.onset[0], right.onset[0]
    # No verb ending has more than two syllables, and a longer look would be slow on long runs.
    rest = [str(syllable) for syllable in syllables[at + 1 : at + 4]]
    sanskrit_end = right.vowel in {"i", "u"} and after != "k"
    stays = (
        (right is syllables[-1] and (after == "y" or sanskrit_end))
        or (before in _PLAIN_STOPS and after == "h")
        or (after == "r" and right.unwritten and "".join(rest[1:2]).startswith("ṇ"))
        or (before == "r" and after == "ṇ" and left.unwritten)
        or (left.anusvara and before in {"t", "d"} and after == "r")
    )
    closed = left.anusvara and left.vowel in _SHORT and after not in {"r", "l", "ṛ"}
    return not stays and (not closed or "".join(rest) in _VERB_ENDINGS)


def _takes_ending(syllables: list[_Syllable], at: int) -> bool:
    """Rule 4e: whether syllable `at`, whose vowel may drop, ends a stem before -ī, -ẽ or -õ."""
    if not 1 < at == len(syllables) - 2:
        return False
    last = syllables[-1]
    plural = last.vowel in {"e", "o"} and last.nasal == _TILDE
    derived = last.vowel == "ī" and not last.nasal and last.onset[0] not in {"t", "n"}
    return (plural or derived) and _may_drop(syllables, at - 1)


def _read(part: str) -> str:
    """Rules 2 to 4 on one part of a word."""
    syllables = _syllables(part)
    if syllables and syllables[-1].unwritten and not _keeps_last(syllables):
        syllables[-1].vowel = ""
    for at in range(len(syllables) - 2, 0, -1):
        if _may_drop(syllables, at) and not _takes_ending(syllables, at):
            syllables[at].vowel = ""
    return "".join(map(str, syllables))


@lru_cache(maxsize=8192)
def _latin_word(word: str) -> str:
    # NFC writes क़ and its like as letter and dot, the only form the patterns above have to know.
    word = unicodedata.normalize("NFC", word.replace("\u200c", "").replace("\u200d", ""))
    end = seam.end() if (seam := _SEAM.match(word)) else 0
    return unicodedata.normalize("NFC", _read(word[:end]) + _read(word[end:]))


@lru_cache(maxsize=8192)
def _plain_word(word: str) -> str:
    typed = unicodedata.normalize("NFD", _latin_word(word))
    for pattern, spelling in _TYPED:
        typed = re.sub(pattern, spelling, typed)
    return typed.encode("ascii", "ignore").decode("ascii")


def romanize(text: str) -> str:
    """Hindi words of `text` in the scheme of this module, everything else as it is.

    Each run of Devanagari letters is read by itself and comes out in Unicode form NFC.

    >>> latin("लाइट बंद करो")
    'lāiṭ band karo'
    >>> latin("समझना AI।")
    'samajhnā AI.'
    """
    return _WORD.sub(lambda run: _latin_word(run[0]), text).translate(_SYMBOLS)


def romanize_plain(text: str) -> str:
    """Hindi words of `text` in plain ASCII, about as people type them; the rest as it is.

    The reading is that of `latin`. Marks of length are left out; ṭ ḍ ṇ are t d n and ड़ ढ़ are
    d dh; c is ch, ch is chh, and both cc and cch are cch (accha); ś ṣ are sh, x kh, ġ g, ऋ ri,
    jñ gy; a nasal vowel has n after it, and at the end of a word ẽ is ein (mein).

    >>> plain("मैं अच्छा हूँ")
    'main accha hun'
    """
    return _WORD.sub(lambda run: _plain_word(run[0]), text).translate(_SYMBOLS)
