"""Values in an address: the nearest possible value, and a note if it had to be corrected."""

import math
from collections.abc import Mapping, Sequence


def number(
    query: Mapping[str, str],
    *,
    name: str,
    low: float,
    high: float,
    usual: float,
    notes: list[str],
) -> float:
    """The number nearest to the one in the address.

    Args:
        query: of the address.
        name: of the value in the address.
        low: the least value; its type, int or float, is that of the result.
        high: the greatest value.
        usual: the result if the address has no number under this name.
        notes: extended if the address asks for another number than the result.
    """
    typed, kind = query.get(name, ""), type(low)
    if not typed:
        return usual
    try:
        wanted = kind(typed) if len(typed) < 20 else math.nan
    except ValueError:
        wanted = math.nan
    nearest = usual if math.isnan(wanted) else min(max(wanted, low), high)
    if nearest != wanted:
        notes.append(
            f"The address asks for {name} “{typed[:40]}”; it can be {low} to {high}: "
            f"this page uses {nearest}."
        )
    return nearest


def choice(
    query: Mapping[str, str],
    *,
    name: str,
    options: Sequence[str],
    usual: str,
    notes: list[str],
) -> str:
    """The option in the address, in upper or lower case; `usual`, with a note, if it is none."""
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
