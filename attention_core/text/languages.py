"""Languages: tags of BCP 47 such as `hi` or `pt-BR`, their English names and usual scripts.

Names and scripts are those of the Unicode CLDR, which Babel contains.
"""

import dataclasses
import functools
import re
from typing import Final, Self

from attention_core.errors import UserError
from attention_core.text.scripts import RIGHT_TO_LEFT, Direction, family, has_case, is_unspaced

# Language, script, region, written as BCP 47 recommends: the case tells them apart in a pair.
_TAG: Final = "[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?"
_PAIR: Final = re.compile(f"({_TAG})-({_TAG})")

# Capitals mark every noun, so that lower case would make different words alike (der Arm, arm).
_NOUNS_WITH_CAPITALS: Final = frozenset({"de", "lb", "nds", "gsw"})


class LanguageError(UserError):
    """A language or a pair of languages is not given as a tag of BCP 47."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class LanguagePair:
    """The language that a model translates from, and the one that it translates to."""

    source: str = "en"
    target: str = "hi"

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The pair in `en-fr`, `en-zh-Hant` or `pt-BR-en`.

        Raises:
            LanguageError: it is no pair of tags, or a language has no name in the CLDR.
        """
        match = _PAIR.fullmatch(text.strip())
        if match is None:
            raise LanguageError(
                f"{text!r} is no pair of languages: write two tags of BCP 47 with a hyphen, such "
                "as en-fr or en-zh-Hant (languages in small letters, regions in capitals)"
            )
        for tag in match.groups():
            if not is_known(tag):
                raise LanguageError(f"{tag!r} in {text!r} is no language that the CLDR has")
        return cls(source=match[1], target=match[2])

    def swapped(self) -> "LanguagePair":
        """The way back."""
        return LanguagePair(source=self.target, target=self.source)

    @property
    def names(self) -> tuple[str, str]:
        """The English names of both languages."""
        return language_name(self.source), language_name(self.target)


ENGLISH_HINDI: Final = LanguagePair()  # of the models that came before others were possible


@functools.cache
def _english() -> dict[str, dict[str, str]]:
    from babel import Locale

    english = Locale("en")
    return {
        "languages": dict(english.languages),
        "scripts": dict(english.scripts),
        "regions": dict(english.territories),
    }


@functools.cache
def known_languages() -> dict[str, str]:
    """Names by tag of all languages that the CLDR names and a pair can have, by name."""
    tags = (tag.replace("_", "-") for tag in _english()["languages"])
    names = {tag: language_name(tag) for tag in tags if re.fullmatch(_TAG, tag)}
    return dict(sorted(names.items(), key=lambda item: item[1]))


def likely_language(script: str) -> str:
    """The language that most people write in a script, "en" where that is unknown.

    >>> likely_language("Deva"), likely_language("Cyrl")
    ('hi', 'ru')
    """
    from babel.core import get_global

    whole = get_global("likely_subtags").get(f"und_{script}") or "en"
    return str(whole).split("_")[0]


def direction(tag: str) -> Direction:
    """The direction of the usual script of a language.

    >>> direction("ar"), direction("hi")
    ('rtl', 'ltr')
    """
    return "rtl" if usual_script(tag) in RIGHT_TO_LEFT else "ltr"


def is_written_without_spaces(tag: str) -> bool:
    """Whether the words of a language are not told apart by spaces; Korean's are.

    Then each piece of the model counts as a word; see `text.words`.
    """
    return tag.split("-")[0] != "ko" and is_unspaced(usual_script(tag))


def is_known(tag: str) -> bool:
    """Whether the CLDR has a name for the language of a tag."""
    return tag.split("-")[0] in _english()["languages"]


@functools.cache
def language_name(tag: str) -> str:
    """The English name of a language; the tag itself where there is none.

    >>> language_name("hi"), language_name("pt-BR"), language_name("sr-Latn")
    ('Hindi', 'Brazilian Portuguese', 'Serbian (Latin)')
    """
    names = _english()
    if (whole := names["languages"].get(tag.replace("-", "_"))) is not None:
        return whole
    language, *rest = tag.split("-")
    details = [names["scripts"].get(part) or names["regions"].get(part) or part for part in rest]
    name = names["languages"].get(language, language)
    return f"{name} ({', '.join(details)})" if details else name


def article(name: str) -> str:
    """The indefinite article of an English name, with a capital: "An" Arabic, "A" Hindi."""
    like_a_consonant = name.startswith(("Uk", "Uy", "Ew"))  # "you" and "wa"
    return "An" if name[:1] in "AEIOU" and not like_a_consonant else "A"


@functools.cache
def usual_script(tag: str) -> str:
    """The script that a language is usually written in, as `text.scripts` names it; "" unknown.

    >>> usual_script("hi"), usual_script("sr-Latn"), usual_script("ja")
    ('Deva', 'Latn', 'Hani')
    """
    from babel.core import get_global

    language, *rest = tag.split("-")
    if rest and len(rest[0]) == 4:
        return family(rest[0])
    likely = get_global("likely_subtags")
    whole = likely.get(tag.replace("-", "_")) or likely.get(language) or ""
    return family(next((part for part in whole.split("_") if len(part) == 4), ""))


def script_name(script: str) -> str:
    """The English name of a script; "no letters" for ""."""
    return _english()["scripts"].get(script, script) if script else "no letters"


def folds_case(tag: str) -> bool:
    """Whether a source in this language is lower-cased unless a person wants it otherwise.

    Lower case makes one word of `The` and `the`. It is left out where capitals mark nouns, and
    for scripts without case: their own words have nothing to fold, and the capitals of a foreign
    name may be needed in the target.
    """
    return has_case(usual_script(tag)) and tag.split("-")[0] not in _NOUNS_WITH_CAPITALS
