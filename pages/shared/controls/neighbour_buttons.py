"""The sentences before and after one of a corpus, in the order and filter of its table."""

import dataclasses
from collections.abc import Callable

import streamlit as st

from attention_core.aligned_corpus.comparison import Comparison
from attention_core.aligned_corpus.corpus import AlignedCorpus, Order
from attention_core.aligned_corpus.filters import EVERYTHING, Condition, FilterError, parse_filter
from attention_core.aligned_corpus.neighbours import Neighbours, corpus_neighbours
from attention_core.errors import UserError
from pages.shared.display.messages import show_text
from pages.shared.state.corpus_view import ROWS, CorpusView


def show_neighbour_buttons(
    corpus: AlignedCorpus,
    *,
    other: AlignedCorpus | None,
    view: CorpusView,
    go: Callable[[CorpusView], None],
) -> None:
    """Two buttons, and the place of the sentence in the table it was opened from.

    Args:
        corpus: of the table.
        other: that it is compared with, if the table is that of the comparison.
        view: of the sentence.
        go: goes to the sentence of a view; a callback.
    """
    assert view.row is not None
    here = _neighbours(corpus, other=other, view=view, number=view.row)
    steps = {
        "Previous sentence": (here.previous, here.place - 1) if here else (None, 0),
        "Next sentence": (here.next, here.place + 1) if here else (None, 0),
    }
    for label, (number, place) in steps.items():
        # The way back then leads to the page of the table that has the sentence.
        there = dataclasses.replace(view, row=number, page=1 + (place - 1) // ROWS)
        st.button(
            label,
            key=f"neighbour.{label}",
            disabled=number is None,
            on_click=go,
            args=(there,),
        )
    show_text(
        f"Row {here.place:,} of {here.count:,}"
        if here
        else "This sentence is not in the table that you came from.",
        small=True,
    )


def _neighbours(
    corpus: AlignedCorpus, *, other: AlignedCorpus | None, view: CorpusView, number: int
) -> Neighbours | None:
    condition = _condition(view)
    if other is None:
        order = Order(column=view.sort, descending=view.descending)
        return corpus_neighbours(corpus, number, condition=condition, order=order)
    try:
        return corpus.remembered(
            ("neighbours", number, condition, other),
            lambda: Comparison(corpus, other).neighbours(number, condition=condition),
        )
    except UserError:  # no sentence is in both: the comparison has no table
        return None


def _condition(view: CorpusView) -> Condition:
    """The filter of the table, which shows all sentences if it cannot be read."""
    try:
        return parse_filter(view.where)
    except FilterError:
        return EVERYTHING
