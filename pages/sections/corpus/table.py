"""The table of a corpus: filter, order, pages, thumbnails, and a click that opens a sentence."""

import dataclasses
from typing import Any, Final, NoReturn

import pandas as pd
import streamlit as st
from streamlit.elements.arrow import DataframeState, SelectionMode

from attention_core.aligned_corpus.columns import BY_NAME, COLUMNS
from attention_core.aligned_corpus.corpus import AlignedCorpus, Order
from attention_core.aligned_corpus.filters import EVERYTHING, Condition, FilterError, parse_filter
from pages.sections.corpus.thumbnails import thumbnail
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.corpus_view import (
    ROWS,
    CorpusView,
    field_key,
    update_corpus_view,
    update_from_field,
)
from pages.shared.state.row_view import row_address

SELECTION: Final[tuple[SelectionMode, ...]] = ("single-row", "single-cell")


def chosen_condition(view: CorpusView) -> Condition:
    """The filter's box, and the condition in it; all sentences if it cannot be read."""
    st.text_input(
        "Filter",
        key=field_key("where", view=view),
        on_change=update_from_field,
        args=("where",),
        placeholder='coverage < -2 and source_words > 30 and source contains "river"',
        help="Columns: " + ", ".join(f"{c.name} ({c.meaning})" for c in COLUMNS),
    )
    try:
        return parse_filter(view.where)
    except FilterError as error:
        text = str(error)
        show_notice(f"{text[:1].upper()}{text[1:]}. All sentences are shown.", kind="fault")
        return EVERYTHING


def show_table(corpus: AlignedCorpus, *, view: CorpusView, condition: Condition) -> None:
    """One page of the sentences for which a condition holds."""
    count = corpus.count(condition)
    pages = max(1, -(-count // ROWS))
    page = min(view.page, pages)
    _order_settings(view=view, page=page, pages=pages)
    show_text(f"{count:,} of {corpus.count():,} sentences · page {page:,} of {pages:,}", small=True)
    rows = corpus.table(
        condition=condition,
        order=Order(column=view.sort, descending=view.descending),
        limit=ROWS,
        offset=(page - 1) * ROWS,
    )
    if not rows:
        show_notice("No sentence meets this condition.", kind="hint")
        return
    numbers = tuple(row["id"] for row in rows)
    weights = corpus.weights(numbers)
    table = pd.DataFrame(rows)
    pictures = [thumbnail(weights[number]) if number in weights else None for number in numbers]
    table.insert(1, "α", pictures)
    table = table.loc[:, [name for name in table.columns if table[name].notna().any()]]
    key = f"corpus.table.{view.corpus}.{hash((numbers, view.sort, view.descending))}"
    event = st.dataframe(
        table,
        hide_index=True,
        row_height=52,
        height=min(len(rows), 12) * 52 + 40,
        column_config=_column_config(),
        on_select=lambda: _sort_by_head(key=key, view=view),
        selection_mode=(*SELECTION, "single-column"),
        key=key,
    )
    show_text(
        "Click a row to open its sentence on the Alignment page, or the name of a column to sort "
        "all sentences by it; once more for the other order.",
        small=True,
    )
    chosen = selected_row(event)
    if chosen is not None:
        open_row(dataclasses.replace(view, row=numbers[chosen]))


def selected_row(event: DataframeState) -> int | None:
    """The row of which the tick or a cell was clicked, from 0 on top; None before a click."""
    rows = [*event.selection.rows, *(row for row, _ in event.selection.cells)]
    return rows[0] if rows else None


def _sort_by_head(*, key: str, view: CorpusView) -> None:
    """Sort by the column whose name was clicked, if it was one."""
    columns = st.session_state[key].selection.columns
    if columns and columns[0] in BY_NAME:
        descending = columns[0] == view.sort and not view.descending
        update_corpus_view(sort=columns[0], descending=descending)


def open_row(view: CorpusView) -> NoReturn:
    """Go to the Alignment page with the sentence that a view names."""
    st.switch_page("pages/alignment.py", query_params=row_address(view))


def _order_settings(*, view: CorpusView, page: int, pages: int) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        st.selectbox(
            "Sort by",
            list(BY_NAME),
            key=field_key("sort", view=view),
            on_change=update_from_field,
            args=("sort",),
            width=200,
        )
        st.toggle(
            "Descending",
            key=field_key("descending", view=view),
            on_change=update_from_field,
            args=("descending",),
        )
        st.button(
            "Previous", disabled=page <= 1, on_click=update_corpus_view, kwargs={"page": page - 1}
        )
        st.button(
            "Next", disabled=page >= pages, on_click=update_corpus_view, kwargs={"page": page + 1}
        )


def _column_config() -> dict[str, Any]:
    config: dict[str, Any] = {
        column.name: st.column_config.NumberColumn(help=column.meaning, format="%.2f")
        for column in COLUMNS
        if str(column.kind) == "float"
    }
    config |= {
        column.name: st.column_config.TextColumn(help=column.meaning, width="medium")
        for column in COLUMNS
        if column.is_text
    }
    return config | {"α": st.column_config.ImageColumn("α", width=60)}
