"""Values of a JSON document that a person can have edited: what is of another type is left out."""

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]  # a JSON object
_LARGEST = 1e15  # a number beyond it is a mistake, and could overflow a float


def rows_in(value: object) -> tuple[Row, ...]:
    """The JSON objects of a list; empty if it is not a list."""
    return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, list) else ()


def object_in(value: object) -> Row:
    """A JSON object; empty if it is something else."""
    return value if isinstance(value, dict) else {}


def text_in(value: object) -> str:
    """A text; "" if it is something else."""
    return value if isinstance(value, str) else ""


def whole_in(value: object) -> int | None:
    """A whole number; None if it is something else."""
    number = number_in(value)
    return number if isinstance(number, int) else None


def number_in(value: object) -> float | None:
    """A number as the document has it, int or float; None if it is something else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= _LARGEST else None
