"""The address of a view: its URL query, written by the app or edited by a person.

Pure functions, so that every page reads and writes the same address. A model is pinned as
`name@digest`. An impossible value becomes the nearest possible one, with a note. Fields that only
some pages use are left out while they have their default value.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args
from urllib.parse import quote

from attention_core.analysis.labelled_matrix import Grain
from attention_core.config import BEAM_WIDTHS, KINDS
from attention_core.evaluation.measurement import Metric
from attention_core.explorer import ModelInfo
from pages.shared.state.address_models import pinned, read_model_name, read_pair
from pages.shared.state.address_values import choice, number
from pages.shared.state.view import (
    Comparison,
    Detail,
    Directions,
    Drawing,
    Evidence,
    Experiment,
    Letters,
    Rule,
    Shown,
    Spelling,
    View,
    Weights,
)

STEPS = 2000  # more than any decoding has; the page checks the actual number
LONGEST = 8000  # characters of all texts in an address; many servers refuse longer ones
# Name in the address: field of the view. If not all texts fit, the first ones stay.
_TEXTS: Final[Mapping[str, str]] = {
    "sentence": "sentence",
    "other": "second_sentence",
    "reference": "reference",
    "gold": "gold",
    "test": "test",
    "changes": "changes",
}
# Name in the address: field of the view, and its possible values.
_CHOICES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "view": ("grain", get_args(Grain)),
    "letters": ("letters", get_args(Letters)),
    "spelling": ("spelling", get_args(Spelling)),
    "watch": ("shown", get_args(Shown)),
    "draw": ("drawing", get_args(Drawing)),
    "detail": ("detail", get_args(Detail)),
    "evidence": ("evidence", get_args(Evidence)),
    "weights": ("weights", get_args(Weights)),
    "rule": ("rule", get_args(Rule)),
    "links": ("directions", get_args(Directions)),
    "compare": ("comparison", get_args(Comparison)),
    "try": ("experiment", get_args(Experiment)),
    "change": ("changed_kind", KINDS),
    "begin": ("prefix_from", KINDS),
    "measure": ("metric", get_args(Metric)),
}
# Name in the address: field of the view, and its least and greatest value.
_NUMBERS: Final[Mapping[str, tuple[str, float, float]]] = {
    "beam": ("beam", BEAM_WIDTHS.start, BEAM_WIDTHS.stop - 1),
    "step": ("step", 1, STEPS),
    "rank": ("rank", 0, BEAM_WIDTHS.stop - 1),
    "threshold": ("threshold", 0.01, 1.0),
    "prefix": ("prefix", 0, STEPS),
    "rung": ("growth_step", 1, 6),
}
_ALWAYS: Final = ("sentence", "beam", "view", "letters", "spelling", "watch", "step")


def write_address(view: View, *, models: Sequence[ModelInfo]) -> dict[str, str]:
    """The query of a view's URL, without the texts that `too_long` names."""
    left_out = too_long(view)
    query = whole_query(view, models=models)
    kept = {name: value for name, value in query.items() if _TEXTS.get(name) not in left_out}
    return {"sentence": "", **kept}  # without the name, it would be the opening sentence


def too_long(view: View) -> tuple[str, ...]:
    """The fields of a view whose texts do not fit into an address, which others then lack."""
    room, fields = LONGEST, []
    for field in _TEXTS.values():
        length = len(quote(getattr(view, field), errors="replace"))
        if length > room:
            fields.append(field)
        else:
            room -= length
    return tuple(fields)


def whole_query(view: View, *, models: Sequence[ModelInfo]) -> dict[str, str]:
    """All of a view by the names of the address, texts of any length included."""
    digests = {info.name: info.digest for info in models}
    query = {"sentence": view.sentence}
    query |= {"pair": view.pair} if view.pair != View().pair else {}
    query |= {kind: pinned(getattr(view, kind), digests=digests) for kind in KINDS}
    fields = dict(_TEXTS)
    fields |= {name: field for name, (field, _, _) in _NUMBERS.items()}
    fields |= {name: field for name, (field, _) in _CHOICES.items()}
    usual = View()
    for name, field in fields.items():
        value = getattr(view, field)
        if name in _ALWAYS or value != getattr(usual, field):
            query[name] = str(value)
    # An empty sentence is written too: an address without one shows the opening sentence.
    query.setdefault("sentence", "")
    return {name: value for name, value in query.items() if value or name == "sentence"}


def read_address(
    query: Mapping[str, str], *, models: Sequence[ModelInfo]
) -> tuple[View, tuple[str, ...]]:
    """The view that a query describes, and a note for every value that had to be corrected."""
    notes: list[str] = []
    usual = View()
    fields: dict[str, Any] = {
        field: query.get(name, getattr(usual, field)) for name, field in _TEXTS.items()
    }
    fields["pair"] = pair = read_pair(query, models=models, notes=notes)
    for kind in KINDS:
        fields[kind] = read_model_name(query, kind=kind, pair=pair, models=models, notes=notes)
    for name, (field, low, high) in _NUMBERS.items():
        fields[field] = number(
            query, name=name, low=low, high=high, usual=getattr(usual, field), notes=notes
        )
    for name, (field, options) in _CHOICES.items():
        fields[field] = choice(
            query, name=name, options=options, usual=getattr(usual, field), notes=notes
        )
    return dataclasses.replace(usual, **fields), tuple(notes)
