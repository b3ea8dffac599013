"""Cleaning of text: what is written becomes the characters that it means, the same everywhere.

In this order: Unicode form NFC, plain characters (`characters`), entities of HTML (`entities`),
NFC again, the typed end mark, single spaces. Cleaning twice is cleaning once. `clean_traced` also
tells which typed characters each cleaned one comes from.
"""

import dataclasses
import functools
import unicodedata
from collections.abc import Collection
from typing import Final

import regex

from attention_core.text.characters import has_cjk, plain
from attention_core.text.entities import entity_at_end, has_entities

_TYPED_END: Final = regex.compile("<[\u200c\u200d]*(/)[\u200c\u200d]*[sS][\u200c\u200d]*>")
_LEADING_JOINERS: Final = regex.compile("(?<![^ ])[\u200c\u200d]+")  # they join nothing
_SLASH: Final = "∕"  # U+2215, in place of the slash of a typed end mark
_GRAPHEME: Final = regex.compile(r"\X", flags=regex.DOTALL)


@dataclasses.dataclass(frozen=True, kw_only=True)
class CleanText:
    """A cleaned text, and where each of its characters comes from."""

    typed: str
    text: str
    spans: tuple[tuple[int, int], ...]  # of each cleaned character, [start, stop) in `typed`

    def typed_between(self, start: int, stop: int) -> str:
        """What was typed for the cleaned characters `start` to `stop`, without the invisible."""
        if start >= stop:
            return ""
        typed = self.typed[self.spans[start][0] : self.spans[stop - 1][1]]
        wide = has_cjk(self.typed)
        return "".join(c for c in typed if plain(c, wide_signs=wide)).strip()


# A character of the text while it is cleaned: itself, and its start and stop in the typed text.
_Part = tuple[str, int, int]


@functools.lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """The text in NFC and plain characters, entities read, with single spaces.

    What is invisible vanishes. The joiners U+200C and U+200D stay, because spelling may need
    them; a tokenizer leaves them out if its vocabulary lacks them. In a typed end mark `</s>` the
    slash is replaced, so that no text can contain the real end mark.
    """
    if text.isascii() and text.isprintable() and "&" not in text and "</" not in text:
        return " ".join(text.split())
    if has_entities(_plain_text(text)):
        return clean_traced(text).text
    text = unicodedata.normalize("NFC", _plain_text(text))
    text = _TYPED_END.sub(lambda mark: mark[0].replace("/", _SLASH), text)
    return " ".join(_LEADING_JOINERS.sub("", text).split())


def _plain_text(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    wide = has_cjk(text)
    return "".join(plain(c, wide_signs=wide) for c in text)


def clean_traced(text: str) -> CleanText:
    """`clean`, with the typed characters that each cleaned one comes from."""
    parts = _composed([(c, k, k + 1) for k, c in enumerate(text)])
    wide = has_cjk("".join(c for c, _, _ in parts))
    parts = _without_entities([part for p in parts for part in _plainer(p, wide=wide)], wide=wide)
    parts = _composed(parts)
    joined = "".join(c for c, _, _ in parts)
    for match in _TYPED_END.finditer(joined):
        at = match.start(1)
        parts[at] = (_SLASH, *parts[at][1:])
    leading = {k for m in _LEADING_JOINERS.finditer(joined) for k in range(*m.span())}
    parts = _single_spaces([part for k, part in enumerate(parts) if k not in leading])
    return CleanText(
        typed=text,
        text="".join(c for c, _, _ in parts),
        spans=tuple((start, stop) for _, start, stop in parts),
    )


def _plainer(part: _Part, *, wide: bool) -> list[_Part]:
    character, start, stop = part
    return [(c, start, stop) for c in plain(character, wide_signs=wide)]


def _composed(parts: list[_Part]) -> list[_Part]:
    """The parts in NFC; characters that are composed, or reordered, share their places."""
    text = "".join(c for c, _, _ in parts)
    whole = unicodedata.normalize("NFC", text)
    if whole == text:
        return parts
    found: list[_Part] = []
    for match in _GRAPHEME.finditer(text):
        found += _composed_run(parts[match.start() : match.end()])
    if "".join(c for c, _, _ in found) != whole:  # something is composed across graphemes
        return _composed_run(parts)
    return found


def _composed_run(run: list[_Part]) -> list[_Part]:
    text = "".join(c for c, _, _ in run)
    composed = unicodedata.normalize("NFC", text)
    if composed == text:
        return run
    return [(c, run[0][1], run[-1][2]) for c in composed]


def _without_entities(parts: list[_Part], *, wide: bool) -> list[_Part]:
    """The parts with each entity replaced by what it means, from left to right in one pass."""
    if not has_entities("".join(c for c, _, _ in parts)):
        return parts
    done: list[_Part] = []
    waiting = list(reversed(parts))
    while waiting:
        done.append(waiting.pop())
        if done[-1][0] != ";":
            continue
        tail = "".join(c for c, _, _ in done[-40:])
        if (entity := entity_at_end(tail)) is not None:
            length, meaning = entity
            start, stop = done[-length][1], done[-1][2]
            del done[-length:]
            plainer = [
                c for m in unicodedata.normalize("NFC", meaning) for c in plain(m, wide_signs=wide)
            ]
            waiting += [(c, start, stop) for c in reversed(plainer)]
    return done


def _single_spaces(parts: list[_Part]) -> list[_Part]:
    """The parts with one space for each run of spaces, and none at the ends."""
    found: list[_Part] = []
    for part in parts:
        if part[0] != " " or (found and found[-1][0] != " "):
            found.append(part)
    return found[:-1] if found and found[-1][0] == " " else found


def without(cleaned: CleanText, *, dropped: Collection[int]) -> CleanText:
    """The same text without the characters at some places."""
    kept = [k for k in range(len(cleaned.text)) if k not in dropped]
    return CleanText(
        typed=cleaned.typed,
        text="".join(cleaned.text[k] for k in kept),
        spans=tuple(cleaned.spans[k] for k in kept),
    )


def fold(text: str) -> str:
    """Lower-case text without changing its length; İ stays, as it would become two."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)
