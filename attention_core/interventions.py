"""Interventions: what a person changes in a decoding, as records with JSON in and out.

A list of them is in the order of doing. How each acts on the decoder is in
`decoding.interventions`; this module knows neither models nor sentences, so it checks only what
can be checked without them.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final, Literal, get_args

from attention_core.errors import UserError

MOST_CHANGES = 20  # of one list: each change at a step takes a search of its own
LARGEST_FACTOR = 100.0  # of all energies; far beyond it α is one position
LONGEST_TEXT = 200  # characters of a forced word
_LARGEST_WEIGHT = 1e300  # a float can hold it, and an integer in JSON can be larger
Context = Literal["mean", "first", "uniform"]


class ChangeError(UserError):
    """A change cannot be made; the message names the change and says why."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetAlpha:
    """Weights of one step that take the place of the model's own, by source words."""

    kind: ClassVar[str] = "alpha"
    step: int  # i, from 1
    weights: tuple[tuple[int, float], ...]  # source word, from 0 and ascending, and its weight

    def to_json(self) -> dict[str, Any]:
        """As in a file of changes."""
        weights = {str(word): weight for word, weight in self.weights}
        return {"kind": self.kind, "step": self.step, "weights": weights}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "SetAlpha":
        """Read an object with "step" and "weights"; raises ChangeError."""
        weights = data["weights"]
        if not isinstance(weights, dict) or not weights:
            raise ChangeError('"weights" is not an object of source words and their weights')
        read = []
        for word, weight in weights.items():
            if not (word.isascii() and word.isdecimal() and len(word) < 6):
                raise ChangeError(f"{_shown(word)} is not the number of a source word, from 0")
            if not _is_number(weight) or not 0 <= weight <= _LARGEST_WEIGHT:
                raise ChangeError(f"weight {_shown(weight)} is not a finite number of 0 or more")
            read.append((int(word), float(weight)))
        if len({word for word, _ in read}) < len(read):
            raise ChangeError('a source word occurs twice in "weights"')
        if not any(weight > 0 for _, weight in read):
            raise ChangeError("all weights are 0")
        return cls(step=_step(data), weights=tuple(sorted(read)))


