"""Values in an address: the nearest that is possible, and a note where it is another."""

import math
from collections.abc import Mapping, Sequence

from pages.shared.state.view import View


def number(
    query: Mapping[str, str], *, name: str, low: float, high: float, notes: list[str]
) -> float:
    """A number of the kind that `low` is: whole, or with a fraction."""
    typed, kind = query.get(name, ""), type(low)
    usual: float = getattr(View(), name)
    if not typed:
        return usual
    try:
        asked = kind(typed) if len(typed) < 20 else math.nan
    except ValueError:
        asked = math.nan
    number = usual if math.isnan(asked) else min(max(asked, low), high)
    if number != asked:
        notes.append(
            f"The address asks for {name} “{typed[:40]}”; it can be {low} to {high}: "
            f"this page uses {number}."
        )
    return number


def choice(
    query: Mapping[str, str],
    *,
    name: str,
    options: Sequence[str],
    usual: str,
    notes: list[str],
) -> str:
    """One of the options, in whatever case it is typed; `usual` where it is none."""
    typed = query.get(name, "")
    for option in options:
        if typed.casefold() == option:
            return option
    if typed:
        notes.append(
            f"The address says {name} “{typed[:40]}”; it can be {', '.join(options)}: "
            f"this page uses {usual}."
        )
    return usual
