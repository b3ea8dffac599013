"""One person's visit: the view on screen, kept between reruns, pages and addresses.

The address bar is read when a page is opened and when somebody goes back or edits it; what is
chosen on a page is written there. Widgets hold no state of their own: `control` gives them
what to show, and their callbacks change the view.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from attention_core.explorer import ModelInfo
from pages.shared.state.address import read_address, write_address
from pages.shared.state.page_entry import current_page
from pages.shared.state.view import View, changed, with_usual_models

_VIEW, _NOTES, _SEEN, _CHOSEN = "visit.view", "visit.notes", "visit.seen", "visit.chosen"


def current_view(*, models: Sequence[ModelInfo]) -> tuple[View, tuple[str, ...]]:
    """The view to draw, and notes about an address that had to be changed.

    An address with a note stays as it is until something is chosen, so that reloading the page
    tells the same.
    """
    state = st.session_state
    query = st.query_params.to_dict()
    chosen = state.pop(_CHOSEN, False)
    if query and not chosen and query != state.get(_SEEN):
        state[_VIEW], state[_NOTES] = read_address(query, models=models)
    elif chosen or _VIEW not in state:
        state[_NOTES] = ()
    view = state[_VIEW] = with_usual_models(state.get(_VIEW, View()), models=models)
    notes: tuple[str, ...] = state[_NOTES]
    address = query if notes else write_address(view, models=models)
    if address != query:
        st.query_params.from_dict(address)
    state[_SEEN] = address
    return view, notes


def control(*, field: str, view: View) -> str:
    """The key of the widget that shows and changes one field of the view."""
    key = _key(field)
    # Setting a key makes the browser drop what is being typed: only when it has to change.
    if st.session_state.get(key) != getattr(view, field):
        st.session_state[key] = getattr(view, field)
    return key


def held(field: str) -> Any:  # noqa: ANN401 - what a widget of any kind holds
    """What the widget of a field holds now; None where there is none on the page."""
    return st.session_state.get(_key(field))


def _key(field: str) -> str:
    # Each page has widgets of its own: under one key the next page's would be new and empty
    # while the key still held the last page's value.
    return f"{current_page()}.{field}"


def choose(**fields: Any) -> None:  # noqa: ANN401 - any field of a View
    """Change the view; the address follows."""
    state = st.session_state
    if _VIEW in state:
        state[_VIEW] = changed(state[_VIEW], **fields)
        state[_CHOSEN] = True


def choose_from(field: str) -> None:
    """A widget's callback: what it holds becomes part of the view."""
    value = held(field)
    # A menu whose lines are spelt anew hands back an old line itself, not what it stood for.
    if isinstance(value, type(getattr(View(), field))):
        choose(**{field: value})
