"""Corpus: thousands of alignments at once, ours or any other system's."""

from pathlib import Path

import streamlit as st

from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.shards import CorpusError
from pages.sections.corpus.comparison import show_comparison
from pages.sections.corpus.downloads import show_corpus_downloads
from pages.sections.corpus.histograms import show_histogram
from pages.sections.corpus.import_form import show_import_form
from pages.sections.corpus.making_form import show_making_form
from pages.sections.corpus.side_by_side import show_side_by_side
from pages.sections.corpus.table import chosen_condition, open_row, show_table
from pages.shared.controls.page_title import show_title
from pages.shared.display.messages import show_notice
from pages.shared.state.corpora import find_corpora, is_own, open_corpus, remove_own
from pages.shared.state.corpus_view import (
    CorpusView,
    current_corpus_view,
    field_key,
    update_corpus_view,
    update_from_field,
)
from pages.shared.state.loaded_models import explorer
from pages.shared.state.page_entry import run_page


def page() -> None:
    """Choose or add a corpus, and browse it."""
    view = current_corpus_view()
    show_title(
        title="Corpus",
        about="Thousands of sentences with their attention, from these models or another system: "
        "sort them by what is odd about them, and open one.",
    )
    corpora = find_corpora()
    chosen = _choice(view=view, corpora=corpora)
    adding = st.container(key="add-corpus")
    with adding.expander("Add a corpus", expanded=not corpora):
        files, ours = st.tabs(["Files of another system", "One of our models"])
        with files:
            show_import_form()
        with ours:
            show_making_form(explorer())
    if chosen is None:
        return
    corpus, other, view = chosen
    for bad in corpus.faults:
        show_notice(f"{bad.name} is left out: {bad.reason}.")
    if view.row is not None and other is not None:
        show_side_by_side(corpus, other, view=view)
    elif view.row is not None:
        open_row(view)
    else:
        _browse(corpus, other=other, view=view)


def _browse(corpus: AlignedCorpus, *, other: AlignedCorpus | None, view: CorpusView) -> None:
    condition = chosen_condition(view)
    if other is not None:
        show_comparison(corpus, other, view=view, condition=condition)
        return
    table, histogram = st.columns([3, 1])
    with table:
        show_table(corpus, view=view, condition=condition)
    with histogram:
        show_histogram(corpus, view=view, condition=condition)
    show_corpus_downloads(corpus, view=view, condition=condition)


def _choice(
    *, view: CorpusView, corpora: dict[str, Path]
) -> tuple[AlignedCorpus, AlignedCorpus | None, CorpusView] | None:
    """The menus of corpora, and what is chosen in them; None if there is nothing to open."""
    if view.corpus and view.corpus not in corpora:
        show_notice(f"There is no corpus “{view.corpus[:80]}” here.")
    if not corpora:
        return None
    names = list(corpora)
    if view.corpus not in corpora:
        update_corpus_view(corpus=names[0])
        view = current_corpus_view()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        st.selectbox(
            "Corpus",
            names,
            key=field_key("corpus", view=view),
            on_change=update_from_field,
            args=("corpus",),
            width=320,
        )
        others = ["", *(name for name in names if name != view.corpus)]
        if view.against not in others:
            update_corpus_view(against="")
            view = current_corpus_view()
        st.selectbox(
            "Compare with",
            others,
            format_func=lambda name: name or "nothing",
            key=field_key("against", view=view),
            on_change=update_from_field,
            args=("against",),
            width=320,
        )
        if is_own(view.corpus):
            st.button("Remove", on_click=remove_own, args=(view.corpus,))
    try:
        other = open_corpus(corpora[view.against]) if view.against else None
        return open_corpus(corpora[view.corpus]), other, view
    except CorpusError as error:
        show_notice(f"{error}.", kind="fault")
        return None


run_page(page)