@dataclasses.dataclass(frozen=True, kw_only=True)
class ForceWord:
    """A word that the model has to write, given as text or as the exact pieces."""

    kind: ClassVar[str] = "word"
    step: int  # of its first piece, from 1
    text: str = ""  # a word, or a piece that begins with ▁; "" if `pieces` are given
    pieces: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As in a file of changes."""
        what = {"pieces": list(self.pieces)} if self.pieces else {"text": self.text}
        return {"kind": self.kind, "step": self.step, **what}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ForceWord":
        """Read an object with "step" and either "text" or "pieces"; raises ChangeError."""
        if ("text" in data) == ("pieces" in data):
            raise ChangeError('a word needs either "text" or "pieces"')
        if "text" in data:
            text = data["text"]
            if not isinstance(text, str) or not text.strip():
                raise ChangeError('"text" is not a word')
            if len(text) > LONGEST_TEXT:
                raise ChangeError(f'"text" is longer than {LONGEST_TEXT} characters')
            return cls(step=_step(data), text=_writable(text.strip()))
        pieces = data["pieces"]
        if not isinstance(pieces, list) or not pieces or len(pieces) > LONGEST_TEXT:
            raise ChangeError('"pieces" is not a list of pieces')
        if not all(isinstance(piece, str) and piece for piece in pieces):
            raise ChangeError('"pieces" is not a list of pieces')
        return cls(step=_step(data), pieces=tuple(map(_writable, pieces)))


@dataclasses.dataclass(frozen=True, kw_only=True)
class MaskWords:
    """Source words that α leaves out at every step."""

    kind: ClassVar[str] = "mask"
    words: tuple[int, ...]  # from 0, ascending

    def to_json(self) -> dict[str, Any]:
        """As in a file of changes."""
        return {"kind": self.kind, "words": list(self.words)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "MaskWords":
        """Read an object with "words"; raises ChangeError."""
        words = data["words"]
        if not isinstance(words, list) or not words:
            raise ChangeError('"words" is not a list of source words')
        for word in words:
            if not _is_whole(word) or not 0 <= word < 10**5:
                raise ChangeError(f"{_shown(word)} is not the number of a source word, from 0")
        return cls(words=tuple(sorted(set(words))))


@dataclasses.dataclass(frozen=True, kw_only=True)
class FreezeContext:
    """One α for all steps, and so one c.

    "first" is α of step 1 as it was used. "mean" and "uniform" are the same weights, since the
    mean of the h_j is their sum with equal weights; words that are masked have no share.
    """

    kind: ClassVar[str] = "freeze"
    context: Context

    def to_json(self) -> dict[str, Any]:
        """As in a file of changes."""
        return {"kind": self.kind, "context": self.context}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FreezeContext":
        """Read an object with "context"; raises ChangeError."""
        context = data["context"]
        if context not in get_args(Context):
            known = ", ".join(get_args(Context))
            raise ChangeError(f'"context" is {_shown(context)}, not one of {known}')
        return cls(context=context)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ScaleEnergies:
    """All energies times a factor: below 1 α comes closer to uniform, above 1 it is sharper."""

    kind: ClassVar[str] = "sharpen"
    factor: float

    def to_json(self) -> dict[str, Any]:
        """As in a file of changes."""
        return {"kind": self.kind, "factor": self.factor}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ScaleEnergies":
        """Read an object with "factor"; raises ChangeError."""
        factor = data["factor"]
        if not _is_number(factor) or not 0 <= factor <= LARGEST_FACTOR:
            raise ChangeError(f'"factor" is {_shown(factor)}, not within 0..{LARGEST_FACTOR:.0f}')
        return cls(factor=float(factor))


Intervention = SetAlpha | ForceWord | MaskWords | FreezeContext | ScaleEnergies

# The reader of each kind, the fields that it needs, and those that it may have.
_KINDS: Final[
    Mapping[str, tuple[Callable[[Mapping[str, Any]], Intervention], frozenset[str], frozenset[str]]]
] = {
    "alpha": (SetAlpha.from_json, frozenset({"step", "weights"}), frozenset()),
    "word": (ForceWord.from_json, frozenset({"step"}), frozenset({"text", "pieces"})),
    "mask": (MaskWords.from_json, frozenset({"words"}), frozenset()),
    "freeze": (FreezeContext.from_json, frozenset({"context"}), frozenset()),
    "sharpen": (ScaleEnergies.from_json, frozenset({"factor"}), frozenset()),
}


def read_changes(data: object) -> tuple[Intervention, ...]:
    """The changes of a JSON list.

    Raises:
        ChangeError: it is not a list, is too long, or has an impossible change.
    """
    if not isinstance(data, list):
        raise ChangeError("changes are a JSON list of objects")
    if len(data) > MOST_CHANGES:
        raise ChangeError(f"{len(data)} changes, and the limit is {MOST_CHANGES}")
    changes = []
    for number, row in enumerate(data, start=1):
        try:
            changes.append(_read_change(row))
        except ChangeError as error:
            raise ChangeError(f"change {number}: {error}") from error
    return tuple(changes)


def parse_changes(text: str) -> tuple[Intervention, ...]:
    """The changes of a JSON text; an empty text has none.

    Raises:
        ChangeError: it is not JSON, or as `read_changes`.
    """
    if not text.strip():
        return ()
    try:
        data = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        if isinstance(error, ChangeError):
            raise
        raise ChangeError(f"changes are not JSON: {error}") from error
    return read_changes(data)


def write_changes(changes: Sequence[Intervention]) -> str:
    """The changes as JSON in one line without spaces, for an address; "" for none."""
    if not changes:
        return ""
    rows = [change.to_json() for change in changes]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _read_change(data: object) -> Intervention:
    if not isinstance(data, dict):
        raise ChangeError(f"{_shown(data)} is not an object")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ChangeError(f'"kind" is {_shown(kind)}, not one of {", ".join(_KINDS)}')
    read, needed, possible = _KINDS[kind]
    given = set(data) - {"kind"}
    if missing := sorted(needed - given):
        raise ChangeError(f'"{missing[0]}" is missing')
    if unknown := sorted(given - needed - possible):
        raise ChangeError(f"{_shown(unknown[0])} is not a field of a change of kind {kind}")
    return read(data)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names differ; json itself would keep the last of equal ones."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        repeated = next(name for name in names if names.count(name) > 1)
        raise ChangeError(f"{_shown(repeated)} occurs twice in one object")
    return dict(pairs)


def _step(data: Mapping[str, Any]) -> int:
    step = data["step"]
    if not _is_whole(step) or not 1 <= step < 10**5:
        raise ChangeError(f'"step" is {_shown(step)}, not a whole number from 1')
    return int(step)


def _writable(text: str) -> str:
    """The text with � for halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: object) -> str:
    """A value as JSON, cut if it is long."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= 60 else text[:57] + "…"
