"""What cleaning has changed in a text that a person may want to know, in a sentence each."""

from collections.abc import Iterable
from typing import Final

import regex

from attention_core.text.characters import has_cjk, is_invisible, plain
from attention_core.text.cleaning import clean
from attention_core.text.entities import find_entities

_SHOWN: Final = 3  # examples in a note
# Signs that people type one way and tools another, and spaces: nobody needs to be told.
_USUAL: Final = regex.compile(r"[\s\p{P}\p{Sm}\p{Cc}′´ʼ″▁]")


def cleaning_notes(text: str) -> tuple[str, ...]:
    """Notes about entities that were read, letters that were replaced, and what was left out."""
    notes = []
    if entities := find_entities(text):
        shown = _listed(f"{entity} as {clean(entity) or 'a space'}" for entity in entities)
        notes.append(f"Entities of HTML are read as what they mean: {shown}.")
    wide = has_cjk(text)
    letters = dict.fromkeys(
        c for c in text if not _USUAL.match(c) and plain(c, wide_signs=wide).strip() not in ("", c)
    )
    if letters:
        shown = _listed(f"{c} as {plain(c, wide_signs=wide)}" for c in letters)
        notes.append(f"Letters in another form are read as the plain ones: {shown}.")
    invisible = sum(is_invisible(c) for c in text.strip("\ufeff"))
    if invisible == 1:
        notes.append("1 character that is invisible and joins nothing is left out.")
    elif invisible:
        notes.append(f"{invisible} characters that are invisible and join nothing are left out.")
    return tuple(notes)


def _listed(examples: Iterable[str]) -> str:
    found = list(examples)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more
