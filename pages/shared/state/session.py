"""The current view of one person, kept between reruns, pages and addresses.

The address is read when a page opens, and again when a person goes back or edits it. A choice
made on a page is written to the address. Widgets hold no state of their own: `widget_key` sets
the value that a widget shows, and its callback changes the view.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from attention_core.explorer import ModelInfo
from pages.shared.state.address import read_address, write_address
from pages.shared.state.model_examples import opening_sentence
from pages.shared.state.page_entry import current_page
from pages.shared.state.view import View, changed, with_usual_models

_NOTES, _ADDRESS, _CHANGED = "view.notes", "view.address", "view.changed"
_SUBJECT, _TYPED = "view.subject", "current"  # whose view the page draws: of the typed sentence


def current_view(*, models: Sequence[ModelInfo]) -> tuple[View, tuple[str, ...]]:
    """The view to draw, and notes about an address that had to be corrected.

    An address with a note stays as it is until the person changes something, so that reloading
    the page shows the same note.
    """
    return view_in_address(
        subject=_TYPED,
        read=partial(read_address, models=models),
        write=partial(write_address, models=models),
        usual=lambda view: with_usual_models(view, models=models),
        opened=lambda view: dataclasses.replace(
            view, sentence=opening_sentence(view.languages, models=models)
        ),
    )


def view_in_address(
    *,
    subject: str,
    read: Callable[[Mapping[str, str]], tuple[View, tuple[str, ...]]],
    write: Callable[[View], dict[str, str]],
    usual: Callable[[View], View],
    opened: Callable[[View], View] = lambda view: view,
) -> tuple[View, tuple[str, ...]]:
    """The view of one subject, in step with the address; changes then are of this view.

    Args:
        subject: the typed sentence, or another one that a page draws in its place.
        read: the view of an address, and notes.
        write: the address of a view.
        usual: mends a view that was kept since an earlier run.
        opened: what a new view becomes whose address has no sentence.
    """
    state = st.session_state
    query = st.query_params.to_dict()
    view_changed = state.pop(_CHANGED, False)
    state[_SUBJECT] = subject
    key = _view_key()
    new = key not in state
    if query and not view_changed and query != state.get(_ADDRESS):
        state[key], state[_NOTES] = read(query)
        new = "sentence" not in query
    elif view_changed or new:
        state[_NOTES] = ()
    view = usual(state.get(key, View()))
    state[key] = view = opened(view) if new else view
    notes: tuple[str, ...] = state[_NOTES]
    address = query if notes else write(view)
    if address != query:
        st.query_params.from_dict(address)
    state[_ADDRESS] = address
    return view, notes


def _view_key() -> str:
    return f"view.{st.session_state.get(_SUBJECT, _TYPED)}"


def widget_key(*, field: str, view: View) -> str:
    """The key of the widget that shows and changes one field of the view."""
    key = _key(field)
    # Setting a key makes the browser drop unsubmitted text, so set it only if the value differs.
    if st.session_state.get(key) != getattr(view, field):
        st.session_state[key] = getattr(view, field)
    return key


def widget_value(field: str) -> Any:  # noqa: ANN401 - the value of a widget of any kind
    """The value of a field's widget; None if the page has no such widget."""
    return st.session_state.get(_key(field))


def _key(field: str) -> str:
    # Keys differ by page: with a shared key, the next page's widget would be new and empty while
    # the key still held the last page's value.
    return f"{current_page()}.{field}"


def session_view() -> View:
    """The view as the last run of a page left it; for callbacks."""
    view: View = st.session_state.get(_view_key(), View())
    return view


def update_view(**fields: Any) -> None:  # noqa: ANN401 - any field of a View
    """Change fields of the view; the address follows."""
    state, key = st.session_state, _view_key()
    if key in state:
        state[key] = changed(state[key], **fields)
        state[_CHANGED] = True


def update_from_widget(field: str) -> None:
    """Copy a widget's value to the view; the callback of every widget of the view."""
    value = widget_value(field)
    # A menu whose labels have changed returns an old label instead of the option it stood for.
    if isinstance(value, type(getattr(View(), field))):
        update_view(**{field: value})
