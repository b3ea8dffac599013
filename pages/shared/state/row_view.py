"""The view of a sentence of a corpus on the Alignment page: its place, and how it is drawn.

Such a sentence has its own view, apart from that of the typed sentence, which stays as it was. Its
address holds the place in the table, for the way back, and the choices about the drawing.
"""

import dataclasses
from collections.abc import Mapping
from typing import Final

import streamlit as st

from attention_core.text.languages import LanguagePair
from pages.shared.state.address import read_address, whole_query
from pages.shared.state.corpus_view import CorpusView, read_query, write_query
from pages.shared.state.session import session_view, view_in_address
from pages.shared.state.view import View

# Names in the address of what is chosen about a matrix without a model.
_CHOICES: Final = (
    *("view", "letters", "spelling", "draw", "detail", "evidence", "rule", "threshold", "gold"),
)
_USUAL: Final = {"detail": "diagnostics"}  # contexts, the usual detail, need a model


def row_address(place: CorpusView) -> dict[str, str]:
    """The query of a sentence on the Alignment page, drawn as the last one was.

    Args:
        place: with the number of the sentence.
    """
    query = whole_query(session_view(), models=())
    chosen = {name: query.get(name, "") for name in _CHOICES if name != "gold"}
    if chosen["detail"] == "evidence":  # needs a model
        chosen["detail"] = ""
    return _address(place, chosen=chosen)


def go_to_neighbour(place: CorpusView) -> None:
    """Draw another sentence of the table as this one is drawn; a callback.

    Gold links that a person has given are of this sentence and stay behind.
    """
    chosen = {name: value for name, value in _chosen(session_view()).items() if name != "gold"}
    st.query_params.from_dict(_address(place, chosen=chosen))


def place_in(query: Mapping[str, str]) -> CorpusView | None:
    """The place that an address names; None if it names no sentence of a corpus."""
    place = read_query(dict(query))
    return place if place.corpus and place.row is not None else None


def current_row_view(
    *, place: CorpusView, gold: str, languages: LanguagePair
) -> tuple[View, tuple[str, ...]]:
    """The view to draw, and notes about an address that had to be corrected.

    Args:
        place: of the sentence.
        gold: links that came with it; an address without links means these.
        languages: of the sentence, known or likely.
    """

    def read(query: Mapping[str, str]) -> tuple[View, tuple[str, ...]]:
        chosen = {name: query[name] for name in _CHOICES if name in query}
        return read_address({"sentence": "", "gold": gold, **_USUAL, **chosen}, models=())

    def write(view: View) -> dict[str, str]:
        chosen = _chosen(view)
        if chosen["gold"] == gold:
            chosen["gold"] = ""
        return _address(place, chosen=chosen)

    return view_in_address(
        subject="row",
        read=read,
        write=write,
        usual=lambda view: dataclasses.replace(view, pair=str(languages)),
    )


def _chosen(view: View) -> dict[str, str]:
    query = whole_query(view, models=())
    return {name: query.get(name, "") for name in _CHOICES} | {"detail": view.detail}


def _address(place: CorpusView, *, chosen: Mapping[str, str]) -> dict[str, str]:
    kept = {k: v for k, v in chosen.items() if v and v != _USUAL.get(k)}
    return write_query(place) | kept
