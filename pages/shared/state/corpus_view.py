"""What the Corpus page shows, as its address has it: corpus, filter, order, place and sentence."""

import dataclasses
from typing import Any

import streamlit as st

from attention_core.aligned_corpus.columns import BY_NAME

ROWS = 25  # on a page of a table
_VIEW, _ADDRESS, _CHANGED = "corpus.view", "corpus.address", "corpus.changed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class CorpusView:
    """The fields of the address."""

    corpus: str = ""  # name of the corpus
    against: str = ""  # name of the corpus that it is compared with
    where: str = ""  # filter
    sort: str = "id"
    descending: bool = False
    page: int = 1  # of the table
    row: int | None = None  # id of the sentence that is shown
    column: str = "coverage"  # of the histogram
    second: bool = False  # whether the sentence is drawn as `against` has it


# What a change makes meaningless.
_RESET: dict[str, tuple[str, ...]] = {
    "corpus": ("page", "row", "against"),
    "against": ("page",),
    "where": ("page",),
    "sort": ("page",),
    "descending": ("page",),
}


def current_corpus_view() -> CorpusView:
    """The view to draw; the address is read when a person has changed it, else it is written."""
    state, query = st.session_state, st.query_params.to_dict()
    changed = state.pop(_CHANGED, False)
    if query and not changed and query != state.get(_ADDRESS):
        state[_VIEW] = read_query(query)
    view: CorpusView = state.setdefault(_VIEW, CorpusView())
    address = write_query(view)
    if address != query:
        st.query_params.from_dict(address)
    state[_ADDRESS] = address
    return view


def read_query(query: dict[str, str]) -> CorpusView:
    """The view of an address; impossible values become the usual ones."""
    sort, column = query.get("sort", "id"), query.get("column", "coverage")
    page, row = query.get("page", ""), query.get("row", "")
    return CorpusView(
        corpus=query.get("corpus", ""),
        against=query.get("against", ""),
        where=query.get("where", ""),
        sort=sort if sort in BY_NAME else "id",
        descending=query.get("descending") == "True",
        page=max(1, int(page)) if _is_number(page) else 1,
        row=int(row) if _is_number(row) else None,
        second=query.get("second") == "True" and bool(query.get("against")),
        column=column if column in BY_NAME and not BY_NAME[column].is_text else "coverage",
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def write_query(view: CorpusView) -> dict[str, str]:
    """The address of a view; fields with their usual values are left out."""
    usual = CorpusView()
    return {
        field.name: str(value)
        for field in dataclasses.fields(view)
        if (value := getattr(view, field.name)) != getattr(usual, field.name)
    }


def update_corpus_view(**fields: Any) -> None:  # noqa: ANN401 - any field of the view
    """Change fields; the address follows when the page is drawn."""
    state, usual = st.session_state, CorpusView()
    view: CorpusView = state.get(_VIEW, usual)
    reset = {
        name: getattr(usual, name)
        for field in fields
        if fields[field] != getattr(view, field)
        for name in _RESET.get(field, ())
    }
    state[_VIEW] = dataclasses.replace(view, **{**reset, **fields})
    state[_CHANGED] = True


def field_key(field: str, *, view: CorpusView) -> str:
    """The key of the widget that shows one field; set the widget to the view's value."""
    key = f"corpus.field.{field}"
    if st.session_state.get(key) != getattr(view, field):
        st.session_state[key] = getattr(view, field)
    return key


def update_from_field(field: str) -> None:
    """Copy a widget's value to the view; the callback of every such widget."""
    value = st.session_state.get(f"corpus.field.{field}")
    if value is not None:
        update_corpus_view(**{field: value})
