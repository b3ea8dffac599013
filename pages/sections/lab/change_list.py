"""The list of changes: what they are in words, how one is added, replaced and undone."""

import streamlit as st

from attention_core.interventions import (
    ChangeError,
    ForceWord,
    FreezeContext,
    Intervention,
    MaskWords,
    SetAlpha,
    parse_changes,
    write_changes,
)
from attention_core.trace import Trace
from pages.shared.display.messages import show_text
from pages.shared.state.session import session_view, update_view
from pages.shared.state.view import View

_CONTEXTS = {
    "first": "c of step 1 at every step",
    "mean": "the mean of all h_j as c of every step",
    "uniform": "uniform α at every step",
}


def current_changes(view: View) -> tuple[Intervention, ...]:
    """The changes of a view.

    Raises:
        ChangeError: its JSON, which comes from an address, has impossible ones.
    """
    return parse_changes(view.changes)


def add_change(change: Intervention) -> None:
    """Add a change at the end; a callback.

    If the last change is of the same kind and step, the new one takes its place.
    """
    changes = list(_changes())
    if changes and _subject(changes[-1]) == _subject(change):
        changes.pop()
    _store([*changes, change])


def put_change(change: Intervention | None, *, kind: type[Intervention]) -> None:
    """Put a change where one of its kind stands, or at the end; a callback.

    Args:
        change: the new one; None removes those of its kind.
        kind: of which the list has at most one afterwards.
    """
    changes = list(_changes())
    places = [k for k, own in enumerate(changes) if isinstance(own, kind)]
    at = places[0] if places else len(changes)
    kept = [own for own in changes if not isinstance(own, kind)]
    _store([*kept[:at], *([] if change is None else [change]), *kept[at:]])


def remove_change(number: int | None) -> None:
    """Undo one change, from 0, or all of them; a callback."""
    changes = () if number is None else _changes()
    _store([change for k, change in enumerate(changes) if k != number])


def show_changes(*, view: View, own: Trace) -> None:
    """The list, each with a button that undoes it; nothing if there are no changes.

    Args:
        view: has the changes.
        own: the Trace without them, for the words of the source.
    """
    try:
        changes = current_changes(view)
    except ChangeError:
        return
    if not changes:
        return
    st.subheader("Changes, in order", anchor=False)
    with st.container(key="lab-changes"):
        for number, change in enumerate(changes):
            with st.container(horizontal=True, vertical_alignment="center"):
                show_text(f"{number + 1}. {describe(change, own=own)}")
                st.button(
                    f"Undo {number + 1}",
                    icon=":material/undo:",
                    on_click=remove_change,
                    args=(number,),
                    key=f"lab.undo.{number}",
                )
        if len(changes) > 1:
            st.button("Undo all", on_click=remove_change, args=(None,), key="lab.undo.all")


def describe(change: Intervention, *, own: Trace) -> str:
    """A change in words."""
    words = [word.text for word in own.source_words]

    def named(number: int) -> str:
        return f"“{words[number]}”" if number < len(words) else f"word {number}"

    if isinstance(change, SetAlpha):
        total = sum(weight for _, weight in change.weights)
        shares = (
            f"{weight / total:.0%} on {named(word)}" for word, weight in change.weights if weight
        )
        return f"α of step {change.step}: {', '.join(shares)}"
    if isinstance(change, ForceWord):
        text = change.text or "".join(change.pieces).replace("▁", " ").strip()
        return f"step {change.step}: write “{text}”"
    if isinstance(change, MaskWords):
        return f"α never sees {', '.join(map(named, change.words))}"
    if isinstance(change, FreezeContext):
        return _CONTEXTS[change.context]
    return f"all energies times {change.factor:g}"


def _subject(change: Intervention) -> tuple[type[Intervention], int]:
    """What a change is about; a later one about the same replaces it."""
    step = change.step if isinstance(change, SetAlpha | ForceWord) else 0
    return type(change), step


def _changes() -> tuple[Intervention, ...]:
    try:
        return current_changes(session_view())
    except ChangeError:
        return ()


def _store(changes: list[Intervention]) -> None:
    update_view(changes=write_changes(changes))
