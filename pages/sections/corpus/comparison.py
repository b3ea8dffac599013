"""Two systems on one corpus: who is nearer to gold, and where their links disagree most."""

import dataclasses

import pandas as pd
import streamlit as st

from attention_core.aligned_corpus.comparison import AerDifference, Comparison
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.filters import Condition
from attention_core.aligned_corpus.measures import sentence_links
from attention_core.aligned_corpus.rows import row_sentence
from attention_core.errors import UserError
from attention_core.figures.alignment_view import Options
from attention_core.figures.sentence_document import sentence_document
from pages.sections.corpus.table import SELECTION, selected_row
from pages.shared.display.alignment_view import show_document
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.corpus_view import CorpusView, update_corpus_view
from pages.shared.state.row_view import row_address

ROWS = 25


def show_comparison(
    first: AlignedCorpus, second: AlignedCorpus, *, view: CorpusView, condition: Condition
) -> None:
    """Figures of both systems, then the sentences, those that disagree most first."""
    try:
        compared = Comparison(first, second)
    except UserError as error:
        show_notice(f"These cannot be compared: {error}.", kind="fault")
        return
    if compared.different:
        show_notice(
            f"{compared.different:,} of {compared.count:,} sentences have another source text in "
            "the second corpus: are they files of one test set?"
        )
    show_text(
        f"{compared.count:,} sentences are in both. Their links agree by "
        f"{compared.agreement():.1%}: 2 |A ∩ B| / (|A| + |B|), the mean over sentences."
    )
    difference = compared.aer()
    if difference is not None:
        show_text(_aer_in_words(difference, view=view))
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "source words": f"{group.least}–{group.most}" if group.most < 1000 else "61+",
                    "sentences": group.sentences,
                    "agreement": group.agreement,
                    f"AER {view.corpus}": group.aer,
                    f"AER {view.against}": group.other_aer,
                    f"chrF++ {view.corpus}": group.chrf,
                    f"chrF++ {view.against}": group.other_chrf,
                }
                for group in compared.by_length()
            ]
        ).dropna(axis="columns", how="all"),
        hide_index=True,
    )
    _show_disagreement(compared, view=view, condition=condition)


def _aer_in_words(difference: AerDifference, *, view: CorpusView) -> str:
    sure = difference.low > 0 or difference.high < 0
    better = view.corpus if difference.difference < 0 else view.against
    verdict = f"{better} is nearer to gold" if sure else "which one is nearer to gold is not sure"
    return (
        f"AER on {difference.sentences:,} sentences with gold links: {difference.first:.3f} and "
        f"{difference.second:.3f}, a difference of {difference.difference:+.3f} "
        f"({difference.low:+.3f} to {difference.high:+.3f}, 95%, paired bootstrap): {verdict}."
    )


def _show_disagreement(compared: Comparison, *, view: CorpusView, condition: Condition) -> None:
    rows = compared.table(condition=condition, limit=ROWS, offset=(view.page - 1) * ROWS)
    if not rows:
        show_notice("No sentence of both meets this condition.", kind="hint")
        return
    table = pd.DataFrame(rows).drop(columns=["differs"]).dropna(axis="columns", how="all")
    numbers = tuple(row["id"] for row in rows)
    key = f"corpus.disagreement.{view.corpus}.{view.against}.{hash(numbers)}"
    event = st.dataframe(
        table,
        hide_index=True,
        height=320,
        on_select="rerun",
        selection_mode=SELECTION,
        key=key,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        page = view.page
        st.button(
            "Previous", disabled=page <= 1, on_click=update_corpus_view, kwargs={"page": page - 1}
        )
        st.button(
            "Next",
            disabled=len(rows) < ROWS,
            on_click=update_corpus_view,
            kwargs={"page": page + 1},
        )
    show_text("Click a row to see both matrices side by side.", small=True)
    chosen = selected_row(event)
    if chosen is not None:
        update_corpus_view(row=numbers[chosen])
        st.rerun()


def show_both(first: AlignedCorpus, second: AlignedCorpus, *, view: CorpusView) -> None:
    """The matrices of one sentence side by side."""
    assert view.row is not None
    st.button(
        "Back to the comparison",
        icon=":material/arrow_back:",
        on_click=update_corpus_view,
        kwargs={"row": None},
    )
    st.subheader(f"Sentence {view.row:,}", anchor=False)
    names = (view.corpus, view.against)
    for column, corpus, name, other in zip(
        st.columns(2), (first, second), names, names[::-1], strict=True
    ):
        with column:
            show_text(name)
            rows = corpus.rows([view.row])
            if not rows:
                show_notice("This corpus has no such sentence.", kind="hint")
                continue
            sentence = row_sentence(rows[0])
            if sentence.alpha is None and not sentence.links:
                show_notice("This sentence has neither weights nor links.", kind="hint")
                continue
            document = sentence_document(
                sentence, links=sentence_links(sentence), options=Options(texts=True)
            )
            show_document(document, key=f"corpus.both.{name}")
            st.page_link(
                "pages/alignment.py",
                label="All tools for this matrix",
                icon=":material/grid_on:",
                query_params=row_address(dataclasses.replace(view, corpus=name, against=other)),
            )
