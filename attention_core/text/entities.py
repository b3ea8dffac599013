"""Entities of HTML: `&apos;`, `&#39;` and `&#x27;` read as the characters that they mean.

Only the complete forms count, from `&` to `;`, so that `AT&T`, `a & b` and `&c.` stay. An entity
of an entity (`&amp;quot;`), as from a page that was escaped twice, is read to its end.
"""

import html
from html.entities import html5
from typing import Final

import regex

_ENTITY: Final = regex.compile(
    r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));"
)
_LONGEST: Final = 34  # characters of an entity


def find_entities(text: str) -> tuple[str, ...]:
    """The entities of a text, in order, without repeats."""
    found = (match[0] for match in _ENTITY.finditer(text) if _meaning(match) is not None)
    return tuple(dict.fromkeys(found))


def has_entities(text: str) -> bool:
    """Whether a text contains an entity."""
    return "&" in text and any(_meaning(m) is not None for m in _ENTITY.finditer(text))


def _meaning(match: "regex.Match[str]") -> str | None:
    if match[1] and f"{match[1]};" not in html5:
        return None
    return html.unescape(match[0])


def entity_at_end(characters: str) -> tuple[int, str] | None:
    """The entity that a text ends with.

    Returns:
        Its length and what it means; None if the text ends with no entity.
    """
    begin = characters.rfind("&", max(0, len(characters) - _LONGEST))
    match = _ENTITY.fullmatch(characters, begin) if begin >= 0 else None
    if match is None or (meaning := _meaning(match)) is None:
        return None
    return len(match[0]), meaning
