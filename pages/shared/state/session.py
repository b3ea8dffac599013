"""The current view of one person, kept between reruns, pages and addresses.

The address is read when a page opens, and again when a person goes back or edits it. A choice
made on a page is written to the address. Widgets hold no state of their own: `widget_key` sets
the value that a widget shows, and its callback changes the view.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import streamlit as st

from attention_core.explorer import ModelInfo
from pages.shared.state.address import read_address, write_address
from pages.shared.state.model_examples import opening_sentence
from pages.shared.state.page_entry import current_page
from pages.shared.state.view import View, changed, with_usual_models

_VIEW, _NOTES, _ADDRESS, _CHANGED = "view.current", "view.notes", "view.address", "view.changed"


def current_view(*, models: Sequence[ModelInfo]) -> tuple[View, tuple[str, ...]]:
    """The view to draw, and notes about an address that had to be corrected.

    An address with a note stays as it is until the person changes something, so that reloading
    the page shows the same note.
    """
    state = st.session_state
    query = st.query_params.to_dict()
    view_changed = state.pop(_CHANGED, False)
    new = _VIEW not in state
    if query and not view_changed and query != state.get(_ADDRESS):
        state[_VIEW], state[_NOTES] = read_address(query, models=models)
        new = "sentence" not in query
    elif view_changed or new:
        state[_NOTES] = ()
    view = with_usual_models(state.get(_VIEW, View()), models=models)
    if new:
        view = dataclasses.replace(view, sentence=opening_sentence(view.languages, models=models))
    state[_VIEW] = view
    notes: tuple[str, ...] = state[_NOTES]
    address = query if notes else write_address(view, models=models)
    if address != query:
        st.query_params.from_dict(address)
    state[_ADDRESS] = address
    return view, notes


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
    view: View = st.session_state.get(_VIEW, View())
    return view


def update_view(**fields: Any) -> None:  # noqa: ANN401 - any field of a View
    """Change fields of the view; the address follows."""
    state = st.session_state
    if _VIEW in state:
        state[_VIEW] = changed(state[_VIEW], **fields)
        state[_CHANGED] = True


def update_from_widget(field: str) -> None:
    """Copy a widget's value to the view; the callback of every widget of the view."""
    value = widget_value(field)
    # A menu whose labels have changed returns an old label instead of the option it stood for.
    if isinstance(value, type(getattr(View(), field))):
        update_view(**{field: value})
