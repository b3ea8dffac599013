"""Two systems on one corpus: who is nearer to gold, and where their links disagree most."""

from typing import Any

import pandas as pd
import streamlit as st

from attention_core.aligned_corpus.comparison import LONG, AerDifference, Comparison
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.filters import Condition
from attention_core.errors import UserError
from pages.sections.corpus.table import SELECTION, selected_row
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.corpus_view import ROWS, CorpusView, update_corpus_view


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
    _show_quality(compared, view=view)
    groups = pd.DataFrame(
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
    ).dropna(axis="columns", how="all")
    st.dataframe(groups, hide_index=True, placeholder="–", column_config=_decimals(groups))
    _show_disagreement(compared, view=view, condition=condition)


def _show_quality(compared: Comparison, *, view: CorpusView) -> None:
    """AER of both, on all sentences and on long ones."""
    everywhere = compared.aer()
    if everywhere is None:
        show_text(
            "Which one is nearer to gold cannot be said: no sentence has gold links in both. Give "
            "the same file of gold links when you add them.",
            small=True,
        )
        return
    show_text(f"AER on {_in_words(everywhere, view=view)}")
    long = compared.long_aer()
    if long is not None:
        show_text(f"AER on long ones, of more than {LONG} words: {_in_words(long, view=view)}")


def _in_words(difference: AerDifference, *, view: CorpusView) -> str:
    sure = difference.low > 0 or difference.high < 0
    better = view.corpus if difference.difference < 0 else view.against
    verdict = f"{better} is nearer to gold" if sure else "which one is nearer to gold is not sure"
    numbers = (difference.difference, difference.low, difference.high)
    change, low, high = (f"{number:+.3f}".replace("-", "−") for number in numbers)
    return (
        f"{difference.sentences:,} sentences with gold links: {view.corpus} "
        f"{difference.first:.3f}, {view.against} {difference.second:.3f}, a difference of {change} "
        f"({low} to {high}, 95%, paired bootstrap): {verdict}."
    )


def _show_disagreement(compared: Comparison, *, view: CorpusView, condition: Condition) -> None:
    rows = compared.table(condition=condition, limit=ROWS, offset=(view.page - 1) * ROWS)
    if not rows:
        show_notice("No sentence of both meets this condition.", kind="hint")
        return
    table = pd.DataFrame([_named(row, view=view) for row in rows])
    table = table.dropna(axis="columns", how="all")
    numbers = tuple(row["id"] for row in rows)
    show_text("The sentences whose links disagree most come first.", small=True)
    event = st.dataframe(
        table,
        hide_index=True,
        height=min(len(rows), 12) * 35 + 38,
        placeholder="–",
        column_config=_decimals(table),
        on_select="rerun",
        selection_mode=SELECTION,
        key=f"corpus.disagreement.{view.corpus}.{view.against}.{hash(numbers)}",
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


def _named(row: dict[str, Any], *, view: CorpusView) -> dict[str, Any]:
    """A row of the comparison by names that a person understands, the figures first."""
    names = {"coverage": "coverage", "aer": "AER", "chrf": "chrF++"}
    figures = {
        f"{name} {corpus}": row[f"{prefix}{column}"]
        for column, name in names.items()
        for prefix, corpus in (("", view.corpus), ("other_", view.against))
    }
    other = row["other_target"] if row["other_target"] != row["target"] else None
    return {
        **{name: row[name] for name in ("id", "agreement", "source_words")},
        **{"source": row["source"], "target": row["target"]},
        f"target {view.against}": other,  # forced pairs have one target
        **figures,
    }


def _decimals(table: pd.DataFrame) -> dict[str, Any]:
    """Numbers with three decimals; texts that do not push them out of sight."""
    numbers = table.select_dtypes("float").columns
    texts = table.select_dtypes(exclude="number").columns
    return {
        **{name: st.column_config.NumberColumn(format="%.3f") for name in numbers},
        **{name: st.column_config.TextColumn(width="medium") for name in texts},
    }
