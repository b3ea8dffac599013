"""Filters: conditions on the columns of a corpus as text, parsed to SQL with bound parameters.

    coverage < -2 and source_words > 30
    (aer >= 0.5 or chrf < 20) and source contains "river"
    length_ratio between 0.5 and 2 and not warning = ""

Names are those of `columns`; numbers and texts become parameters, never a part of the SQL. A
comparison with a value that is missing does not hold; `is missing` asks for it.
"""

import dataclasses
import re
from typing import Any

from attention_core.aligned_corpus.columns import BY_NAME
from attention_core.errors import UserError

_LONGEST, _DEEPEST = 2000, 50  # characters, parentheses
_ALIASES = {"cdp": "coverage"}
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<word>[A-Za-z_][A-Za-z_0-9]*)
    | (?P<sign><=|>=|!=|<>|==|[<>=()])
    )""",
    re.VERBOSE | re.ASCII,
)
_COMPARISONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "==": "=", "!=": "<>"} | {
    "<>": "<>"
}


class FilterError(UserError):
    """A filter cannot be understood; the message names the place and what is expected."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition in SQL, with a `?` for each parameter."""

    sql: str
    parameters: tuple[Any, ...] = ()


EVERYTHING = Condition(sql="true")


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Token:
    kind: str  # number, text, word, sign, or end
    value: str
    place: int  # characters before it


def parse_filter(text: str) -> Condition:
    """The condition that a text describes; an empty text describes all sentences.

    Raises:
        FilterError: the text is no condition.
    """
    if not text.strip():
        return EVERYTHING
    if len(text) > _LONGEST:
        raise FilterError(f"the filter has {len(text)} characters and the limit is {_LONGEST}")
    parser = _Parser(_tokens(text))
    condition = parser.disjunction(depth=0)
    parser.expect_end()
    return condition


def check_column(name: str) -> str:
    """The name of a column to sort by.

    Raises:
        FilterError: there is no such column.
    """
    known = _ALIASES.get(name.lower(), name.lower())
    if known not in BY_NAME:
        raise FilterError(f"there is no column {name!r}: " + ", ".join(BY_NAME))
    return known


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].strip()
            raise FilterError(f"cannot read {rest[:20]!r} at character {at + 1} of the filter")
        kind = str(match.lastgroup)
        tokens.append(_Token(kind=kind, value=match[kind], place=match.start(kind)))
        at = match.end()
    return [*tokens, _Token(kind="end", value="", place=end)]


class _Parser:
    """Recursive descent: or, and, not, comparison."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def disjunction(self, *, depth: int) -> Condition:
        parts = [self._conjunction(depth=depth)]
        while self._take("or"):
            parts.append(self._conjunction(depth=depth))
        return _joined(parts, " or ")

    def expect_end(self) -> None:
        if self._token.kind != "end":
            raise self._error("“and”, “or” or the end")

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, *values: str) -> str:
        """The next token if it is one of these words or signs, else an empty text."""
        token = self._token
        if token.kind in ("word", "sign") and token.value.lower() in values:
            self._next += 1
            return token.value.lower()
        return ""

    def _conjunction(self, *, depth: int) -> Condition:
        parts = [self._negation(depth=depth)]
        while self._take("and"):
            parts.append(self._negation(depth=depth))
        return _joined(parts, " and ")

    def _negation(self, *, depth: int) -> Condition:
        if depth > _DEEPEST:
            raise FilterError(f"the filter has more than {_DEEPEST} levels of parentheses")
        if self._take("not"):
            condition = self._negation(depth=depth + 1)
            return Condition(sql=f"not {condition.sql}", parameters=condition.parameters)
        if self._take("("):
            condition = self.disjunction(depth=depth + 1)
            if not self._take(")"):
                raise self._error("“)”")
            return Condition(sql=f"({condition.sql})", parameters=condition.parameters)
        return self._comparison()

    def _comparison(self) -> Condition:
        token = self._token
        name = _ALIASES.get(token.value.lower(), token.value.lower())
        if token.kind != "word" or name not in BY_NAME:
            raise self._error("a column: " + ", ".join(BY_NAME))
        self._next += 1
        is_text = BY_NAME[name].is_text
        if self._take("is"):
            negated = self._take("not")
            if not self._take("missing"):
                raise self._error("“missing”")
            return Condition(sql=f'"{name}" is {negated} null')
        if is_text and self._take("contains"):
            # A case-insensitive pattern takes half the time of lower case for text in Devanagari.
            pattern = "(?i)" + re.escape(str(self._value(is_text=True)))
            return Condition(sql=f'regexp_matches("{name}", ?)', parameters=(pattern,))
        if not is_text and self._take("between"):
            low = self._value(is_text=False)
            if not self._take("and"):
                raise self._error("“and”")
            high = self._value(is_text=False)
            return Condition(sql=f'"{name}" between ? and ?', parameters=(low, high))
        comparison = self._take(*_COMPARISONS)
        if not comparison:
            others = "“contains”" if is_text else "“between”"
            raise self._error(f"<, <=, =, !=, >=, >, {others} or “is missing”")
        other = _ALIASES.get(self._token.value.lower(), self._token.value.lower())
        sign = _COMPARISONS[comparison]
        if self._token.kind == "word" and other in BY_NAME and BY_NAME[other].is_text == is_text:
            self._next += 1
            return Condition(sql=f'"{name}" {sign} "{other}"')
        return Condition(sql=f'"{name}" {sign} ?', parameters=(self._value(is_text=is_text),))

    def _value(self, *, is_text: bool) -> float | str:
        token = self._token
        if token.kind != ("text" if is_text else "number"):
            raise self._error("a text in quotation marks" if is_text else "a number")
        self._next += 1
        return token.value[1:-1] if is_text else float(token.value)

    def _error(self, expected: str) -> FilterError:
        token = self._token
        got = "the end of the filter" if token.kind == "end" else repr(token.value[:20])
        return FilterError(f"expected {expected} at character {token.place + 1}, got {got}")


def _joined(parts: list[Condition], word: str) -> Condition:
    if len(parts) == 1:
        return parts[0]
    parameters = tuple(value for part in parts for value in part.parameters)
    return Condition(sql=f"({word.join(part.sql for part in parts)})", parameters=parameters)
