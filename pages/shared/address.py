"""The address of a view: what is in the URL, and what a person may have written there.

Pure functions of text, so that every page reads and writes the same address. A model is
pinned as `name@digest`. What makes no sense becomes the nearest thing that does, with a note.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar, get_args
from urllib.parse import quote

from attention_core.config import Kind
from attention_core.explorer import BEAMS, ModelInfo
from attention_core.figures import Grain
from pages.shared.view import Letters, Shown, Spelling, View, usual_model

STEPS = 2000  # beyond any decoding; the page knows how many there are
LONGEST = 8000  # characters of a sentence in an address; servers refuse much longer ones
_Choice = TypeVar("_Choice", bound=str)


def write_address(view: View, *, models: Sequence[ModelInfo]) -> dict[str, str]:
    """The query of a view's URL."""
    digests = {info.name: info.digest for info in models}
    query = {
        "sentence": view.sentence,
        "attention": _pinned(view.attention, digests=digests),
        "vanilla": _pinned(view.vanilla, digests=digests),
        "beam": str(view.beam),
        "view": view.grain,
        "letters": view.letters,
        "spelling": view.spelling,
        "watch": view.shown,
        "step": str(view.step),
    }
    if len(quote(view.sentence)) > LONGEST:
        del query["sentence"]
    return {name: value for name, value in query.items() if value}


def _pinned(name: str, *, digests: Mapping[str, str]) -> str:
    return f"{name}@{digests[name]}" if digests.get(name) else name


def read_address(
    query: Mapping[str, str], *, models: Sequence[ModelInfo]
) -> tuple[View, tuple[str, ...]]:
    """The view that a query means, and a note for everything in it that had to be changed."""
    notes: list[str] = []
    view = View(
        sentence=query.get("sentence", ""),
        attention=_model(query, kind="attention", models=models, notes=notes),
        vanilla=_model(query, kind="vanilla", models=models, notes=notes),
        beam=_number(
            query, name="beam", low=BEAMS.start, high=BEAMS.stop - 1, usual=View.beam, notes=notes
        ),
        grain=_choice(query, name="view", options=get_args(Grain), usual="words", notes=notes),
        letters=_choice(
            query, name="letters", options=get_args(Letters), usual="both", notes=notes
        ),
        spelling=_choice(
            query, name="spelling", options=get_args(Spelling), usual="academic", notes=notes
        ),
        shown=_choice(query, name="watch", options=get_args(Shown), usual="attention", notes=notes),
        step=_number(query, name="step", low=1, high=STEPS, usual=View.step, notes=notes),
    )
    return view, tuple(notes)


def _model(
    query: Mapping[str, str], *, kind: Kind, models: Sequence[ModelInfo], notes: list[str]
) -> str:
    name, _, digest = query.get(kind, "").partition("@")
    usual = usual_model(models, kind=kind)
    if not name:
        return usual
    known = {info.name: info for info in models if info.kind in (kind, "")}
    if name not in known:
        instead = f"this page uses {usual}" if usual else "and there is no other of its kind"
        notes.append(
            f"The address asks for the {kind} model “{name}”, which is not here: {instead}."
        )
        return usual
    here = known[name].digest
    if digest and here and digest != here:
        notes.append(
            f"The model {name} has changed since this address was copied (then {digest}, now "
            f"{here}): words and weights can differ from what was seen then."
        )
    return name


def _number(
    query: Mapping[str, str], *, name: str, low: int, high: int, usual: int, notes: list[str]
) -> int:
    typed = query.get(name, "")
    if not typed:
        return usual
    try:
        asked = int(typed) if len(typed) < 20 else None
    except ValueError:
        asked = None
    number = usual if asked is None else min(max(asked, low), high)
    if number != asked:
        notes.append(
            f"The address asks for {name} “{typed[:40]}”; it can be {low} to {high}: "
            f"this page uses {number}."
        )
    return number


def _choice(
    query: Mapping[str, str],
    *,
    name: str,
    options: tuple[_Choice, ...],
    usual: _Choice,
    notes: list[str],
) -> _Choice:
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
